"""The timeline of the hits: bars of an inline SVG that are links, by month or by year."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from ...search.answer.results import FacetCount
from ..i18n import Writer
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
    dated = [each for each in months if each.value]
    if len(dated) < 2:
        return None
    start, end = _number(dated[0].value), _number(dated[-1].value)
    if end - start < MAX_MONTHS:
        counts: Mapping[str, int] = {each.value: each.count for each in dated}
        periods = [f"{at // 12:04}-{at % 12 + 1:02}" for at in range(start, end + 1)]
    else:
        counts = _by_year(dated)
        periods = [f"{year:04}" for year in range(start // 12, end // 12 + 1)]
    ends = write.month(periods[0]), write.month(periods[-1])
    return Timeline(tuple(_bars(periods, counts, state, write)), *ends)


def _bars(
    periods: Sequence[str], counts: Mapping[str, int], state: SearchState, write: Writer
) -> Iterator[Bar]:
    step, top = WIDTH / len(periods), max(counts.values())
    width, link = round(step - min(GAP, step / 4), 1), state.link(after=None, before=None)
    for at, period in enumerate(periods):
        if count := counts.get(period):
            height = max(2.0, round(HEIGHT * count / top, 1))
            label, url = write.month(period), _narrow(link, period)
            yield Bar(label, write.number(count), url, round(at * step, 1), width, height)


def _narrow(link: str, period: str) -> str:
    first, last = bounds(period)
    return extend(extend(link, "from", first.isoformat()), "to", last.isoformat())


def bounds(period: str) -> tuple[date, date]:
    """Return the first and the last day of a month `2025-04` or a year `2025`."""
    year, _, month = period.partition("-")
    first, last = int(month or 1), int(month or 12)
    return date(int(year), first, 1), date(int(year), last, monthrange(int(year), last)[1])


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1


def _by_year(months: Sequence[FacetCount]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for each in months:
        year = each.value[:4]
        counts[year] = counts.get(year, 0) + each.count
    return counts
