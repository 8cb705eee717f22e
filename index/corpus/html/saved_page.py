"""What browsers save as a page: a page, or a feed that they showed as one."""

from __future__ import annotations

from collections.abc import Iterator

from .webpage import read_webpage

_HEAD_BYTES = 8000


def read_saved_page(data: bytes) -> dict[str, object] | Iterator[dict[str, object]]:
    """Return the fields of a saved page, or the records of a feed. Raises `BadArticle` as their readers."""
    if b"<html" not in data[:_HEAD_BYTES]:
        from ..records.feeds import is_feed, read_feed

        if is_feed(data):
            return read_feed(data)
    return read_webpage(data)
