"""Measurements: one question per file, the peers beside us, each engine in its own process."""
