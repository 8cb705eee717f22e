"""The server process: workers, limits, access, health, metrics and the log."""
