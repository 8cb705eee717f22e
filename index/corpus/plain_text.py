"""Plain text files."""

from __future__ import annotations


def read_text(text: str) -> dict[str, object]:
    """Return the first line as the title and the rest as the body."""
    title, _, body = text.lstrip().partition("\n")
    return {"title": title, "body": body}
