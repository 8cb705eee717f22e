"""Query text to ranked hits, snippets and suggestions."""
