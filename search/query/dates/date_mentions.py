"""Dates that are named in the words of a query, as people write them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from ....index.errors import BadQuery
from .date_ranges import day_range

_MONTHS = (
    "ian(?:uarie)?", "feb(?:r(?:uarie)?)?", "mar(?:t(?:ie)?)?", "apr(?:ilie)?", "mai", "iun(?:ie)?",
    "iul(?:ie)?", "aug(?:ust)?", "sept?(?:embrie)?", "oct(?:ombrie)?", "no(?:v|i|iembrie)", "dec(?:embrie)?",
)  # fmt: skip
_NAMES = tuple(re.compile(month, re.IGNORECASE) for month in _MONTHS)
_NAME = rf"(?P<name>{'|'.join(_MONTHS)})(?!\w)\.?"
# A dash may stand before it if that makes a period.
_BEGIN, _END = r"(?<![^\s–—-])", r"(?![^\s,.;!?–—-]|[.,]\w)"
_DASH = r"\s*[-–—]\s*"
_DAY, _YEAR = r"(?P<day>\d{1,2})", r"(?P<year>\d{4})"
_WEEKDAY = r"(?:(?:luni|mar[tțţ]i|miercuri|joi|vineri|s[aâ]mb[aă]t[aă]|duminic[aă]),?\s+)?"
# A quarter, a half or a season of a year; of winter only both years tell which one it is.
_QUARTER = r"(?:trim(?:estrul|\.)?\s*|T)(?P<quarter>[1-4]|I{1,3}|IV)"
_HALF = r"(?:sem(?:estrul|\.)?\s*|S)(?P<half>[12]|I{1,2})"
_SEASONS = {"primavara": 3, "primăvara": 3, "vara": 6, "toamna": 9, "iarna": 12}
_SEASON = r"(?P<season>prim[aă]vara|vara|toamna)"
_OF_YEAR = rf"(?:\s*[/,]\s*|\s+)(?:(?:din|al|a|lui|anul|anului)\s+)*{_YEAR}"
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
_WRITTEN = tuple(
    re.compile(f"{_BEGIN}{form}{_END}", re.IGNORECASE)
    for form in (
        rf"(?:{_QUARTER}|{_HALF}|{_SEASON}){_OF_YEAR}",
        rf"(?P<season>iarna)\s+(?P<from>\d{{4}})\s?[-–/]\s?{_YEAR}",
        rf"{_WEEKDAY}(?:{_DAY}(?:\s+|[-./]))?{_NAME}(?:\s*,\s*|\s+|[-./]){_YEAR}",
        rf"{_WEEKDAY}{_DAY}(\s?[./-]\s?)(?P<month>\d{{1,2}})\2{_YEAR}",
        rf"{_DAY}([./-])(?P<month>\d\d)\2(?P<year>\d\d)",
        rf"{_YEAR}([./-])(?P<month>\d{{1,2}})\2{_DAY}",
        rf"(?P<month>\d{{1,2}})[./]{_YEAR}",
        rf"{_YEAR}-(?P<month>\d\d)(?!-\d)",
    )
)
_CENTURY = r"(?:19|20)\d\d"
_WHOLE_YEARS = re.compile(
    rf"(?<!\S)(?:(?P<from>{_CENTURY}){_DASH})?(?P<year>{_CENTURY})(?![^\s,.;!?]|[.,]\w)", re.IGNORECASE
)
_NO_YEAR = re.compile(rf"{_BEGIN}(?:{_DAY}[\s.-]+{_NAME}|[0-3]\d(?P<dot>\.)[01]\d)(?![.,]?\w)", re.IGNORECASE)
# The first day or month of a period, where the date behind it tells the rest.
_FROM = re.compile(rf"(?<!\S){_DAY}?\s*(?:{_NAME})?{_DASH}$", re.IGNORECASE)
_TO = re.compile(rf"{_DASH}|\s+p[aâ]n[aă]\s+(?:la|[iî]n|pe)\s+|\s+[sșş]i\s+", re.IGNORECASE)
# What leads to a date and says nothing without it.
_LEADS = re.compile(
    r"(?:(?<!\S)(?:din|de|[iî]n|[iî]ntre|pe|la|data|ziua|luna|lunii|anul|anului)\s+)+$", re.IGNORECASE
)
# Characters before a date that may belong to it.
_NEAR = 40
# In quotes, brackets or behind a field a date is what it says, and no more.
_OPERATORS = re.compile(r'["():]')


class Mention(NamedTuple):
    """A query without the date that it names, and the first and last day of that date."""

    rest: str
    after: date
    before: date


class _Named(NamedTuple):
    """Where a date stands in a text, its first day, and the first day after it."""

    start: int
    stop: int
    first: date
    end: date


def mentioned_date(text: str) -> Mention | None:
    """Return the day, month, year or period that a query names, or None for none, several, or an operator."""
    if _OPERATORS.search(text):
        return None
    found = _dates(text)
    if len(found) == 2 and _TO.fullmatch(text[found[0].stop : found[1].start]):
        found = [_Named(found[0].start, found[1].stop, found[0].first, found[1].end)]
    if len(found) != 1 or found[0].first >= found[0].end:
        return None
    ((start, stop, first, end),) = found
    leads = _LEADS.search(text, max(start - _NEAR, 0), start)
    rest = " ".join(f"{text[: leads.start() if leads else start]} {text[stop:]}".split()).strip(" ,.;")
    return Mention(rest, first, end - timedelta(days=1))


def in_year(text: str, year: int) -> Mention | None:
    """Return a query without the day that it names without a year, and that of `year`; else None."""
    found = list(_NO_YEAR.finditer(text))
    if len(found) != 1 or _dates(text):
        return None
    end = found[0].end()
    mention = mentioned_date(f"{text[:end]}{found[0]['dot'] or ' '}{year}{text[end:]}")
    return mention if mention and mention.after == mention.before else None


def date_places(text: str) -> list[range]:
    """Return where the dates of a query stand, those without a year too."""
    without_year = (range(*match.span()) for match in _NO_YEAR.finditer(text))
    return [*(range(each.start, each.stop) for each in _dates(text)), *without_year]


def _dates(text: str) -> list[_Named]:
    """Return the dates in a text, in order; whole years only where there is no day or month."""
    for forms in (_WRITTEN, (_WHOLE_YEARS,)):
        matches = [match for form in forms for match in form.finditer(text)]
        found = [named for match in matches if (named := _named(text, match))]
        # Of a day that is not in the calendar the year is not what was meant.
        if found or any(match.groupdict().get("day") for match in matches):
            return sorted(each for each in found if not any(_is_inside(each, other) for other in found))
    return []


def _is_inside(one: _Named, other: _Named) -> bool:
    """Tell whether a date is a part of another: `3/2018` of `trim. 3/2018`."""
    return other.start <= one.start and one.stop <= other.stop and one is not other


def _named(text: str, match: re.Match[str]) -> _Named | None:
    """Return the date of a match, from the beginning of the period where it ends one."""
    groups = match.groupdict()
    day, name, year = groups.get("day"), groups.get("name"), match["year"]
    # `noi 2017` is what is new in 2017.
    if name and name.lower() == "noi" and not day:
        return None
    if part := _months(groups):
        earliest = _days(groups.get("from") or year, str(part[0]), None)
        latest = _days(year, str((part[0] + part[1] - 2) % 12 + 1), None)
        return _Named(match.start(), match.end(), earliest[0], latest[1]) if earliest and latest else None
    start, year = match.start(), year if len(year) == 4 else f"20{year}"
    first = end = _days(year, name or groups.get("month"), day)
    if (
        name
        and (begun := _FROM.search(text, max(start - _NEAR, 0), start))
        and (begun["day"] or begun["name"])
    ):
        start, first = begun.start(), _days(year, begun["name"] or name, begun["day"])
    if earlier := groups.get("from"):
        first = _days(earlier, None, None)
    return _Named(start, match.end(), first[0], end[1]) if first and end else None


def _months(groups: dict[str, str | None]) -> tuple[int, int] | None:
    """Return the first month of a part of a year and how many it has; None where none is named."""
    for name, length in (("quarter", 3), ("half", 6)):
        if number := groups.get(name):
            return (_ROMAN.get(number.upper()) or int(number)) * length - length + 1, length
    season = groups.get("season")
    return (_SEASONS[season.lower()], 3) if season else None


def _days(year: str, month: str | None, day: str | None) -> tuple[date, date] | None:
    """Return the first day of a date and the first after it, None for one that is not in the calendar."""
    if month and not month.isdigit():
        month = str(next(number for number, name in enumerate(_NAMES, 1) if name.fullmatch(month)))
    try:
        return day_range("-".join(part for part in (year, month, day) if part))
    except BadQuery:
        return None
