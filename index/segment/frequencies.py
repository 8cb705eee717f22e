"""How often concepts are in articles, and where the positions of a posting begin."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..directory.array_file import Array
from .format import POSITION_MARK
from .term_dictionary import csr

# Where more than one in so many of a list's articles are asked for, the list is gone through.
_MANY = 8
_UP_TO_MARK = np.arange(POSITION_MARK)


class Frequencies(NamedTuple):
    """Term frequencies of all postings of a segment, and what positions begin where they add up.

    `tf` uint8, 0 for one that is found in `large_tf` at its place in `large_at`, both int64. Positions
    of posting n * POSITION_MARK begin at `marks[n]`, int64.
    """

    tf: NDArray[np.uint8]
    large_at: NDArray[np.int64]
    large_tf: NDArray[np.int64]
    marks: NDArray[np.int64]

    def between(self, first: int, last: int) -> NDArray[np.int64]:
        """Return the frequencies of postings `first` to `last`."""
        tf: NDArray[np.int64] = self.tf[first:last].astype(np.int64)
        large = np.flatnonzero(tf == 0)
        if len(large):
            tf[large] = self.large_tf[np.searchsorted(self.large_at, large + first)]
        return tf

    def all_starts(self, first: int, last: int) -> tuple[Array, Array]:
        """Return where the positions of postings `first` to `last` begin, and how many they are."""
        mark = first // POSITION_MARK
        tf = self.between(mark * POSITION_MARK, last)
        starts = self.marks[mark] + csr(tf)[:-1]
        skip = first - mark * POSITION_MARK
        return starts[skip:], tf[skip:]

    def some_starts(self, postings: Array) -> tuple[Array, Array]:
        """Return where the positions of some postings begin, and how many they are."""
        marks = postings // POSITION_MARK
        skips = (postings - marks * POSITION_MARK)[:, np.newaxis]
        rows = self._rows(marks)
        before: Array = np.where(skips > _UP_TO_MARK, rows, 0).sum(axis=1, dtype=np.int64)
        counts = np.take_along_axis(rows, skips, 1)[:, 0].astype(np.int64)
        if not rows.all():
            for at in np.flatnonzero(((rows == 0) & (skips >= _UP_TO_MARK)).any(axis=1)):
                posting = int(postings[at])
                tf = self.between(posting - int(skips[at, 0]), posting + 1)
                before[at], counts[at] = tf[:-1].sum(), tf[-1]
        return self.marks[marks] + before, counts

    def _rows(self, marks: Array) -> Array:
        """Return the bytes from each of some marks to the next, 1 beyond the last posting."""
        full = len(self.tf) // POSITION_MARK
        last = np.ones(POSITION_MARK, np.uint8)
        last[: len(self.tf) - full * POSITION_MARK] = self.tf[full * POSITION_MARK :]
        if not full:
            return np.broadcast_to(last, (len(marks), POSITION_MARK))
        rows = self.tf[: full * POSITION_MARK].reshape(full, POSITION_MARK)[np.minimum(marks, full - 1)]
        rows[marks == full] = last
        return rows


def find_postings(listed: Array, wanted: Array) -> tuple[Array, Array]:
    """Return which of `wanted`, ascending, are in an ascending list, and the places of those in it."""
    if not len(listed) or not len(wanted):
        return np.empty(0, np.intp), np.empty(0, np.intp)
    if len(wanted) * _MANY > len(listed):
        marked = np.zeros(int(max(listed[-1], wanted[-1])) + 1, np.bool_)
        marked[wanted] = True
        places = np.flatnonzero(marked[listed])
        if len(places) == len(wanted):
            return np.arange(len(wanted)), places
    at: Array = np.searchsorted(listed, wanted.astype(listed.dtype))
    at[at == len(listed)] = 0
    found = np.flatnonzero(listed[at] == wanted)
    return found, at[found]
