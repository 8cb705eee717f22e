"""What an answer says beside its hits: why there are none, and what in the query was read otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from ..index.deadline import checked
from ..index.errors import BadQuery
from ..index.segment.reader import Segment
from ..index.segment.stored_fields import SECTIONS
from .query.dates import BEGIN, END, day_range
from .query.filters import Filters
from .query.tree import Bool, Column, Leaf, Phrase, Prefix, Word, columns, leaves
from .ranking.matcher import column_mask, facet_key
from .results import Remark
from .searcher import Search

_NEAREST = 3
_SIMILARITY = 60
_MOST_WORDS = 5
_DATES = ("date", "after", "before")
# Where one of these is said there is no more to say.
_WHY_NOTHING = {
    "no_word", "bad_date", "empty_period", "no_date",
    "unknown_source", "unknown_source_near", "unknown_section", "unknown_section_near",
}  # fmt: skip


def remarks(search: Search, filters: Filters, total: int) -> tuple[Remark, ...]:
    """Return what is to be said of a query and of the number of its matches."""
    found = [*_otherwise(search)]
    if not total:
        found += _impossible(search, filters)
        if not any(remark.code in _WHY_NOTHING for remark in found):
            found += _missing(search, filters)
    return tuple(dict.fromkeys(found))


def _otherwise(search: Search) -> Iterator[Remark]:
    """Yield what was read in another way than it was written."""
    for lexeme in search.lexemes:
        # A time or an address is no mistaken field.
        if lexeme.unknown_field.isalpha() and f"{lexeme.unknown_field}:/" not in lexeme.text:
            yield Remark("unknown_field", lexeme.unknown_field)
        if lexeme.text.startswith("*") and lexeme.text.strip("*"):
            yield Remark("leading_star", lexeme.text)
    for column in columns(search.query):
        if column.field in _DATES and not _is_date(column.value):
            yield Remark("bad_date", column.value)


def _impossible(search: Search, filters: Filters) -> Iterator[Remark]:
    """Yield what no article could answer, whatever is in it."""
    asked, sought = [*columns(search.query)], [*leaves(search.query)]
    if search.empty or (sought and not asked and not any(map(_has_word, sought))):
        yield Remark("no_word")
    for field, given in (("source", filters.sources), ("section", filters.sections)):
        names = _names(search.segments, field)
        for value in dict.fromkeys((*given, *(each.value for each in asked if each.field == field))):
            if facet_key(value) not in {facet_key(name) for name in checked(names)}:
                near = _nearest(value, names)
                yield (
                    Remark(f"unknown_{field}_near", value, near)
                    if near
                    else Remark(f"unknown_{field}", value)
                )
    if filters.first >= filters.last and filters.first > BEGIN and filters.last < END:
        yield Remark("empty_period", _day(filters.first), _day(filters.last, before=True))
    for column in asked:
        if column.field == "date" and _is_date(column.value) and not _any(search.segments, column):
            yield Remark("no_date", column.value)


def _missing(search: Search, filters: Filters) -> Iterator[Remark]:
    """Yield what the articles do not have, or not together."""
    unfiltered = search.unfiltered() if filters.any else 0
    if unfiltered:
        yield Remark("filtered_out", unfiltered)
        return
    found = [*_unknown_words(search), *_phrases_apart(search)]
    if not found and search.query == Bool(must_not=search.query.must_not):
        found = [Remark("only_exclusions")]
    yield from found or [Remark("not_together" if search.query.must else "no_match")]


def _unknown_words(search: Search) -> list[Remark]:
    unknown = [
        leaf.text
        for leaf in leaves(search.query)
        if isinstance(leaf, Word)
        and leaf.tokens
        and not any(term.known for token in leaf.tokens for term in token.terms)
    ]
    return [Remark("unknown_words", ", ".join(dict.fromkeys(unknown[:_MOST_WORDS])))] if unknown else []


def _phrases_apart(search: Search) -> Iterator[Remark]:
    for leaf in leaves(search.query):
        if isinstance(leaf, Phrase) and not leaf.optional and len(leaf.text.split()) > 1:
            words = Bool(must=tuple(Word(each.text, leaf.field, tokens=(each,)) for each in leaf.tokens))
            together = search.count(words)
            if together and not search.count(leaf):
                yield Remark("phrase_apart", leaf.text, together)


def _has_word(leaf: Leaf) -> bool:
    return bool(leaf.tokens or (isinstance(leaf, Prefix) and leaf.beginning))


def _names(segments: Sequence[Segment], field: str) -> list[str]:
    each = (segment.source_names if field == "source" else segment.section_names for segment in segments)
    return [part for names in each for name in names for part in name.split(SECTIONS) if part]


def _nearest(value: str, names: Sequence[str]) -> str:
    from rapidfuzz.process import extract

    near = extract(
        value, list(dict.fromkeys(names)), processor=facet_key, limit=_NEAREST, score_cutoff=_SIMILARITY
    )
    return ", ".join(name for name, *_ in near)


def _any(segments: Sequence[Segment], column: Column) -> bool:
    return any(column_mask(segment, column.field, (column.value,)).any() for segment in segments)


def _is_date(value: str) -> bool:
    try:
        day_range(value)
    except BadQuery:
        return False
    return True


def _day(seconds: int, *, before: bool = False) -> str:
    day = datetime.fromtimestamp(seconds, UTC).date()
    return (day - timedelta(days=1) if before else day).isoformat()
