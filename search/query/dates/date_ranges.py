"""Dates as people give them, to half-open ranges of seconds."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from ....index.errors import BadQuery
from ....index.local_time import NO_DATE, seconds

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$")
_DOTTED = re.compile(r"(?:(?:(\d{1,2})\.)?(\d{1,2})\.)?(\d{4})$")
# Characters of a date in words.
_LONGEST = 40
END = 1 << 62
BEGIN = int(NO_DATE) + 1

DateLike = date | datetime | str


def day_range(value: DateLike) -> tuple[date, date]:
    """Return the first day of a date, month or year, and the first day after it.

    Takes dates and `2025`, `2025-04`, `2025-04-28`, `04.2025`, `28.04.2025`, days, months and
    periods as `date_mentions` reads them; raises BadQuery, and TypeError for what is neither date nor text.
    """
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value, value + timedelta(days=1)
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.80} is no date: give a date, or a text such as '2025-04-28'.")
    text = value.strip().split("T")[0]
    if match := _ISO.match(text):
        year, month, day = match.groups()
    elif match := _DOTTED.match(text):
        day, month, year = match.groups()
    elif written := _in_words(text):
        return written
    else:
        forms = "2025-04-28, 28.04.2025, 28 aprilie 2025, 2025-04 or 2025"
        raise BadQuery(f"`{value[:40]}` is no date. Write it as {forms}.")
    try:
        return _span(int(year), int(month) if month else None, int(day) if day else None)
    except (ValueError, OverflowError):
        raise BadQuery(f"`{value[:40]}` is not in the calendar.") from None


def is_date(value: str) -> bool:
    """Tell whether a text is a date that `day_range` takes."""
    try:
        day_range(value)
    except BadQuery:
        return False
    return True


def _in_words(text: str) -> tuple[date, date] | None:
    """Return the period of a text that is one date, or two with a dash between them, as people write it."""
    # Here, as most queries have no date.
    from .date_mentions import mentioned_date

    mention = mentioned_date(text.replace("..", "-")) if len(text) < _LONGEST else None
    return (mention.after, mention.before + timedelta(days=1)) if mention and not mention.rest else None


def _span(year: int, month: int | None, day: int | None) -> tuple[date, date]:
    if month is None:
        return date(year, 1, 1), date(year + 1, 1, 1)
    if day is None:
        return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, day), date(year, month, day) + timedelta(days=1)


def date_range(field: str, value: str) -> tuple[int, int]:
    """Return the seconds [first, last) of `date:`, `after:` or `before:` in a query.

    `after` begins with the period, `before` ends where it begins, so that the two divide time. A value
    that is no date admits nothing rather than raising.
    """
    try:
        first, last = day_range(value)
    except BadQuery:
        return 0, 0
    if field == "before":
        return BEGIN, midnight(first)
    return midnight(first), END if field == "after" else midnight(last)


def midnight(day: date) -> int:
    """Return the beginning of a day in seconds since 1970."""
    return seconds(datetime(day.year, day.month, day.day))
