"""Articles to segments: workers, inversion, runs, and the merge that writes a segment."""
