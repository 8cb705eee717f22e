"""A date in text: the ways of writing one, in Romanian and English, and the moment that it tells."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple

from ...article import DatePrecision

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
_NUMERALS = "i ii iii iv v vi vii viii ix x xi xii".split()
_ZONES = {
    "Z": 0, "UTC": 0, "GMT": 0, "UT": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "EET": 2,
    "EEST": 3, "MSK": 3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8,
    "PDT": -7,
}  # fmt: skip

_DAY = r"(?<![\d.,/-])(?P<day>\d{1,2})"
_NAME = r"(?P<name>[a-z]{3,10})"
_YEAR = r"(?P<year>\d{4})(?![\d])"
_SHORT_YEAR = r"(?P<year>\d{2})(?![\d.,/-])"
_FORMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        _DAY + r"(?:st|nd|rd|th)?(?:\s+of)?[\s./-]{1,3}" + _NAME + r"[\s.,/-]{1,3}" + _YEAR,
        r"(?<![\d.,/-])(?P<year>\d{4})([-/. ])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?!\d)",
        _DAY + r"\s?([-/. ])\s?(?P<month>\d{1,2})\s?\2\s?" + _YEAR,
        r"(?<![a-z])" + _NAME + r"\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+" + _YEAR + r"(?!:)",
        r"(?<!\d)(?P<year>\d{4})[\s.-]{1,2}" + _NAME + r"[\s.-]{1,2}(?P<day>\d{1,2})(?!\d)",
        _DAY + r"([-/. ])(?P<numeral>[ivx]{1,4})\2" + _YEAR,
        # As `date` and `ctime` write it, the time before the year.
        r"(?<![a-z])"
        + _NAME
        + r"\s+(?P<day>\d{1,2})\s+(?=[\d:]{5,8}\s)[\d:]+(?:\s+[A-Z]{1,5}|\s+[+-]\d{4})?\s+"
        + _YEAR,
        _DAY + r"([-/.])(?P<month>\d{1,2})\2" + _SHORT_YEAR,
        _DAY + r"[\s.-]" + _NAME + r"\.?[\s-]'?" + _SHORT_YEAR,
    )
)
_WHOLE_MONTHS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})",
        r"(?P<month>\d{1,2})[-/.](?P<year>\d{4})",
        r"(?:luna\s+)?" + _NAME + r"[\s.,/-]{1,3}(?P<year>\d{4})",
        r"(?P<year>\d{4})[\s,/-]{1,2}" + _NAME + r"\.?",
    )
)
_TIME = re.compile(
    r"(?:(?<![\d.:+-])|^:)(?P<hour>\d{1,2})(?:[:h]|\.(?=\d\d(?!\.?\d)))(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"(?:[.,]\d{1,9})?\s*(?P<half>[AaPp]\.?[Mm]\b\.?)?(?:\s*(?P<zone>[+-]\d{2}:?\d{2}|[A-Z]{1,4}\b))?"
)
_HOUR = re.compile(
    r"(?:[T ]|\bor(?:a|ele):? )(?P<hour>\d{1,2})\s?(?P<half>[ap]m)?(?:\s*(?P<zone>Z))?$", re.IGNORECASE
)
# Exporters write year 1 or 9999 where there is no date.
_YEARS = range(1000, 9999)


class WrittenDate(NamedTuple):
    """A moment, aware where its zone was written, and how much of it was.

    A whole month is the midnight of its first day, a day its midnight.
    """

    moment: datetime
    precision: DatePrecision


def written_date(text: str) -> WrittenDate | None:
    """Return the first day in a text, with the time beside it, or the month that the text is."""
    for form in _FORMS:
        for match in form.finditer(text):
            if found := from_match(match):
                # `28 Apr 10:30:00 2025` holds its time, other dates have it before or behind them.
                beside = (match[0],) if ":" in match[0] else (text[match.end() :], text[: match.start()])
                return next((at for each in beside if (at := with_time(found, each)) != found), found)
    months = (form.fullmatch(text) for form in _WHOLE_MONTHS)
    return next((from_match(month) for month in months if month), None)


def find_dates(text: str) -> list[tuple[int, int, WrittenDate]]:
    """Return the days written out in a line of text, each behind where it begins and ends."""
    found: list[tuple[int, int, WrittenDate]] = []
    for form in _FORMS:
        for match in form.finditer(text):
            if all(match.end() <= first or last <= match.start() for first, last, _ in found) and (
                day := from_match(match)
            ):
                found.append((match.start(), match.end(), day))
    return sorted(found)


def with_time(day: WrittenDate, text: str) -> WrittenDate:
    """Return a day at the time of day, and in the zone, that a text beside it writes."""
    match = (_TIME.search(text) or _HOUR.search(text)) if text else None
    return _at(day.moment, match) if match else day


def from_match(match: re.Match[str]) -> WrittenDate | None:
    """Return the date of the groups of a match: year, month, name or numeral, day, and the time."""
    groups = match.groupdict()
    year, day = int(groups["year"]), int(groups.get("day") or 1)
    if len(groups["year"]) == 2:
        year += 2000 if year < 69 else 1900
    if name := groups.get("name"):
        month = _month(name)
    elif numeral := groups.get("numeral"):
        month = _NUMERALS.index(numeral.lower()) + 1 if numeral.lower() in _NUMERALS else 0
    else:
        month = int(groups["month"])
    if month > 12 >= day and match.start("day") == match.start() and "/" in match[0]:
        month, day = day, month  # 04/28/2025, as Americans write it
    try:
        moment = datetime(year, month, day)
    except ValueError:
        return None
    written = plausible(moment, "day" if groups.get("day") else "month")
    return _at(moment, match) if written and groups.get("hour") else written


def _at(day: datetime, match: re.Match[str]) -> WrittenDate:
    groups = match.groupdict()
    hour, half = int(groups["hour"]), (groups.get("half") or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        moment = day.replace(
            hour=hour, minute=int(groups.get("minute") or 0), second=int(groups.get("second") or 0)
        )
    except ValueError:
        return WrittenDate(day, "day")
    return WrittenDate(moment.replace(tzinfo=_zone(groups.get("zone"))), "time")


def _zone(written: str | None) -> tzinfo | None:
    if not written:
        return None
    if written[0] not in "+-":
        hours = _ZONES.get(written.upper())
        return None if hours is None else timezone(timedelta(hours=hours))
    digits = written[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if written[0] == "-" else offset) if offset < timedelta(days=1) else None


@lru_cache(maxsize=256)
def _month(name: str) -> int:
    name = name.lower()
    for number, names in enumerate(_MONTHS, start=1):
        if any(full.startswith(name) for full in names.split()):
            return number
    return 0 if name != "sept" else 9


def plausible(moment: datetime, precision: DatePrecision) -> WrittenDate | None:
    """Return a date unless its year stands for none."""
    return WrittenDate(moment, precision) if moment.year in _YEARS else None
