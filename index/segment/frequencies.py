"""How often concepts are in articles, and where the positions of a posting begin."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..directory.array_file import Array
from ..directory.block_sums import CheckedArray
from .format import POSITION_MARK
from .term_dictionary import csr


class Frequencies(NamedTuple):
    """Term frequencies of all postings of a segment, and what positions begin where they add up.

    `tf` uint8, 0 for one that is found in `large_tf` at its place in `large_at`, both int64. Positions
    of posting n * POSITION_MARK begin at `marks[n]`, int64.
    """

    tf: CheckedArray
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
