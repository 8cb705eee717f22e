"""The words before the one that is being completed: which articles have them, and where they end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..index.native.sorted_sets import intersect
from ..index.segment.reader import Segment
from .query.terms import Token

# Articles with the words before that are looked at.
_SAMPLE = 256
# Words before that a completion may stand next to.
_CHAIN = 2
# Bits of a position below the number of its article, in one number for both.
POSITION_BITS = 32

Ints = NDArray[np.int64]


class Before(NamedTuple):
    """The words before in a segment: some articles that have them, every `step`-th, and where they end there.

    `ends` are places as of `places_of`, ascending; there is one at least.
    """

    docs: Ints
    step: int
    ends: Ints


def ends_of(
    segment: Segment, number: int, tokens: Sequence[Token], company: NDArray[np.bool_] | None
) -> Before | None:
    """Return where the last of the words before, or the last two where they stand together, end."""
    terms = [term for token in tokens[-_CHAIN:] for term in token.terms if not term.optional]
    chain = [[listed.concept for listed in term.lists[number]] for term in terms[-_CHAIN:]]
    if not chain or not chain[-1]:
        return None
    every = segment.postings(chain[-1][0]).docs if company is None else np.flatnonzero(company)
    step = len(every) // _SAMPLE + 1
    docs = every[::step].astype(np.int64)
    if segment.alive is not None:
        docs = docs[segment.alive[docs]]
    ends = np.sort(places_of(segment, chain[-1], docs)[1])
    if len(chain) > 1:
        together = intersect(np.sort(places_of(segment, chain[0], docs)[1]) + 1, ends)
        ends = together if len(together) else ends
    return Before(docs, step, ends) if len(ends) else None


def company_of(segment: Segment, number: int, tokens: Sequence[Token]) -> NDArray[np.bool_] | None:
    """Return which articles have all of some words, as far as the index knows them; None without any."""
    masks = []
    for token in tokens:
        terms = [term for term in token.terms if term.known]
        if any(not term.function_word for term in terms):
            mask = np.zeros(segment.articles, np.bool_)
            for term in terms:
                for listed in term.lists[number]:
                    mask[segment.postings(listed.concept).docs] = True
            masks.append(mask)
    return np.logical_and.reduce(masks) if masks else None


def places_of(segment: Segment, concepts: Sequence[int], docs: Ints) -> tuple[Ints, Ints]:
    """Return where concepts stand in articles: the place of each in `concepts`, article and position."""
    found = segment.occurrences.find(concepts, docs)
    return found.concepts, (found.articles << POSITION_BITS) + found.positions
