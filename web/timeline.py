"""The timeline of the hits: bars of an inline SVG that are links, by month or by year."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from ..search.results import FacetCount
from .i18n import Writer
from .state import SearchState, extend

WIDTH, HEIGHT, GAP = 280, 64, 1.5
MAX_MONTHS = 36


class Bar(NamedTuple):
    """One month or year: its hits, the link that narrows to it, and its place in the drawing."""

    label: str
    hits: str
    url: str
    x: float
    width: float
    height: float

    @property
    def y(self) -> float:
        """The top of the bar."""
        return round(HEIGHT - self.height, 1)


class Timeline(NamedTuple):
    """The periods that have hits, on an axis from the `first` to the `last` of them."""

    bars: tuple[Bar, ...]
    first: str
    last: str
    width: int = WIDTH
    height: int = HEIGHT


def timeline(months: Sequence[FacetCount], state: SearchState, write: Writer) -> Timeline | None:
    """Return the timeline of a search, or nothing where all hits fall in one month."""
    counts = Counter({each.value: each.count for each in months if each.value})
    if len(counts) < 2:
        return None
    periods = _months(min(counts), max(counts))
    if len(periods) > MAX_MONTHS:
        counts, periods = _by_year(counts)
    step, top = WIDTH / len(periods), max(counts.values())
    link = state.link(after=None, before=None)
    return Timeline(
        tuple(
            Bar(
                label=write.month(period),
                hits=write.number(counts[period]),
                url=_narrow(link, period),
                x=round(at * step, 1),
                width=round(step - min(GAP, step / 4), 1),
                height=max(2.0, round(HEIGHT * counts[period] / top, 1)),
            )
            for at, period in enumerate(periods)
            if counts[period]
        ),
        write.month(periods[0]),
        write.month(periods[-1]),
    )


def _narrow(link: str, period: str) -> str:
    first, last = bounds(period)
    return extend(extend(link, "from", first.isoformat()), "to", last.isoformat())


def bounds(period: str) -> tuple[date, date]:
    """Return the first and the last day of a month `2025-04` or a year `2025`."""
    year, _, month = period.partition("-")
    first, last = int(month or 1), int(month or 12)
    return date(int(year), first, 1), date(int(year), last, monthrange(int(year), last)[1])


def _months(first: str, last: str) -> list[str]:
    start, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    return [f"{at // 12:04}-{at % 12 + 1:02}" for at in range(start, end + 1)]


def _by_year(months: Counter[str]) -> tuple[Counter[str], list[str]]:
    counts: Counter[str] = Counter()
    for month, count in months.items():
        counts[month[:4]] += count
    years = [f"{year:04}" for year in range(int(min(counts)), int(max(counts)) + 1)]
    return counts, years
