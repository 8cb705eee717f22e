"""A located query as a query of OpenSearch: the articles that match it, as `ranking/matcher.py` tells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ....index.analysis.folding import fold
from ....index.analysis.name_key import facet_key
from ....index.cluster.articles import mapping as fields
from ....index.deadline import check
from ....index.segment.format import VARIANT_BITS
from ....index.segment.words import Forms
from ...located_query import LocatedQuery
from ...query.dates.date_ranges import BEGIN, END, date_range
from ...query.syntax.filters import Filters
from ...query.syntax.tree import Bool, Column, Node, Phrase, Prefix, Word, narrows
from ...query.terms import Term, Token
from ...ranking.phrases import phrase_words
from ...vocabulary.wildcards import forms_of
from ..words import WordsSegment
from .clauses import EVERYTHING, NOTHING, Query, all_of, any_of, terms

# The bit of a mask that all forms from the eighth on share.
_SHARED = 1 << VARIANT_BITS - 1


class MatchQueries:
    """Makes queries for what a tree finds, in whose words the vocabularies of `segments` are known."""

    def __init__(self, segments: Sequence[WordsSegment]) -> None:
        self._segments = segments

    def query(self, located: LocatedQuery) -> Query:
        """Return what finds the articles that match, whatever the filters."""
        if located.tree == Bool():
            return EVERYTHING if located.lists_all else NOTHING
        if not located.simple:
            return self.node(located.matched)
        return _having([key for term in located.required_terms for key in term.keys])

    def node(self, node: Node) -> Query:
        """Return what finds the articles that satisfy a node of a tree."""
        check()
        match node:
            case Word():
                return _all_tokens(node.tokens, node.field)
            case Phrase():
                return phrase(phrase_words(node.tokens), node.field)
            case Prefix():
                return self._prefix(node)
            case Column():
                return _column(node.field, node.value)
            case Bool():
                return self._bool(node)

    def _bool(self, node: Bool) -> Query:
        needed = [self.node(child) for child in node.must]
        if node.should and all(map(narrows, node.must)):
            needed.append(any_of([self.node(child) for child in node.should]))
        return all_of(needed, [self.node(child) for child in node.must_not])

    def _prefix(self, node: Prefix) -> Query:
        if not node.beginning:
            return NOTHING
        field = fields.TITLE_FORMS if node.field == "title" else fields.FORMS
        numbers = [forms_of(segment, node) for segment in self._segments]
        beginning = fold(node.beginning.lower())
        if node.tail and not node.tail.strip("*"):
            found: Query = {"prefix": {field: {"value": beginning}}}
        else:
            pairs = zip(self._segments, numbers, strict=True)
            found = terms(
                field, list({each.forms.folded(int(at)): None for each, some in pairs for at in some})
            )
        shared = list(self._shared(numbers))
        either = any_of([found, terms(field, shared)]) if shared else found
        return all_of([either, _all_tokens(node.tokens, node.field)]) if node.tokens else either

    def _shared(self, numbers: Sequence[Forms]) -> Iterator[str]:
        """Yield what stands for forms that share a bit with some of these: an article has all or none."""
        for segment, found in zip(self._segments, numbers, strict=True):
            concepts, bits = segment.concepts_with_forms(found)
            own = found if isinstance(found, range) else frozenset(found.tolist())
            for concept in concepts[bits >= _SHARED].tolist():
                if not all(form in own for form in segment.variants(concept)[VARIANT_BITS - 1 :]):
                    yield f"{fields.beyond(segment.number)} {segment.concepts.word(concept)}"


def _having(keys: Sequence[str], field: str = "") -> Query:
    return terms(fields.TITLE_CONCEPTS if field == "title" else fields.CONCEPTS, list(dict.fromkeys(keys)))


def having(term: Term, field: str = "") -> Query:
    """Return what finds the articles that have a word in any inflection, in `title` or anywhere."""
    return _having(term.keys, field)


def _all_tokens(tokens: Sequence[Token], field: str) -> Query:
    """Return what has all parts of words: of `nord-coreean` both, or the compound."""
    every = [term for token in tokens for term in token.terms]
    needed = [having(term, field) for term in every if not term.optional]
    compounds = [having(term, field) for term in every if term.optional]
    return any_of([*([all_of(needed)] if needed else []), *compounds])


def phrase(words: Sequence[tuple[int, Term]], field: str = "") -> Query:
    """Return what has words at these distances from the first one."""
    places = {offset: [key for key in term.keys] for offset, term in words if term.known}
    if not words or len(places) < len(words):
        return NOTHING
    return at_places(places, field)


def at_places(places: dict[int, list[str]], field: str = "") -> Query:
    """Return what has any of some lemmas at each of some places, counted from wherever the first one is."""
    if len(places) == 1:
        return _having(next(iter(places.values())), field)
    stream = [
        fields.BETWEEN_LEMMAS.join(places[at]) if at in places else fields.NO_LEMMA
        for at in range(min(places), max(places) + 1)
    ]
    name = fields.TITLE_CONCEPTS if field == "title" else fields.CONCEPTS
    return {"match_phrase": {name: {"query": fields.BETWEEN_POSITIONS.join(stream)}}}


def _column(field: str, value: str) -> Query:
    if field in ("source", "section"):
        return _named(field, (value,))
    return _dated(*date_range(field, value))


def _named(field: str, values: Sequence[str]) -> Query:
    name = fields.SOURCE_KEY if field == "source" else fields.SECTION_KEYS
    return terms(name, [facet_key(value) for value in values])


def _dated(first: int, last: int) -> Query:
    return {"range": {fields.DATE: {"gte": first, "lt": last}}}


def filter_queries(filters: Filters, skip: str = "") -> list[Query]:
    """Return a query for each of the filters, but for `skip`."""
    named = (("source", filters.sources), ("section", filters.sections))
    found = [_named(field, values) for field, values in named if values and field != skip]
    if (filters.first, filters.last) != (BEGIN, END):
        found.append(_dated(filters.first, filters.last))
    return found
