"""Markdown files, and the front matter that other files have too."""
