"""What the user typed: its parts, the terms that the index knows, corrections, filters."""
