"""The postings of a segment: impacts, positions, and what shortens the work on frequent terms."""
