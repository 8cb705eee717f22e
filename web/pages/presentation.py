"""What the page shows beside the hits: chips, facet links, pager, marked paragraphs."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import NamedTuple

from markupsafe import Markup, escape

from ...index.analysis.name_key import facet_key
from ...index.article import Article
from ...index.deadline import checked
from ...index.local_time import local_time
from ...search.answer.remark import REMARKS, Remark
from ...search.answer.results import DateHint, FacetCount, Hit, Snippet
from ..i18n import Language, Writer
from .state import PAGE_SIZE, SearchState, article_path, extend

LAST_PAGE = 1_000
FIRST_VALUES, MOST_VALUES = 8, 500


class Choice(NamedTuple):
    """A facet value and its number of hits, as a link that chooses it, or drops it where it is chosen."""

    value: str
    hits: str
    chosen: bool
    url: str


class Facet(NamedTuple):
    """The values of a facet that are shown, how many it has, and the address that shows all, if need be."""

    choices: list[Choice]
    number: int
    all: str


class Chip(NamedTuple):
    """An active filter, and the address of the results without it."""

    label: str
    url: str


class Listed(NamedTuple):
    """A hit as the page lists it: plain title, and safe HTML for the rest.

    `duplicates` counts the hits folded under it; one `by_meaning` has no word of the query.
    """

    link: str
    title: str
    marked: Markup | str
    meta: Markup
    snippet: Markup
    duplicates: int
    by_meaning: bool


class PageLink(NamedTuple):
    """A page of results; `after_gap` where pages before it are not linked."""

    number: int
    url: str
    after_gap: bool


class Pager(NamedTuple):
    """Links to pages of results; the previous or next one is empty where there is none."""

    pages: list[PageLink]
    previous: str
    next: str


def facet(
    name: str, counts: Sequence[FacetCount], state: SearchState, write: Writer, whole: bool = False
) -> Facet:
    """Return a facet's values as links; chosen ones first, also those that no hit has.

    The page stays small by showing only the most frequent values until the `whole` is asked for.
    """
    chosen: tuple[str, ...] = getattr(state, name)
    known = {each.value: each.count for each in counts if each.value}
    link = state.link()
    dropping = []
    for value in chosen:
        # The filter does not tell apart `Orașul` and `Oraşul`, so both are chosen.
        alike = [other for other in known if facet_key(other) == facet_key(value)]
        hits = write.number(sum(known.pop(other) for other in alike))
        dropping.append(Choice(value, hits, True, state.link(**{name: _without(chosen, value)})))
    most = MOST_VALUES if whole else FIRST_VALUES
    adding = [
        Choice(value, write.number(count), False, extend(link, name, value))
        for value, count in islice(known.items(), most)
    ]
    more = not whole and len(known) > most
    return Facet(
        dropping + adding,
        len(dropping) + len(known),
        extend(state.link(page=state.page), "all", 1) + "#filters" if more else "",
    )


def listing(hits: Sequence[Hit], write: Writer, root: str, query: str) -> list[Listed]:
    """Return hits as the page lists them, their links carrying the `query` string of the search."""
    return [
        Listed(
            link=f"{root}/articol/{article_path(hit.id)}{query}",
            title=hit.title or hit.id,
            marked=Markup(hit.title_snippet.html()) if hit.title else hit.id,
            meta=meta(hit, write),
            snippet=Markup(hit.snippet.html()),
            duplicates=hit.duplicates,
            by_meaning=hit.by_meaning,
        )
        for hit in hits
    ]


def meta(item: Hit | Article, write: Writer) -> Markup:
    """Return where and when an article appeared, as safe HTML."""
    parts = [f"<span>{escape(text)}</span>" for text in (item.source, item.section) if text]
    if item.date:
        day = local_time(item.date).date()
        if item.date_precision == "month":
            parts.append(f'<time datetime="{day:%Y-%m}">{write.month(f"{day:%Y-%m}")}</time>')
        else:
            parts.append(f'<time datetime="{day}">{write.day(day)}</time>')
    return Markup("".join(parts))


def _without(values: Sequence[str], dropped: str) -> tuple[str, ...]:
    return tuple(value for value in values if value != dropped)


def chips(state: SearchState, write: Writer) -> list[Chip]:
    """Return the active filters, each with the link that removes it."""
    found = [
        Chip(value, state.link(**{name: _without(getattr(state, name), value)}))
        for name in ("source", "section")
        for value in getattr(state, name)
    ]
    if state.after or state.before:
        found.append(Chip(period(state.after, state.before, write), state.link(after=None, before=None)))
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


def date_link(hint: DateHint | None, state: SearchState, write: Writer) -> Chip | None:
    """Return a link to the articles of the date that the query names."""
    if hint is None:
        return None
    url = state.link(q=hint.query, after=hint.after, before=hint.before)
    return Chip(period(hint.after, hint.before, write), url)


def written(remark: Remark, language: Language) -> str:
    """Return a remark on the query in a language."""
    values = (language.write.number(value) if isinstance(value, int) else value for value in remark.values)
    text: str = language.gettext(REMARKS[remark.code])
    return text.format(*values)


def pager(state: SearchState, total: int) -> Pager | None:
    """Return links to the first page of `total` hits, the last and those around the present one."""
    last = min(-(-total // PAGE_SIZE), LAST_PAGE)
    if last < 2:
        return None
    page, link = state.page, state.link()
    near = {1, last, *range(max(1, page - 2), min(last, page + 2) + 1)}
    # A gap of a single page is no shorter than the page itself.
    near |= {number + 1 for number in near if number + 2 in near}
    return Pager(
        [PageLink(number, extend(link, "page", number), number - 1 not in near) for number in sorted(near)],
        extend(link, "page", min(page - 1, last)) if page > 1 else "",
        extend(link, "page", page + 1) if page < last else "",
    )


def paragraphs(body: Snippet, first: int = 1) -> list[Markup]:
    """Return the body's paragraphs as safe HTML, matches marked and numbered from `first`."""
    numbers = iter(range(first, first + len(body.ranges)))
    spans = iter([*body.ranges, (len(body.text), len(body.text))])
    start, end = next(spans)
    found, at = [], 0
    for line in checked(body.text.split("\n")):
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
