"""Models at work, and where their folders come from."""
