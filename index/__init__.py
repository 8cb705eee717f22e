"""Article files to a published index: readers, Romanian analysis, segments."""
