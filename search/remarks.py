"""What an answer says beside its hits: why there are none, and what in the query was read otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from ..index.deadline import checked
from ..index.errors import BadQuery
from .query.dates import BEGIN, END, day_range
from .query.filters import Filters, facet_key, make_filters
from .query.query_reader import ReadQuery
from .query.tree import Bool, Leaf, Phrase, Prefix, Word, columns, leaves
from .results import DateHint, Remark
from .store import Answer, Store

_NEAREST = 3
_SIMILARITY = 60
_MOST_WORDS = 5
_DATES = ("date", "after", "before")
# Where one of these is said there is no more to say.
_WHY_NOTHING = {
    "no_word", "bad_date", "empty_period", "no_date",
    "unknown_source", "unknown_source_near", "unknown_section", "unknown_section_near",
}  # fmt: skip


class Asked(NamedTuple):
    """A search: what it was asked of, its query as read, its filters, and whether that may list articles."""

    store: Store
    query: ReadQuery
    filters: Filters
    listing: bool


def remarks(asked: Asked, answer: Answer, total: int) -> tuple[Remark, ...]:
    """Return what is to be said of a search and of the number of its matches."""
    found = [*_otherwise(asked.query)]
    if not total:
        found += _impossible(asked)
        if not any(remark.code in _WHY_NOTHING for remark in found):
            found += _missing(asked, answer)
    return tuple(dict.fromkeys(found))


def _otherwise(query: ReadQuery) -> Iterator[Remark]:
    """Yield what was read in another way than it was written."""
    for lexeme in query.lexemes:
        # A time or an address is no mistaken field.
        if lexeme.unknown_field.isalpha() and f"{lexeme.unknown_field}:/" not in lexeme.text:
            yield Remark("unknown_field", lexeme.unknown_field)
        if lexeme.text.startswith("*") and lexeme.text.strip("*"):
            yield Remark("leading_star", lexeme.text)
    for column in columns(query.tree):
        if column.field in _DATES and not _is_date(column.value):
            yield Remark("bad_date", column.value)


def _impossible(asked: Asked) -> Iterator[Remark]:
    """Yield what no article could answer, whatever is in it."""
    store, filters, tree = asked.store, asked.filters, asked.query.tree
    narrowed, sought = [*columns(tree)], [*leaves(tree)]
    empty = tree == Bool() and not asked.listing
    if empty or (sought and not narrowed and not any(map(_has_word, sought))):
        yield Remark("no_word")
    for field, given in (("source", filters.sources), ("section", filters.sections)):
        names = store.names(field)
        for value in dict.fromkeys((*given, *(each.value for each in narrowed if each.field == field))):
            if facet_key(value) not in {facet_key(name) for name in checked(names)}:
                near = _nearest(value, names)
                yield (
                    Remark(f"unknown_{field}_near", value, near)
                    if near
                    else Remark(f"unknown_{field}", value)
                )
    if filters.first >= filters.last and filters.first > BEGIN and filters.last < END:
        yield Remark("empty_period", _day(filters.first), _day(filters.last, before=True))
    for column in narrowed:
        if column.field == "date" and _is_date(column.value) and not store.count(column):
            yield Remark("no_date", column.value)


def _missing(asked: Asked, answer: Answer) -> Iterator[Remark]:
    """Yield what the articles do not have, or not together."""
    tree = asked.query.tree
    unfiltered = answer.unfiltered() if asked.filters.any else 0
    if unfiltered:
        yield Remark("filtered_out", unfiltered)
        return
    found = [*_unknown_words(tree), *_phrases_apart(asked.store, tree)]
    if not found and tree == Bool(must_not=tree.must_not):
        found = [Remark("only_exclusions")]
    yield from found or [Remark("not_together" if tree.must else "no_match")]


def _unknown_words(tree: Bool) -> list[Remark]:
    unknown = [
        leaf.text
        for leaf in leaves(tree)
        if isinstance(leaf, Word)
        and leaf.tokens
        and not any(term.known for token in leaf.tokens for term in token.terms)
    ]
    return [Remark("unknown_words", ", ".join(dict.fromkeys(unknown[:_MOST_WORDS])))] if unknown else []


def _phrases_apart(store: Store, tree: Bool) -> Iterator[Remark]:
    for leaf in leaves(tree):
        if isinstance(leaf, Phrase) and not leaf.optional and len(leaf.text.split()) > 1:
            words = Bool(must=tuple(Word(each.text, leaf.field, tokens=(each,)) for each in leaf.tokens))
            together = store.count(words)
            if together and not store.count(leaf):
                yield Remark("phrase_apart", leaf.text, together)


def _has_word(leaf: Leaf) -> bool:
    return bool(leaf.tokens or (isinstance(leaf, Prefix) and leaf.beginning))


def _nearest(value: str, names: Sequence[str]) -> str:
    from rapidfuzz.process import extract

    near = extract(
        value, list(dict.fromkeys(names)), processor=facet_key, limit=_NEAREST, score_cutoff=_SIMILARITY
    )
    return ", ".join(name for name, *_ in near)


def _is_date(value: str) -> bool:
    try:
        day_range(value)
    except BadQuery:
        return False
    return True


def _day(seconds: int, *, before: bool = False) -> str:
    day = datetime.fromtimestamp(seconds, UTC).date()
    return (day - timedelta(days=1) if before else day).isoformat()


def date_hint(store: Store, query: str) -> DateHint | None:
    """Return the date that a query names, if any article is of that date."""
    # Here, as most queries have no year in them.
    if not any(map(str.isdigit, query)):
        return None
    from .query.date_mentions import mentioned_date

    mention = mentioned_date(query)
    if mention is None:
        return None
    filters = make_filters(mention.after, mention.before, None, None)
    return DateHint(*mention) if store.any(filters) else None
