"""Runs and segments to one: which are merged, from what, and how."""
