"""Web pages to text and to what they say of themselves."""
