"""Query tree to the articles of a segment that satisfy it, as a mask."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...index.deadline import check
from ...index.segment.reader import Segment
from ..query.syntax.tree import Bool, Column, Node, Phrase, Prefix, Word, narrows
from ..query.terms import Term, Token
from ..vocabulary.wildcards import forms_of
from .filter_masks import column_mask
from .phrases import articles_with_phrase
from .scores.bits import in_any

Bools = NDArray[np.bool_]


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
                return self._of(articles_with_phrase(node, self.segment, self.number))
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
        parts = [self.mask(child) for child in node.must]
        if node.should and all(map(narrows, node.must)):
            parts.append(reduce(np.logical_or, map(self.mask, node.should)))
        parts += [~self.mask(child) for child in node.must_not]
        return reduce(np.logical_and, parts) if parts else ~self._none()

    def _all_of(self, tokens: Sequence[Token], field: str) -> Bools:
        """Return the articles with all parts of words: of `nord-coreean` both, or the compound."""
        parts: list[Bools] = []
        compounds: list[Bools] = []
        for term in (term for token in tokens for term in token.terms):
            (compounds if term.optional else parts).append(self._term(term, field))
        every = [reduce(np.logical_and, parts)] if parts else []
        return reduce(np.logical_or, [*every, *compounds]) if every or compounds else self._none()

    def _term(self, term: Term, field: str) -> Bools:
        take = self.segment.title_postings if field == "title" else self.segment.postings
        return in_any((take(listed.concept) for listed in term.lists[self.number]), self.segment.articles)

    def _prefix(self, node: Prefix) -> Bools:
        if not node.beginning:
            return self._none()
        take = self.segment.title_docs_with_forms if node.field == "title" else self.segment.docs_with_forms
        mask = self._none()
        mask[take(forms_of(self.segment, node))] = True
        return mask & self._all_of(node.tokens, node.field) if node.tokens else mask
