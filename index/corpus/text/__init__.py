"""Bytes of plain text, PDF and DOCX files to text, and text without the dirt of pages."""
