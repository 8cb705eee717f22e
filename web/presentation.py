"""What the page shows beside the hits: chips, facet links, pager, marked paragraphs."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from ..search.results import FacetCount, Snippet
from .i18n import Writer
from .state import PAGE_SIZE, SearchState

LAST_PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Choice:
    """A facet value as a link that chooses it, or drops it where it is chosen."""

    value: str
    count: int
    chosen: bool
    url: str


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter, and the address of the results without it."""

    label: str
    url: str


def choices(name: str, counts: Sequence[FacetCount], state: SearchState) -> list[Choice]:
    """Return a facet's values as links; chosen ones first, also those that no hit has."""
    chosen: tuple[str, ...] = getattr(state, name)
    known = {each.value: each.count for each in counts if each.value}
    dropping = [
        Choice(value, known.pop(value, 0), True, state.url(**{name: _without(chosen, value)}))
        for value in chosen
    ]
    adding = [
        Choice(value, count, False, state.url(**{name: (*chosen, value)})) for value, count in known.items()
    ]
    return dropping + adding


def _without(values: Sequence[str], dropped: str) -> tuple[str, ...]:
    return tuple(value for value in values if value != dropped)


def chips(state: SearchState, write: Writer) -> list[Chip]:
    """Return the active filters, each with the link that removes it."""
    found = [
        Chip(value, state.url(**{name: _without(getattr(state, name), value)}))
        for name in ("source", "section")
        for value in getattr(state, name)
    ]
    if state.after or state.before:
        found.append(Chip(period(state.after, state.before, write), state.url(after=None, before=None)))
    return found


def period(after: date | None, before: date | None, write: Writer) -> str:
    """Return a period as short as it can be said: a year, a month, a day, or its two ends."""
    if after and before and after <= before:
        if (after.month, after.day, before.month, before.day) == (1, 1, 12, 31):
            return str(after.year) if after.year == before.year else f"{after.year} – {before.year}"
        if after == before:
            return write.day(after)
        whole = after.day == 1 and before.day == monthrange(before.year, before.month)[1]
        if whole and (after.year, after.month) == (before.year, before.month):
            return write.month(f"{after:%Y-%m}")
    start, end = (write.day(day) if day else "…" for day in (after, before))
    return f"{start} – {end}"


def pager(page: int, total: int) -> list[int]:
    """Return the page numbers to link: first, last and those around `page`; 0 is a gap."""
    last = min(-(-total // PAGE_SIZE), LAST_PAGE)
    shown = sorted({1, last, *range(max(1, page - 2), min(last, page + 2) + 1)})
    numbers: list[int] = []
    for number in shown:
        if numbers and number - numbers[-1] > 1:
            numbers.append(0 if number - numbers[-1] > 2 else number - 1)
        numbers.append(number)
    return numbers if last > 1 else []


def paragraphs(body: Snippet, first: int = 1) -> list[Markup]:
    """Return the body's paragraphs as safe HTML, matches marked and numbered from `first`."""
    numbers = iter(range(first, first + len(body.ranges)))
    spans = iter([*body.ranges, (len(body.text), len(body.text))])
    start, end = next(spans)
    found, at = [], 0
    for line in body.text.split("\n"):
        stop, pieces = at + len(line), []
        while start < stop:
            pieces += [escape(body.text[at:start]), mark(body.text[start : min(end, stop)], next(numbers))]
            at = min(end, stop)
            start, end = next(spans)
        pieces.append(escape(body.text[at:stop]))
        if line.strip():
            found.append(Markup("").join(pieces))
        at = stop + 1
    return found


def mark(text: str, number: int) -> Markup:
    """Return a match that can be jumped to."""
    return Markup('<mark id="m{}">{}</mark>').format(number, text)


def marked(snippet: Snippet, numbers: Iterator[int]) -> Markup:
    """Return a single line with its matches marked and numbered."""
    pieces, at = [], 0
    for start, end in snippet.ranges:
        pieces += [escape(snippet.text[at:start]), mark(snippet.text[start:end], next(numbers))]
        at = end
    return Markup("").join([*pieces, escape(snippet.text[at:])])


def safe_link(url: str) -> str:
    """Return an article's own address if it is one that a browser may follow, else nothing."""
    return url if url.lower().startswith(("http://", "https://")) else ""
