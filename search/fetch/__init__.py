"""Article numbers to what a page shows: titles, snippets, marks, explanations."""
