"""The words of segments, for the reading of queries: the embedded engine's `Vocabulary`."""
