"""When an article appeared: from its own metadata, its file's name or, last, its file's time."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache

from ..article import DateSource

_MONTHS = (
    "ianuarie january",
    "februarie february",
    "martie march",
    "aprilie april",
    "mai may",
    "iunie june",
    "iulie july",
    "august",
    "septembrie september",
    "octombrie october",
    "noiembrie november",
    "decembrie december",
)
_TIME = r"(?:[,T\s]+(?:ora\s+)?(\d{1,2})[:.](\d{2}))?"
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)" + _TIME)
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)" + _TIME)
_NAMED = re.compile(r"(?<!\d)(\d{1,2})\s+([a-z]{3,})\.?\s+(\d{4})(?!\d)" + _TIME, re.IGNORECASE)
_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(\d\d)\2(\d\d)(?!\d)")
_IN_FOLDERS = re.compile(r"(?:^|/)((?:19|20)\d\d)/(\d\d?)/(\d\d?)/")
# Exporters write year 1 or 9999 where there is no date.
_YEARS = range(1000, 9999)
_FIRST_EPOCH = 10**8  # March 1973; a smaller number is rather a year or a counter
_FIRST_MILLISECONDS = 10**11


def parse_date(value: object) -> datetime | None:
    """Return the date that `value` writes, or None if it writes none that exists.

    Read are ISO 8601, `28.04.2025`, `28 aprilie 2025`, `28 apr. 2025` and epoch seconds. The
    result is naive: the clock time as written, whatever its zone; epoch seconds are in UTC.
    """
    if isinstance(value, str):
        text = value.strip()
        return _parse_epoch(float(text)) if text.isascii() and text.isdigit() else _parse_text(text)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _parse_epoch(value)
    return None


@lru_cache(maxsize=64)
def file_date(source_id: str, mtime_ns: int) -> tuple[datetime | None, DateSource | None]:
    """Return the date in a file's path, else its time of modification in UTC, and which it is."""
    folders, _, name = source_id.rpartition("/")
    for match in _IN_NAME.finditer(name):
        if date := _date(match[1], match[3], match[4]):
            return date, "filename"
    for match in _IN_FOLDERS.finditer(folders + "/"):
        if date := _date(match[1], match[2], match[3]):
            return date, "filename"
    date = _parse_epoch(mtime_ns // 10**9, earliest=0)
    return date, "mtime" if date else None


def _parse_epoch(seconds: float, earliest: int = _FIRST_EPOCH) -> datetime | None:
    if not seconds >= earliest:
        return _parse_text(f"{seconds:.0f}") if seconds > 10**7 else None
    try:
        date = datetime.fromtimestamp(seconds / 1000 if seconds >= _FIRST_MILLISECONDS else seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return _plausible(date)


def _parse_text(text: str) -> datetime | None:
    try:
        return _plausible(datetime.fromisoformat(text))
    except ValueError:
        pass
    if match := _YEAR_FIRST.search(text):
        return _date(match[1], match[3], match[4], match[5], match[6])
    if match := _DAY_FIRST.search(text):
        return _date(match[4], match[3], match[1], match[5], match[6])
    if match := _NAMED.search(text):
        return _date(match[3], _month(match[2]), match[1], match[4], match[5])
    return None


def _month(name: str) -> int:
    name = name.lower()
    for number, names in enumerate(_MONTHS, start=1):
        if any(full.startswith(name) for full in names.split()):
            return number
    return 0


def _date(
    year: str, month: str | int, day: str, hour: str | None = None, minute: str | None = None
) -> datetime | None:
    try:
        date = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0))
    except ValueError:
        return None
    return _plausible(date)


def _plausible(date: datetime) -> datetime | None:
    return date.replace(tzinfo=None) if date.year in _YEARS else None
