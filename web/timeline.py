"""The timeline of the hits: bars of an inline SVG that are links, by month or by year."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ..search.results import FacetCount
from .state import SearchState

WIDTH, HEIGHT, GAP = 280, 64, 1.5
MAX_MONTHS = 36


@dataclass(frozen=True, slots=True)
class Bar:
    """One month or year: its hits, the link that narrows to it, and its place in the drawing."""

    period: str
    count: int
    url: str
    x: float
    width: float
    height: float

    @property
    def y(self) -> float:
        """The top of the bar."""
        return round(HEIGHT - self.height, 1)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The bars from the first hit to the last, without gaps in time."""

    bars: tuple[Bar, ...]
    width: int = WIDTH
    height: int = HEIGHT


def timeline(months: Sequence[FacetCount], state: SearchState) -> Timeline | None:
    """Return the timeline of a search, or nothing where all hits fall in one month."""
    counts = Counter({each.value: each.count for each in months if each.value})
    if len(counts) < 2:
        return None
    periods = _months(min(counts), max(counts))
    if len(periods) > MAX_MONTHS:
        counts, periods = _by_year(counts)
    step, top = WIDTH / len(periods), max(counts.values())
    return Timeline(
        tuple(
            Bar(
                period=period,
                count=counts[period],
                url=_narrow(state, period),
                x=round(at * step, 1),
                width=round(step - min(GAP, step / 4), 1),
                height=max(2.0, round(HEIGHT * counts[period] / top, 1)),
            )
            for at, period in enumerate(periods)
        )
    )


def _narrow(state: SearchState, period: str) -> str:
    after, before = bounds(period)
    return state.url(after=after, before=before)


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
