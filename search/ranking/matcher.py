"""Query tree to the articles of a segment that satisfy it, as a mask; phrases from positions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ...index.analysis.folding import fold
from ...index.native.sorted_sets import united
from ...index.segment.reader import Segment
from ...index.segment.stored_fields import SECTIONS
from ...index.segment.term_dictionary import csr
from ..query.dates import date_range
from ..query.terms import Term, Token
from ..query.tree import Bool, Column, Node, Phrase, Prefix, Word, narrows
from ..query.wildcards import matching_forms
from .all_words import articles_with_all

Bools = NDArray[np.bool_]
Docs = NDArray[np.int64]


@dataclass(frozen=True)
class Matcher:
    """Evaluates located nodes in one segment, the one of this number."""

    segment: Segment
    number: int

    def mask(self, node: Node) -> Bools:
        """Return bool[N], the articles that satisfy a node."""
        match node:
            case Word():
                return self._all_of(node.tokens, node.field)
            case Phrase():
                docs, _ = self.phrase(node)
                return self._of(docs)
            case Prefix():
                return self._prefix(node)
            case Column():
                return column_mask(self.segment, node.field, (node.value,))
            case Bool():
                return self._bool(node)

    def _none(self) -> Bools:
        return np.zeros(self.segment.articles, np.bool_)

    def _of(self, docs: NDArray[np.integer]) -> Bools:
        mask = self._none()
        mask[docs] = True
        return mask

    def _bool(self, node: Bool) -> Bools:
        mask = ~self._none()
        for child in node.must:
            mask &= self.mask(child)
        if node.should and all(map(narrows, node.must)):
            either = self._none()
            for child in node.should:
                either |= self.mask(child)
            mask &= either
        for child in node.must_not:
            mask &= ~self.mask(child)
        return mask

    def _all_of(self, tokens: Sequence[Token], field: str) -> Bools:
        """Return the articles with all parts of words: of `nord-coreean` both, or the compound."""
        mask: Bools | None = None
        compound = self._none()
        for token in tokens:
            for term in token.terms:
                found = self._term(term, field)
                if term.optional:
                    compound |= found
                else:
                    mask = found if mask is None else mask & found
        return compound if mask is None else mask | compound

    def _term(self, term: Term, field: str) -> Bools:
        take = self.segment.title_postings if field == "title" else self.segment.postings
        mask = self._none()
        for listed in term.lists[self.number]:
            mask[take(listed.concept).docs] = True
        return mask

    def _prefix(self, node: Prefix) -> Bools:
        if not node.beginning:
            return self._none()
        take = self.segment.title_docs_with_forms if node.field == "title" else self.segment.docs_with_forms
        mask = self._none()
        for numbers in matching_forms(self.segment, node.beginning, node.tail):
            mask[take(numbers.start, numbers.stop)] = True
        return mask & self._all_of(node.tokens, node.field) if node.tokens else mask

    def phrase(
        self, node: Phrase, within: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return where a phrase begins: articles and positions in them, ordered by both.

        `within` limits the search to some articles, ascending.
        """
        words = phrase_words(node.tokens)
        lists = [[listed.concept for listed in term.lists[self.number]] for _, term in words]
        empty = np.empty(0, np.int64)
        if not words or not all(lists):
            return empty, empty
        docs = articles_with_all([[self.segment.postings(each) for each in found] for found in lists], within)
        # The places of the articles in a row, apart, so that no phrase reaches from one to the next.
        lengths = self.segment.title_lengths[docs] + self.segment.body_lengths[docs]
        begins = csr(lengths + words[-1][0] + 2)
        starts = self._starts(lists, [offset for offset, _ in words], docs, begins)
        at = np.searchsorted(begins, starts, "right") - 1
        articles, positions = docs[at], starts - begins[at]
        if node.field == "title":
            kept = positions < self.segment.title_lengths[articles]
            return articles[kept], positions[kept]
        return articles, positions

    def _starts(self, lists: list[list[int]], offsets: list[int], docs: Docs, begins: Docs) -> Docs:
        """Return where all words of a phrase are at their offsets, counted from `begins` of each article."""
        at, *others = sorted(range(len(lists)), key=lambda at: self._frequency(lists[at]))
        occurrences = self.segment.occurrences
        starts = united([occurrences.places(concept, docs, begins) for concept in lists[at]]) - offsets[at]
        for at in others:
            met = np.zeros(len(starts), np.bool_)
            for concept in lists[at]:
                occurrences.meet(concept, docs, begins, starts + offsets[at], met)
            starts = starts[met]
        return starts

    def _frequency(self, concepts: list[int]) -> int:
        return sum(map(self.segment.frequency, concepts))


def phrase_words(tokens: Sequence[Token]) -> list[tuple[int, Term]]:
    """Return the words of a phrase with their positions in it, compounds in their parts."""
    words = []
    position = 0
    for token in tokens:
        words += [(position + term.offset, term) for term in token.parts]
        position += token.positions
    return words


def column_mask(segment: Segment, field: str, values: Sequence[str]) -> Bools:
    """Return the articles that have one of `values` as source or section, or a date in the range."""
    if field in ("source", "section"):
        names = segment.source_names if field == "source" else segment.section_names
        codes = segment.sources if field == "source" else segment.sections
        wanted = {facet_key(value) for value in values}
        admitted = np.array(
            [any(facet_key(each) in wanted for each in name.split(SECTIONS)) for name in names], np.bool_
        )
        mask: Bools = admitted[codes]
        return mask
    first, last = date_range(field, values[0])
    return (segment.dates >= first) & (segment.dates < last)


@lru_cache(maxsize=1 << 16)
def facet_key(value: str) -> str:
    """Return what source and section names are compared by: without case, marks and doubled blanks."""
    return " ".join(fold(value.lower()).split())
