"""What texts mean, as vectors: an optional room, of which nothing is imported without its extra."""
