"""Romanian text to terms: one chain for documents, queries, highlighting and suggestions."""
