"""What a search returns: plain frozen data, escaped only when rendered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ...index.article import DatePrecision, DateSource
from .remark import Remark


def _escape(text: str) -> str:
    # Here, as a search from a shell escapes nothing.
    from html import escape

    return escape(text)


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of text and the character ranges `[start, end)` in it that matched.

    `text` is plain text in the original spelling; `ranges` are sorted and do not overlap.
    """

    text: str
    ranges: tuple[tuple[int, int], ...] = ()

    def html(self, tag: str = "mark") -> str:
        """Return the text as safe HTML with every range inside `<tag>`."""
        text, opening, closing = self.text, f"<{tag}>", f"</{tag}>"
        # Most texts have nothing to escape.
        safe = _escape if any(map(text.__contains__, "&<>\"'")) else str
        parts, at = [], 0
        for start, end in self.ranges:
            parts += [safe(text[at:start]), opening, safe(text[start:end]), closing]
            at = end
        parts.append(safe(text[at:]))
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class Explanation:
    """One word's share in a hit's score: the word as searched, its index terms, the points."""

    word: str
    terms: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """One article that answers the query, with its score (higher is better) and snippets.

    `duplicates` counts the other hits that have nearly the same text and are folded under this one.
    With `by_meaning` it has no word of the query: its meaning is near, and the snippet its nearest passage.
    `date`, `date_source` and `date_precision` are those of its `Article`.
    """

    id: str
    title: str
    date: datetime | None
    source: str
    section: str
    url: str
    score: float
    snippet: Snippet
    title_snippet: Snippet
    date_source: DateSource | None = None
    date_precision: DatePrecision | None = None
    explanation: tuple[Explanation, ...] = ()
    duplicates: int = 0
    by_meaning: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON or a table, as the API answers; dates are texts."""
        from .plain_data import hit_data, plain

        return plain(hit_data(self))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another reading of the query.

    `applied` means that the hits already answer `query` and not what was typed; otherwise it
    is an offer. `ranges` are the character ranges of the corrected words in `query`.
    """

    query: str
    applied: bool
    ranges: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class DateHint:
    """A date that the query names: the query without it, and the first and last day to search it in."""

    query: str
    after: date
    before: date


@dataclass(frozen=True, slots=True)
class FacetCount:
    """A facet value (a source, a section, a month as `2025-04`) and how many hits have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts over all hits of a search.

    `source` and `section` are ordered by falling count. Each of the two counts the hits that
    all the *other* filters admit, so that the values beside a chosen one stay visible.
    `month` is in time order, without gaps filled in; `undated` counts the hits without a date.
    """

    source: tuple[FacetCount, ...] = ()
    section: tuple[FacetCount, ...] = ()
    month: tuple[FacetCount, ...] = ()
    undated: int = 0


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of hits and what is known of all of them.

    `total` counts all articles with words of the query, as the facets do; `folded` of them have nearly the
    same text as a better hit, and `all_words` have every content word, in any inflection, in title or text:
    none of them, where one word is unknown. `meaning` tells whether hits were looked for by meaning too,
    which adds `by_meaning` articles without these words, so that `reachable` hits can be paged through.
    `took_ms` is the time of the search in milliseconds.
    `notes` are sentences on why nothing was found and on what was read in another way than written;
    `date_hint` is another way to search a query that names a date.
    `next` is the `cursor` of the page behind this one, None at the end.
    """

    query: str
    hits: tuple[Hit, ...]
    total: int
    took_ms: float
    limit: int = 10
    offset: int = 0
    sort: str = "relevance"
    suggestion: Suggestion | None = None
    facets: Facets | None = None
    notes: tuple[Remark, ...] = ()
    folded: int = 0
    date_hint: DateHint | None = None
    all_words: int = 0
    next: str | None = None
    meaning: bool = False
    by_meaning: int = 0

    @property
    def reachable(self) -> int:
        """How many hits can be paged through."""
        return self.total - self.folded + self.by_meaning

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON, as the API answers; dates are texts."""
        from .plain_data import page_data, plain

        return plain(page_data(self))

    def _repr_html_(self) -> str:
        """Return it as a notebook shows it: safe HTML."""
        from .notebook import page_html

        return page_html(self)
