"""Dates as people and programs write them, in Romanian and English, and the date in a file's path."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple

from ..article import DatePrecision

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
_COMPACT = re.compile(
    r"(?P<year>1[89]\d\d|20\d\d)(?P<month>\d\d)(?P<day>\d\d)(?:(?P<hour>\d\d)(?:(?P<minute>\d\d)(?:(?P<second>\d\d)\d{0,3})?)?)?$"
)
_COMPACT_DAY_FIRST = re.compile(r"(?P<day>\d\d)(?P<month>\d\d)(?P<year>19\d\d|20\d\d)$")
_IN_NAME = (
    re.compile(
        r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<mark>[-_.]?)(?P<month>\d\d)(?P=mark)(?P<day>\d\d)"
        r"(?:[-_T ]?(?P<hour>\d\d)[-:_.h]?(?P<minute>\d\d)(?:[-:_.]?(?P<second>\d\d))?)?(?!\d)"
    ),
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<mark>[-_.]?)(?P<month>\d\d)(?P=mark)(?P<day>\d\d)(?!\d)"),
    re.compile(
        r"(?<!\d)(?P<day>\d\d?)(?P<mark>[-_. ])(?P<month>\d\d?)(?P=mark)(?P<year>(?:19|20)\d\d)(?!\d)"
    ),
    re.compile(r"(?<!\d)(?P<day>\d\d?)[-_. ](?P<name>[a-z]{3,10})[-_. ](?P<year>(?:19|20)\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)[-_. ](?P<name>[a-z]{3,10})[-_. ](?P<day>\d\d?)(?!\d)"),
)
_IN_FOLDERS = re.compile(r"(?:^|/)(?P<year>(?:19|20)\d\d)[-/](?P<month>\d\d?)[-/](?P<day>\d\d?)(?=/)")
_FOLDERS_AND_NAME = re.compile(r"(?:^|/)(?P<year>(?:19|20)\d\d)/(?P<month>\d\d)/(?P<day>\d\d)(?=[-_. ])")
_DECIMAL = re.compile(r"\d{9,13}\.\d{1,9}")
# Exporters write year 1 or 9999 where there is no date.
_YEARS = range(1000, 9999)
_LAST_EPOCH = 4_102_444_800  # the year 2100
_FIRST_EPOCH = 10**8  # March 1973; a smaller number is rather a year or a counter
_MOST_CHARACTERS = 200
# What stands for a date in an object: MongoDB, Firestore, JSON-LD, PHP.
_INNER = ("$date", "$numberLong", "_seconds", "seconds", "@value", "#text", "value", "date", "rendered")


# The field of a record that holds the `WrittenDate` shown beside its headline.
VISIBLE_DATE = "\0visible date"


class WrittenDate(NamedTuple):
    """A moment, aware where its zone was written, and how much of it was.

    A whole month is the midnight of its first day, a day its midnight.
    """

    moment: datetime
    precision: DatePrecision


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
        return _plausible(value, "time")
    if isinstance(value, date):
        return WrittenDate(datetime(value.year, value.month, value.day), "day")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _parse_number(value)
    if isinstance(value, Mapping):
        return next((found for name in _INNER if name in value and (found := parse_date(value[name]))), None)
    if isinstance(value, list | tuple) and value:
        return _parse_list(value)
    return None


@lru_cache(maxsize=64)
def path_date(source_id: str) -> WrittenDate | None:
    """Return the date in a file's name, else in the folders that hold it."""
    folders, _, name = source_id.rpartition("/")
    for form in _IN_NAME:
        for match in form.finditer(name.lower()):
            if found := _from_match(match):
                return found
    if below := _FOLDERS_AND_NAME.search(source_id):
        return _from_match(below)
    matches = _IN_FOLDERS.finditer(folders + "/")
    return next((found for match in matches if (found := _from_match(match))), None)


def file_date(mtime_ns: int) -> WrittenDate | None:
    """Return a file's time of modification, in UTC."""
    return _from_epoch(mtime_ns / 10**9, earliest=0)


def find_dates(text: str) -> list[tuple[int, int, WrittenDate]]:
    """Return the days written out in a line of text, each behind where it begins and ends."""
    found: list[tuple[int, int, WrittenDate]] = []
    for form in _FORMS:
        for match in form.finditer(text):
            if all(match.end() <= first or last <= match.start() for first, last, _ in found) and (
                day := _from_match(match)
            ):
                found.append((match.start(), match.end(), day))
    return sorted(found)


def with_time(day: WrittenDate, text: str) -> WrittenDate:
    """Return a day at the time of day, and in the zone, that a text beside it writes."""
    match = (_TIME.search(text) or _HOUR.search(text)) if text else None
    return _at(day.moment, match) if match else day


def _parse_digits(digits: str) -> WrittenDate | None:
    if len(digits) in (8, 10, 12, 14, 17):
        for form in (_COMPACT, _COMPACT_DAY_FIRST):
            if (match := form.match(digits)) and (found := _from_match(match)):
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
    return _plausible(datetime.fromtimestamp(number, UTC), "time")


def _parse_list(values: list[object] | tuple[object, ...]) -> WrittenDate | None:
    numbers = [value for value in values if isinstance(value, int) and not isinstance(value, bool)]
    if len(numbers) == len(values) >= 3:
        try:
            return _plausible(datetime(*numbers[:6]), "time" if len(numbers) > 3 else "day")  # type: ignore[arg-type]
        except (ValueError, OverflowError):
            return None
    return parse_date(values[0])


def _parse_text(text: str) -> WrittenDate | None:
    try:
        return _plausible(datetime.fromisoformat(text), "time" if len(text) > 10 else "day")
    except ValueError:
        pass
    if len(text) > _MOST_CHARACTERS:
        return None
    for form in _FORMS:
        for match in form.finditer(text):
            if found := _from_match(match):
                # `28 Apr 10:30:00 2025` holds its time, other dates have it before or behind them.
                beside = (match[0],) if ":" in match[0] else (text[match.end() :], text[: match.start()])
                return next((at for each in beside if (at := with_time(found, each)) != found), found)
    months = (form.fullmatch(text) for form in _WHOLE_MONTHS)
    return next((_from_match(month) for month in months if month), None)


def _from_match(match: re.Match[str]) -> WrittenDate | None:
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
    written = _plausible(moment, "day" if groups.get("day") else "month")
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


def _plausible(moment: datetime, precision: DatePrecision) -> WrittenDate | None:
    return WrittenDate(moment, precision) if moment.year in _YEARS else None
