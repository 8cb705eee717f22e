"""Articles that have every content word of a short query, in any inflection, come before all others.

Of a question hardly an article has all the words, and what is missing says little: the preference fades
with the number of content words. A title says what an article is about that has all the words; one word of
several in a title says little, and less than two in a text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ...index.native.sorted_sets import intersect, united
from ...index.segment.impacts import LEVELS
from ...index.segment.reader import Postings, Segment
from ..query.terms import Term
from .candidates import look_up
from .scoring import Bools, Docs, Scores, Scoring, Weighted

# By number of content words, in shares of the most that an article can score otherwise, so that 1 puts all
# that have every word first. MRR@10 on the dev sets of `python -m bench.quality`: with 1 for four words
# financial headlines have .640, with .25 .645, with 0 .647.
PREFERENCE = (0.0, 0.0, 1.0, 1.0, 0.25, 0.06)
# Of those the ones with every word as typed, in points for each of idf: with 0, 1 and 6 they have .80, .86
# and .98 of the first places, and keywords inflected otherwise .904, .901 and .830.
AS_TYPED = 1.0
# What is left of the worth of titles where no article has all words, but else only these count: XQuAD has
# .943 with 1, .954 with an eighth, .955 with 0, keywords with one typo .916, .915 and .911.
TITLES_WITHOUT = 1 / 8
# Lists so many times longer than some articles are not gone through but looked into.
_FEW = 16
_NONE = np.empty(0, np.int64)
_NONE.flags.writeable = False


def preference(count: int) -> float:
    """Return how much having all of so many content words counts, from 0 to 1."""
    return PREFERENCE[count] if count < len(PREFERENCE) else 0.0


def articles_with_all(groups: Sequence[Sequence[Postings]], within: Docs | None = None) -> Docs:
    """Return the articles, ascending, that are in a list of every group; of those `within`, if given."""
    docs = within
    for group in sorted(groups, key=_size):
        if docs is None:
            docs = united([each.docs.astype(np.int64) for each in group]) if group else _NONE
        elif len(docs):
            docs = _among(docs, group)
    return _NONE if docs is None else docs


def _size(group: Sequence[Postings]) -> int:
    return sum(len(each.docs) for each in group)


def _among(docs: Docs, group: Sequence[Postings]) -> Docs:
    """Return which of some articles, ascending, any of a group of lists has."""
    maps = [each.bitmap for each in group if each.bitmap is not None]
    if maps and len(maps) == len(group):
        bits = np.bitwise_or.reduce(maps)[docs >> 3] >> (7 - (docs & 7)).astype(np.uint8)
        chosen: Bools = (bits & 1).view(np.bool_)
        return docs[chosen]
    if len(docs) * _FEW > _size(group):
        return intersect(docs, united([each.docs.astype(np.int64) for each in group]))
    there = np.zeros(len(docs), np.bool_)
    wanted = docs.astype(np.uint32)
    for each in group:
        there |= _places(each.docs, wanted)[1]
    return docs[there]


def _places(listed: NDArray[np.uint32], wanted: NDArray[np.uint32]) -> tuple[NDArray[np.intp], Bools]:
    """Return where each of `wanted` is in an ascending list, and whether it is there at all."""
    if not len(listed):
        return np.zeros(len(wanted), np.intp), np.zeros(len(wanted), np.bool_)
    at = listed.searchsorted(wanted)
    at[at == len(listed)] = 0
    return at, listed[at] == wanted


def as_typed(docs: Docs, terms: Sequence[Term], segment: Segment, number: int) -> Bools:
    """Return which of some articles, ascending, have all words in the form typed, but for diacritics."""
    kept = docs.copy()
    for term in terms:
        found = np.zeros(len(kept), np.int32)
        for listed in term.lists[number]:
            if bits := listed.exact | listed.similar:
                having = Weighted(segment.postings(listed.concept), _any_of(bits), 1)
                kept, found = look_up(kept, found, having, segment.articles)
        kept = kept[found > 0]
    chosen = np.zeros(len(docs), np.bool_)
    chosen[docs.searchsorted(kept)] = True
    return chosen


@lru_cache(256)
def _any_of(bits: int) -> Scores:
    chosen: Scores = (np.arange(256) & bits != 0).astype(np.int32)
    return chosen


def prefer(scoring: Scoring, docs: Docs, typed: Bools, worth: int, more: int) -> Scoring:
    """Return how articles are scored where those in `docs`, which have all words, get `worth`.

    The `typed` ones of them get `more` on top. Titles only count for them.
    """
    worths = np.full(256, -(-worth // LEVELS), np.int32)
    worths[1] += more // LEVELS
    numbers = docs.astype(np.uint32)
    postings = Postings(numbers, np.full(len(docs), LEVELS, np.uint8), typed.view(np.uint8))
    titles = [_within(weighted, numbers) for weighted in scoring.titles]
    return replace(scoring, titles=titles, together=Weighted(postings, worths, int(worths.max())))


def _within(weighted: Weighted, docs: NDArray[np.uint32]) -> Weighted:
    """Return the part of a list that is in some articles."""
    listed = weighted.postings
    if len(docs) < len(listed.docs):
        at, there = _places(listed.docs, docs)
        at = at[there]
    else:
        at = np.flatnonzero(_places(docs, listed.docs)[1])
    return replace(weighted, postings=Postings(listed.docs[at], listed.impact[at], listed.mask[at]))
