"""The words before the one that is being completed: which articles are theirs, and where they end there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...index.native.sorted_sets import intersect
from ...index.segment.words import SegmentWords
from ..query.terms import Term, Token

# Words before that a completion may stand next to.
_CHAIN = 2
# Bits of a position below the number of its article, in one number for both.
POSITION_BITS = 32

Ints = NDArray[np.int64]


def company_terms(tokens: Sequence[Token]) -> list[list[Term]]:
    """Return the known terms of each word before that says something; the company has one of each."""
    known = [[term for term in token.terms if term.known] for token in tokens]
    return [terms for terms in known if any(not term.function_word for term in terms)]


def chain_of(tokens: Sequence[Token], number: int) -> list[list[int]]:
    """Return the concepts of the last words before in segment `number`: none where it lacks the last one."""
    terms = [term for token in tokens[-_CHAIN:] for term in token.terms if not term.optional]
    chain = [[listed.concept for listed in term.lists[number]] for term in terms[-_CHAIN:]]
    return chain if chain and chain[-1] else []


def ends_in(segment: SegmentWords, chain: Sequence[Sequence[int]], docs: Ints) -> Ints:
    """Return where the last of such words, or the last two where they stand together, end in articles."""
    ends = np.sort(places_of(segment, chain[-1], docs)[1])
    if len(chain) > 1:
        together = intersect(np.sort(places_of(segment, chain[0], docs)[1]) + 1, ends)
        ends = together if len(together) else ends
    return ends


def places_of(segment: SegmentWords, concepts: Sequence[int], docs: Ints) -> tuple[Ints, Ints]:
    """Return where concepts stand in articles: the place of each in `concepts`, article and position."""
    found = segment.occurrences.find(concepts, docs)
    return found.concepts, (found.articles << POSITION_BITS) + found.positions
