"""A date that is named in the words of a query, as people write it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from ...index.errors import BadQuery
from .dates import day_range

_MONTHS = (
    "ian(?:uarie)?", "feb(?:ruarie)?", "mar(?:tie)?", "apr(?:ilie)?", "mai", "iun(?:ie)?", "iul(?:ie)?",
    "aug(?:ust)?", "sept?(?:embrie)?", "oct(?:ombrie)?", "no(?:v|i|iembrie)", "dec(?:embrie)?",
)  # fmt: skip
_BEGIN, _END = r"(?<!\S)", r"(?![^\s,.;!?])"
_NAME = f"(?:({')|('.join(_MONTHS)}))"
_NAMED = re.compile(rf"{_BEGIN}(?:(\d{{1,2}})\s+)?{_NAME}\.?\s+(\d{{4}}){_END}", re.IGNORECASE)
_DOTTED, _ISO = r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", r"(\d{4})-(\d{1,2})-(\d{1,2})"
_NUMBERED = re.compile(f"{_BEGIN}(?:{_DOTTED}|{_ISO}){_END}")
_YEAR = re.compile(r"\d{4}")
# In quotes, brackets or behind a field a date is what it says, and no more.
_OPERATORS = re.compile(r'["():]')


class Mention(NamedTuple):
    """A query without the date that it names, and the first and last day of that date."""

    rest: str
    after: date
    before: date


def mentioned_date(text: str) -> Mention | None:
    """Return the one day or month that a query names, or None for none, several, or one in an operator."""
    if not _YEAR.search(text) or _OPERATORS.search(text):
        return None
    found = [*_NAMED.finditer(text), *_NUMBERED.finditer(text)]
    if len(found) != 1:
        return None
    (match,) = found
    try:
        first, end = day_range(_written(match))
    except BadQuery:
        return None
    rest = " ".join((text[: match.start()] + " " + text[match.end() :]).split())
    return Mention(rest, first, end - timedelta(days=1))


def _written(match: re.Match[str]) -> str:
    """Return a date as `day_range` takes it."""
    groups = match.groups()
    if match.re is _NUMBERED:
        day, month, year = groups[:3] if groups[0] else reversed(groups[3:])
        return f"{year}-{month}-{day}"
    month = next(number for number, name in enumerate(groups[1:-1], 1) if name)
    return f"{groups[-1]}-{month}-{groups[0]}" if groups[0] else f"{groups[-1]}-{month}"
