"""The JSON API: its operations, what they read and answer, their description and their errors."""
