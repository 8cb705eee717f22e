"""Query tree to the articles of a segment that satisfy it, as a mask; phrases from positions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...index.deadline import check
from ...index.segment.positions import PhraseWord
from ...index.segment.reader import Segment
from ..query.terms import Term, Token
from ..query.tree import Bool, Column, Node, Phrase, Prefix, Word, narrows
from ..vocabulary.wildcards import forms_of
from .filter_masks import column_mask

Bools = NDArray[np.bool_]
Docs = NDArray[np.int64]
_NONE = np.empty(0, np.int64)


class Matcher(NamedTuple):
    """Evaluates located nodes in one segment, the one of this number."""

    segment: Segment
    number: int

    def mask(self, node: Node) -> Bools:
        """Return bool[N], the articles that satisfy a node."""
        check()
        match node:
            case Word():
                return self._all_of(node.tokens, node.field)
            case Phrase():
                return self._of(self.articles_with_phrase(node))
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
        mask[take(forms_of(self.segment, node))] = True
        return mask & self._all_of(node.tokens, node.field) if node.tokens else mask

    def phrase(self, node: Phrase, within: Docs) -> tuple[Docs, Docs]:
        """Return where a phrase begins in articles `within`, ascending: articles and positions."""
        words = self._located(node)
        if not words:
            return _NONE, _NONE
        return self.segment.occurrences.phrase(words, within=within, in_title=node.field == "title")

    def articles_with_phrase(self, node: Phrase) -> Docs:
        """Return the articles, ascending, that have a phrase."""
        words = self._located(node)
        if not words:
            return _NONE
        return self.segment.occurrences.articles_with_phrase(words, in_title=node.field == "title")

    def _located(self, node: Phrase) -> list[PhraseWord]:
        """Return the words of a phrase, none where the segment lacks one of them."""
        found = [
            PhraseWord(offset, [listed.concept for listed in term.lists[self.number]])
            for offset, term in phrase_words(node.tokens)
        ]
        return found if all(word.concepts for word in found) else []


def phrase_words(tokens: Sequence[Token]) -> list[tuple[int, Term]]:
    """Return the words of a phrase with their positions in it, compounds in their parts."""
    words = []
    position = 0
    for token in tokens:
        words += [(position + term.offset, term) for term in token.parts]
        position += token.positions
    return words
