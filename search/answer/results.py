"""What a search returns: plain frozen data, escaped only when rendered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ...index.article import DatePrecision, DateSource


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


# N_ marks texts that the interface translates.
N_ = str

REMARKS = {
    "no_word": N_("The query has no word to look for."),
    "only_exclusions": N_("The query only says what must not be there. Add a word that must."),
    "unknown_source": N_("No source is called “{0}”."),
    "unknown_source_near": N_("No source is called “{0}”. The nearest: {1}."),
    "unknown_section": N_("No section is called “{0}”."),
    "unknown_section_near": N_("No section is called “{0}”. The nearest: {1}."),
    "empty_period": N_("The period ends before it begins: {0} – {1}."),
    "bad_date": N_(
        "“{0}” is no date. Write it as 2025-04-28, 28.04.2025, 2025-04, 2025 or “28 aprilie 2025”."
    ),
    "no_date": N_("No article is dated {0}."),
    "none_after": N_("No article is dated {0} or later."),
    "none_before": N_("No article is dated before {0}."),
    "unknown_field": N_(
        "“{0}:” is no field and was read as a word. Fields are titlu, sursa, sectiune, data, dupa, inainte."
    ),
    "leading_star": N_("“{0}” was read without its first *: a word may have * inside or at its end."),
    "empty_field": N_("“{0}:” has nothing behind it to look for and was left out."),
    "left_out": N_(
        "“{0}” says nothing here and was left out: words are found in all their forms, a phrase as it stands."
    ),
    "question_mark": N_("A ? inside a word was read as *, which stands for any letters: “{0}”."),
    "open_quote": N_("A quotation mark is not closed: what follows it was read as single words."),
    "star_in_quotes": N_("“{0}” was read without *, which stands for letters only outside quotation marks."),
    "lower_case": N_("“{0}” was read as a word. Operators are written in capitals: {1}."),
    "filtered_out": N_("The filters leave nothing. Results without them: {0}."),
    "unknown_words": N_("No article has: {0}."),
    "phrase_apart": N_("No article has “{0}” in this order. Articles with all its words: {1}."),
    "not_in_title": N_("No title has “{0}”. Articles that have it elsewhere: {1}."),
    "contradiction": N_("“{0}” is asked for and excluded at once."),
    "not_together": N_("No article has all that must be there."),
    "no_match": N_("No article matches the query."),
    "beyond_end": N_("There is no hit after {0}: the last one is number {1}."),
    "too_long": N_("The query has {1} characters; {0} are allowed. Shorten it."),
    "too_long_name": N_("The name of a source or a section has {1} characters; {0} are allowed."),
    "too_many_names": N_("The search has {1} sources or sections; {0} are allowed."),
    "too_many_words": N_("The query has {1} different words; {0} are allowed. Shorten it."),
    "too_many_operators": N_("The query has {1} operators (AND, OR, NOT); {0} are allowed. Shorten it."),
    "too_many_brackets": N_("The query has {1} brackets; {0} are allowed. Shorten it."),
    "too_deep": N_("The query has brackets more than {0} deep. Write it with fewer."),
    "too_many_wildcards": N_("The query has {1} words with *; {0} are allowed. Shorten it."),
    "too_many_phrases": N_("The query has {1} phrases; {0} are allowed. Shorten it."),
    "too_wide": N_("Too many words begin with “{0}”: write more letters before the *."),
}


class Remark(str):
    """A sentence on a query and its answer, in English; `code` and `values` are what it is translated by."""

    code: str
    values: tuple[str | int, ...]

    def __new__(cls, code: str, *values: str | int) -> Remark:
        """Write the text of REMARKS with this code."""
        remark = super().__new__(cls, REMARKS[code].format(*values))
        remark.code, remark.values = code, values
        return remark

    def __getnewargs__(self) -> tuple[str | int, ...]:  # type: ignore[override]
        return (self.code, *self.values)


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


@dataclass(frozen=True, slots=True)
class Completion:
    """A completion of a prefix: the text to search for, and whether it is a word or a title.

    `id` is the article's id where `kind` is `title`; `count` estimates how many articles have the word,
    deleted ones among them until their segment is merged; `ranges` are the character ranges of what was
    typed in the text, whatever its diacritics.
    """

    text: str
    kind: str
    id: str = ""
    count: int = 0
    ranges: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What an index is: articles, distinct word forms, bytes on disk, when and by what it was built.

    `model` names what its vectors were made by, "" where it has none; `embedded` articles have some.
    """

    articles: int
    terms: int
    size_bytes: int
    built: datetime
    analyzer: str
    generation: str
    segments: int
    model: str = ""
    embedded: int = 0
