"""Results as plain data for JSON: what the API answers, and describes by these types; and `to_dict`."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Struct, to_builtins

from ...index.article import Article as IndexArticle
from ...index.article import DatePrecision, DateSource
from ...index.local_time import timestamp
from . import details, results

Ranges = Annotated[
    tuple[tuple[int, int], ...], Meta(description="Character ranges [start, end) in the text.")
]
Day = Annotated[str, Meta(extra_json_schema={"format": "date"})]
When = Annotated[
    Annotated[str, Meta(extra_json_schema={"format": "date-time"})] | None,
    Meta(
        description="When it appeared, as RFC 3339; in Romania's zone where the source gave none. "
        "Null where no date is known."
    ),
]
WrittenIn = Annotated[
    DateSource | None,
    Meta(
        description="Where the date was written: the article's metadata, the text beside its headline, "
        "its file's path, or, where the index was built so, its file's time."
    ),
]
Precision = Annotated[
    DatePrecision | None,
    Meta(description="How much of the date was written; the rest is the first day and midnight."),
]


class Snippet(Struct, frozen=True):
    """Plain text, its matches, and both as safe HTML."""

    text: str
    ranges: Ranges
    html: str


class Explanation(Struct, frozen=True):
    """What a word of the query, in some index terms, adds to a hit's score."""

    word: str
    terms: tuple[str, ...]
    score: float


class Hit(Struct, frozen=True, omit_defaults=True):
    """An article that answers the query."""

    id: str
    title: str
    date: When
    date_source: WrittenIn
    date_precision: Precision
    source: str
    section: str
    url: str
    score: Annotated[float, Meta(description="Higher is better; 0 where hits are ordered by date.")]
    snippet: Snippet
    title_snippet: Snippet
    duplicates: Annotated[int, Meta(description="Hits with nearly the same text, folded under this one.")]
    by_meaning: Annotated[
        bool, Meta(description="It has no word of the query; the snippet is the passage nearest in meaning.")
    ]
    explanation: Annotated[tuple[Explanation, ...], Meta(description="Only where it is asked for.")] = ()


class Suggestion(Struct, frozen=True):
    """Another reading of the query; `applied` means that the hits already answer it."""

    query: str
    applied: bool
    ranges: Annotated[Ranges, Meta(description="The corrected words in it.")]


class DateHint(Struct, frozen=True, rename={"after": "from", "before": "to"}):
    """The query without a date that it names, and the first and last day to search it in."""

    query: str
    after: Day
    before: Day


class FacetCount(Struct, frozen=True):
    """A source, a section or a month (2025-04), and how many articles have it."""

    value: str
    count: int


class Facets(Struct, frozen=True):
    """Counts over all hits; those of sources and sections leave out the filter on themselves."""

    source: tuple[FacetCount, ...]
    section: tuple[FacetCount, ...]
    month: tuple[FacetCount, ...]
    undated: int


class SearchPage(Struct, frozen=True):
    """A page of hits and what is known of all of them."""

    query: str
    total: Annotated[int, Meta(description="Articles with words of the query, as the facets count them.")]
    all_words: Annotated[int, Meta(description="How many of them have every content word of the query.")]
    folded: Annotated[
        int, Meta(description="How many of them are no hits of their own but folded under one.")
    ]
    took_ms: Annotated[float, Meta(description="Milliseconds that the search took.")]
    limit: int
    offset: int
    sort: str
    suggestion: Suggestion | None
    date_hint: DateHint | None
    notes: Annotated[
        tuple[str, ...],
        Meta(description="Why nothing was found, and what was read in another way than written."),
    ]
    hits: tuple[Hit, ...]
    facets: Annotated[Facets | None, Meta(description="Null unless asked for.")]
    next: Annotated[
        str | None, Meta(description="The `cursor` of the page behind this one; null at the end.")
    ]
    meaning: Annotated[bool, Meta(description="Whether hits were looked for by meaning too.")]
    by_meaning: Annotated[int, Meta(description="Hits that meaning adds to those with words of the query.")]


class Completion(Struct, frozen=True):
    """A word or a title that completes what was typed; `id` is the article's, of a title."""

    text: str
    kind: Annotated[str, Meta(extra_json_schema={"enum": ["word", "title"]})]
    id: str
    count: int
    ranges: Annotated[Ranges, Meta(description="What was typed.")]


class Article(Struct, frozen=True):
    """A whole article."""

    id: str
    title: str
    body: Annotated[str, Meta(description="Plain text; a newline ends a paragraph.")]
    date: When
    source: str
    section: Annotated[str, Meta(description="The first of the sections.")]
    author: str
    url: str
    date_source: WrittenIn
    date_precision: Precision
    sections: tuple[str, ...]


def plain(data: Struct) -> dict[str, Any]:
    """Return data as dictionaries, lists and what JSON knows."""
    built: dict[str, Any] = to_builtins(data)
    return built


def page_data(page: results.SearchPage) -> SearchPage:
    """Return a page of hits as plain data."""
    return SearchPage(
        query=page.query,
        total=page.total,
        all_words=page.all_words,
        folded=page.folded,
        took_ms=round(page.took_ms, 3),
        limit=page.limit,
        offset=page.offset,
        sort=page.sort,
        suggestion=_suggestion_data(page.suggestion),
        date_hint=_date_hint_data(page.date_hint),
        # As plain strings, not Remarks.
        notes=tuple(map(str, page.notes)),
        hits=tuple(map(hit_data, page.hits)),
        facets=_facets_data(page.facets),
        next=page.next,
        meaning=page.meaning,
        by_meaning=page.by_meaning,
    )


def hit_data(hit: results.Hit) -> Hit:
    """Return a hit as plain data; its explanation only where one was asked for."""
    return Hit(
        hit.id, hit.title, timestamp(hit.date) if hit.date else None, hit.date_source, hit.date_precision,
        hit.source, hit.section, hit.url, hit.score, _snippet_data(hit.snippet),
        _snippet_data(hit.title_snippet), hit.duplicates, hit.by_meaning,
        tuple(Explanation(each.word, each.terms, each.score) for each in hit.explanation),
    )  # fmt: skip


def completion_data(completion: details.Completion) -> Completion:
    """Return a completion as plain data."""
    return Completion(completion.text, completion.kind, completion.id, completion.count, completion.ranges)


def article_data(article: IndexArticle) -> Article:
    """Return an article as plain data."""
    return Article(
        article.id, article.title, article.body, timestamp(article.date) if article.date else None,
        article.source, article.section, article.author, article.url, article.date_source,
        article.date_precision, article.sections,
    )  # fmt: skip


def _snippet_data(snippet: results.Snippet) -> Snippet:
    return Snippet(snippet.text, snippet.ranges, snippet.html())


def _suggestion_data(suggestion: results.Suggestion | None) -> Suggestion | None:
    if suggestion is None:
        return None
    return Suggestion(suggestion.query, suggestion.applied, suggestion.ranges)


def _date_hint_data(hint: results.DateHint | None) -> DateHint | None:
    if hint is None:
        return None
    return DateHint(hint.query, hint.after.isoformat(), hint.before.isoformat())


def _facets_data(facets: results.Facets | None) -> Facets | None:
    if facets is None:
        return None
    source, section, month = (
        tuple(FacetCount(each.value, each.count) for each in counts)
        for counts in (facets.source, facets.section, facets.month)
    )
    return Facets(source, section, month, facets.undated)
