"""A segment on disk: its format, and the readers of its parts."""
