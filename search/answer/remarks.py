"""What an answer says beside its hits: why there are none, and what in the query was read otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from ...index.analysis.name_key import facet_key
from ...index.deadline import checked
from ...index.local_time import local_time
from ..query.dates.date_ranges import BEGIN, END, date_range, is_date
from ..query.query_reader import ReadQuery
from ..query.syntax.filters import Filters, make_filters
from ..query.syntax.lexer import LOWER_CASE
from ..query.syntax.tree import Bool, Leaf, Phrase, Prefix, Word, columns, leaves, narrows
from ..store import Answer, Store
from .remark import Remark
from .results import DateHint

if TYPE_CHECKING:
    from ..query.dates.date_mentions import Mention

_NEAREST = 3
# Rather none than a name that is merely as short: NOPE has 60 with Opinii, bursa 80 with Burse - Fonduri.
_SIMILARITY = 80
_MOST_WORDS = 5
_DATES = ("date", "after", "before")
_NONE_DATED = {"date": "no_date", "after": "none_after", "before": "none_before"}
# Where one of these is said there is no more to say.
_WHY_NOTHING = {
    "no_word", "bad_date", "empty_period", "no_date", "none_after", "none_before",
    "unknown_source", "unknown_source_near", "unknown_section", "unknown_section_near",
}  # fmt: skip


# A day without a year is looked for in so many of them, the newest article's first.
_YEARS = 5
_LEAP_YEAR = 2024

# What is not said while the query may still go on.
_NOT_YET = {"no_word", "empty_field", "open_quote", "lower_case", "only_exclusions"}


class Asked(NamedTuple):
    """A search: what it was asked of, its query as read, its filters, and whether that may list articles."""

    store: Store
    query: ReadQuery
    filters: Filters
    listing: bool


def remarks(asked: Asked, answer: Answer, total: int, *, offset: int, last: int) -> tuple[Remark, ...]:
    """Return what is to be said of a search, of the number of its matches and that of its last hit."""
    found = [*_otherwise(asked.query)]
    if total and offset >= last:
        found.append(Remark("beyond_end", offset, last))
    if not total:
        found += _impossible(asked)
        if not any(remark.code in _WHY_NOTHING for remark in found):
            found += _missing(asked, answer)
    kept = (each for each in found if not (asked.query.unfinished and each.code in _NOT_YET))
    return tuple(dict.fromkeys(kept))


def _otherwise(query: ReadQuery) -> Iterator[Remark]:
    """Yield what was read in another way than it was written."""
    for lexeme in query.lexemes:
        # A time or an address is no mistaken field.
        if lexeme.unknown_field.isalpha() and f"{lexeme.unknown_field}:/" not in lexeme.text:
            yield Remark("unknown_field", lexeme.unknown_field)
        if lexeme.text.startswith("*") and lexeme.text.strip("*"):
            yield Remark("leading_star", lexeme.text)
        if lexeme.kind == "phrase" and "*" in lexeme.text and lexeme.field in ("", "title"):
            yield Remark("star_in_quotes", lexeme.text)
        if lexeme.left_out == "?":
            yield Remark("question_mark", lexeme.text)
        elif lexeme.left_out:
            yield Remark("left_out", lexeme.left_out)
        if lexeme.kind == "field":
            yield Remark("empty_field", lexeme.text)
        if lexeme.kind == "quote":
            yield Remark("open_quote")
    # One at an end joins nothing.
    for lexeme in query.lexemes[1:-1]:
        if lexeme.kind == "word" and lexeme.text in LOWER_CASE and not lexeme.field:
            yield Remark("lower_case", lexeme.text, lexeme.text.upper())
    for column in columns(query.tree):
        if column.field in _DATES and not is_date(column.value):
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
    yield from _dates(store, filters, tree)


def _dates(store: Store, filters: Filters, tree: Bool) -> Iterator[Remark]:
    """Yield what no article could answer of the dates of a query and its filters."""
    asked = [each for each in columns(tree) if each.field in _DATES and is_date(each.value)]
    required = [date_range(each.field, each.value) for each in asked if each in tree.must]
    first = max(filters.first, *(begin for begin, _ in required), BEGIN)
    last = min(filters.last, *(end for _, end in required), END)
    if first > BEGIN and first >= last and last < END:
        yield Remark("empty_period", _day(first), _day(last, before=True))
        return
    for column in asked:
        if not store.count(column):
            yield Remark(_NONE_DATED[column.field], column.value)


def _missing(asked: Asked, answer: Answer) -> Iterator[Remark]:
    """Yield what the articles do not have, or not together."""
    store, tree = asked.store, asked.query.tree
    others = Bool(tuple(node for node in tree.must if not narrows(node)), tree.should, tree.must_not)
    unfiltered = answer.unfiltered() if asked.filters.any else 0
    if not unfiltered and others.must != tree.must:
        unfiltered = store.answer(others, Filters(), listing=True).unfiltered()
    if unfiltered:
        yield Remark("filtered_out", unfiltered)
        return
    found = [*_contradictions(tree), *_unknown_words(store, tree)]
    found += [*_phrases_apart(store, tree), *_not_in_titles(store, tree)]
    if not found and tree == Bool(must_not=tree.must_not):
        found = [Remark("only_exclusions")]
    yield from found or [Remark("not_together" if tree.must else "no_match")]


def _contradictions(tree: Bool) -> Iterator[Remark]:
    for excluded in tree.must_not:
        if isinstance(excluded, Word | Phrase) and any(_has(leaf, excluded) for leaf in leaves(tree)):
            yield Remark("contradiction", excluded.text)


def _has(leaf: Leaf, other: Word | Phrase) -> bool:
    """Tell whether every article with a leaf has the other one."""
    if other.field and leaf.field != other.field:
        return False
    if isinstance(other, Phrase):
        return isinstance(leaf, Phrase) and leaf.text.lower() == other.text.lower()
    return not _concepts(leaf).isdisjoint(_concepts(other))


def _concepts(leaf: Leaf) -> set[str]:
    return {key for token in leaf.tokens for term in token.terms for key in term.keys}


def _unknown_words(store: Store, tree: Bool) -> list[Remark]:
    unknown: list[str] = []
    for leaf in leaves(tree):
        if isinstance(leaf, Prefix) and leaf.beginning and not store.count(leaf):
            unknown.append(f"{leaf.text}{leaf.tail}")
        elif not isinstance(leaf, Prefix):
            # As it was typed: a token has other marks, `15,04` for `15.04`.
            unknown += [
                leaf.text[token.start : token.start + len(token.text)]
                for token in leaf.tokens
                if not any(term.known for term in token.terms)
            ]
    return [Remark("unknown_words", ", ".join(dict.fromkeys(unknown[:_MOST_WORDS])))] if unknown else []


def _phrases_apart(store: Store, tree: Bool) -> Iterator[Remark]:
    for leaf in leaves(tree):
        if isinstance(leaf, Phrase) and not leaf.optional and len(leaf.tokens) > 1 and "*" not in leaf.text:
            words = Bool(must=tuple(Word(each.text, leaf.field, tokens=(each,)) for each in leaf.tokens))
            together = store.count(words)
            if together and not store.count(leaf):
                yield Remark("phrase_apart", leaf.text, together)


def _not_in_titles(store: Store, tree: Bool) -> Iterator[Remark]:
    for leaf in leaves(tree):
        if leaf.field == "title" and not store.count(leaf):
            elsewhere = store.count(replace(leaf, field=""))
            if elsewhere:
                yield Remark("not_in_title", leaf.text, elsewhere)


def _has_word(leaf: Leaf) -> bool:
    return bool(leaf.tokens or (isinstance(leaf, Prefix) and leaf.beginning))


def _nearest(value: str, names: Sequence[str]) -> str:
    from rapidfuzz.process import extract

    near = extract(
        value, list(dict.fromkeys(names)), processor=facet_key, limit=_NEAREST, score_cutoff=_SIMILARITY
    )
    return ", ".join(name for name, *_ in near)


def _day(seconds: int, *, before: bool = False) -> str:
    day = datetime.fromtimestamp(seconds, UTC).date()
    return (day - timedelta(days=1) if before else day).isoformat()


def date_hint(store: Store, query: str) -> DateHint | None:
    """Return the date that a query names, if any article is of that date.

    A day without a year is the latest such day that articles are of.
    """
    # Here, as most queries have no figure in them.
    if not any(map(str.isdigit, query)):
        return None
    from ..query.dates.date_mentions import in_year, mentioned_date

    if mention := mentioned_date(query):
        return _hint(store, mention)
    if not in_year(query, _LEAP_YEAR):
        return None
    newest = _newest_year(store)
    mentions = (in_year(query, year) for year in range(newest, newest - _YEARS, -1))
    return next(filter(None, (_hint(store, each) for each in mentions if each)), None)


def _hint(store: Store, mention: Mention) -> DateHint | None:
    filters = make_filters(mention.after, mention.before, None, None)
    return DateHint(*mention) if store.any(filters) else None


def _newest_year(store: Store) -> int:
    """Return the year of the newest article, but none that is still to come."""
    found, _ = store.answer(Bool(), Filters(), listing=True).run(1, 0, "newest")
    dates = [article.date for article in store.articles(found) if article.date]
    this_year = datetime.now(UTC).year
    return min(local_time(dates[0]).year, this_year) if dates else this_year
