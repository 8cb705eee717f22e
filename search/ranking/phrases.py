"""Where the phrases of a query stand in the articles of a segment."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...index.segment.articles import SegmentArticles
from ...index.segment.postings.positions import PhraseWord
from ..query.syntax.tree import Phrase
from ..query.terms import Term, Token
from .scores.scoring import Docs

_NONE = np.empty(0, np.int64)


def find_phrase(node: Phrase, segment: SegmentArticles, number: int, within: Docs) -> tuple[Docs, Docs]:
    """Return where a phrase begins in articles `within` of segment `number`: articles and positions."""
    words = _located(node, number)
    if not words:
        return _NONE, _NONE
    return segment.occurrences.phrase(words, within=within, in_title=node.field == "title")


def articles_with_phrase(node: Phrase, segment: SegmentArticles, number: int) -> Docs:
    """Return the articles of segment `number`, ascending, that have a phrase."""
    words = _located(node, number)
    if not words:
        return _NONE
    return segment.occurrences.articles_with_phrase(words, in_title=node.field == "title")


def _located(node: Phrase, number: int) -> list[PhraseWord]:
    """Return the words of a phrase, none where the segment lacks one of them."""
    found = [
        PhraseWord(offset, [listed.concept for listed in term.lists[number]])
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
