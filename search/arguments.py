"""What the methods of an index take; what they cannot take is told with what it must be."""

from __future__ import annotations

from ..index.errors import BadQuery
from .answer.remark import Remark

MAX_LIMIT = 100
MAX_OFFSET = 10_000_000
MAX_QUERY = 2000
MAX_PREFIX = 200
SORTS = ("relevance", "newest", "oldest")
MEANINGS = ("auto", "off", "only")
_LONGEST = 1e9


def check_search(query: str, limit: int, offset: int, sort: str, meaning: str) -> None:
    """Raise TypeError for an argument of another type, BadQuery for one that is out of range."""
    check_text("query", query)
    if len(query) > MAX_QUERY:
        raise BadQuery(Remark("too_long", MAX_QUERY, len(query)))
    check_number("limit", limit, MAX_LIMIT)
    check_number("offset", offset, MAX_OFFSET)
    for name, value, choices in (("sort", sort, SORTS), ("meaning", meaning, MEANINGS)):
        if value not in choices:
            raise BadQuery(f"{name} is `{value}`; it must be one of {', '.join(choices)}.")


def check_text(name: str, value: object) -> None:
    """Raise TypeError for what is no string."""
    if not isinstance(value, str):
        raise TypeError(f"{name} is {value!r:.80}; it must be a string.")


def check_number(name: str, value: int, most: int = MAX_OFFSET, *, least: int = 0) -> None:
    """Raise TypeError for what is no whole number, of Python or NumPy, BadQuery for one out of range."""
    if not hasattr(value, "__index__"):
        raise TypeError(f"{name} is {value!r:.80}; it must be a whole number.")
    if not least <= value <= most:
        raise BadQuery(f"{name} is {value}; it must be from {least} to {most}.")


def seconds(value: object) -> float | None:
    """Return a `timeout`; raises TypeError for what is none."""
    if value is None or (isinstance(value, int | float) and abs(value) <= _LONGEST):
        return value
    raise TypeError(f"timeout is {value!r:.80}; it must be seconds, as 2.0, or None.")
