"""How many articles have each lemma in which of its forms: what a cluster does not tell itself."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...native.sorted_sets import numbered
from ...segment.reader import Segment

# Postings that are counted at once.
_AT_ONCE = 1 << 22
MASKS = 1 << 8

Ints = NDArray[np.int64]


class Counts(NamedTuple):
    """Counts of articles that are not deleted.

    `keys` int64, ascending, are `MASKS` times a lemma plus a mask of its forms, `counts` how many articles
    have the lemma with this mask, at least one; `titles` int64[C] in how many titles each lemma is.
    """

    keys: Ints
    counts: Ints
    titles: Ints

    def less(self, other: Counts) -> Counts:
        """Return the counts without those of some of the articles."""
        added = Counts(other.keys, -other.counts, -other.titles)
        return _together([self, added])


def count(segment: Segment, alive: NDArray[np.bool_]) -> Counts:
    """Return the counts of those articles of a segment that are `alive`, bool[N]."""
    box, found = segment.box, [_none(len(segment.concepts))]
    for first in range(0, len(box["docs"]), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        at = first + np.flatnonzero(alive[box["docs"][part]])
        concepts = np.searchsorted(box["starts"], at, "right") - 1
        found.append(of_postings(concepts, box["mask"][at], np.empty(0, np.int64), len(segment.concepts)))
    titled = np.flatnonzero(alive[box["title_docs"]])
    titles = np.searchsorted(box["title_starts"], titled, "right") - 1
    return _together([*found, of_postings(titles[:0], box["mask"][:0], titles, len(segment.concepts))])


def of_postings(concepts: Ints, masks: NDArray[np.uint8], titles: Ints, lemmas: int) -> Counts:
    """Return the counts of postings that have these `concepts` and `masks`, and of those in `titles`."""
    keys, places = numbered(concepts * MASKS + masks)
    return Counts(keys, np.bincount(places, minlength=len(keys)), np.bincount(titles, minlength=lemmas))


def _none(lemmas: int) -> Counts:
    nothing = np.zeros(0, np.int64)
    return Counts(nothing, nothing, np.zeros(lemmas, np.int64))


def _together(parts: list[Counts]) -> Counts:
    keys, places = numbered(np.concatenate([each.keys for each in parts]))
    counts = np.zeros(len(keys), np.int64)
    np.add.at(counts, places, np.concatenate([each.counts for each in parts]))
    return Counts(keys[counts > 0], counts[counts > 0], np.sum([each.titles for each in parts], axis=0))
