"""The date that a value writes: a text, a number, a list or an object."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime

from .written import WrittenDate, from_match, plausible, written_date

_COMPACT = re.compile(
    r"(?P<year>1[89]\d\d|20\d\d)(?P<month>\d\d)(?P<day>\d\d)(?:(?P<hour>\d\d)(?:(?P<minute>\d\d)(?:(?P<second>\d\d)\d{0,3})?)?)?$"
)
_COMPACT_DAY_FIRST = re.compile(r"(?P<day>\d\d)(?P<month>\d\d)(?P<year>19\d\d|20\d\d)$")
_DECIMAL = re.compile(r"\d{9,13}\.\d{1,9}")
_LAST_EPOCH = 4_102_444_800  # the year 2100
_FIRST_EPOCH = 10**8  # March 1973; a smaller number is rather a year or a counter
_MOST_CHARACTERS = 200
# What stands for a date in an object: MongoDB, Firestore, JSON-LD, PHP.
_INNER = ("$date", "$numberLong", "_seconds", "seconds", "@value", "#text", "value", "date", "rendered")


def parse_date(value: object) -> WrittenDate | None:
    """Return the date that `value` writes, or None if it writes none that exists.

    Read are ISO 8601, RFC 2822, `28.04.2025`, `28.IV.2025`, `28.04.25`, `28 apr. 2025, ora 14:35`,
    `April 28, 2025`, `20250428103000`, `2025-04`, seconds to nanoseconds since 1970 (in UTC), dates as
    numbers in a list, and objects that hold one of these.
    """
    if isinstance(value, WrittenDate):
        return value
    if isinstance(value, str):
        text = value.strip()
        if text.isascii() and text.isdigit():
            return _parse_digits(text)
        return _parse_number(float(text)) if _DECIMAL.fullmatch(text) else _parse_text(text)
    if isinstance(value, datetime):
        return plausible(value, "time")
    if isinstance(value, date):
        return WrittenDate(datetime(value.year, value.month, value.day), "day")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _parse_number(value)
    if isinstance(value, Mapping):
        return next((found for name in _INNER if name in value and (found := parse_date(value[name]))), None)
    if isinstance(value, list | tuple) and value:
        return _parse_list(value)
    return None


def file_date(mtime_ns: int) -> WrittenDate | None:
    """Return a file's time of modification, in UTC."""
    return _from_epoch(mtime_ns / 10**9, earliest=0)


def _parse_digits(digits: str) -> WrittenDate | None:
    if len(digits) in (8, 10, 12, 14, 17):
        for form in (_COMPACT, _COMPACT_DAY_FIRST):
            if (match := form.match(digits)) and (found := from_match(match)):
                return found
    return _from_epoch(float(digits)) if len(digits) < 20 else None


def _parse_number(number: float) -> WrittenDate | None:
    whole = number if isinstance(number, int) else int(number) if abs(number) < 1e20 else 0
    return (_parse_digits(str(whole)) if whole > 0 and whole == number else None) or _from_epoch(number)


def _from_epoch(number: float, earliest: float = _FIRST_EPOCH) -> WrittenDate | None:
    """Return the moment so many seconds, milli-, micro- or nanoseconds after 1970 began."""
    if not earliest <= number < 10**20:
        return None
    while number >= 10**11:
        number /= 1000
    if number > _LAST_EPOCH:
        return None
    return plausible(datetime.fromtimestamp(number, UTC), "time")


def _parse_list(values: list[object] | tuple[object, ...]) -> WrittenDate | None:
    numbers = [value for value in values if isinstance(value, int) and not isinstance(value, bool)]
    if len(numbers) == len(values) >= 3:
        try:
            return plausible(datetime(*numbers[:6]), "time" if len(numbers) > 3 else "day")  # type: ignore[arg-type]
        except (ValueError, OverflowError):
            return None
    return parse_date(values[0])


def _parse_text(text: str) -> WrittenDate | None:
    try:
        return plausible(datetime.fromisoformat(text), "time" if len(text) > 10 else "day")
    except ValueError:
        pass
    return None if len(text) > _MOST_CHARACTERS else written_date(text)
