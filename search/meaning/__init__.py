"""What texts mean beside what words they have; optional, and imported only for an index with vectors."""
