"""The positions of all postings of a segment, each in as few bits as the longest article needs."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...directory.array_file import Array, Container
from ...directory.block_sums import BLOCK
from ...native import loops
from ..format import POSITION_MARK

# Zeros at the end, so that the last number can be read as the others are.
PADDING = 8
# Blocks that are compared with their checksums at once.
_UNREAD = 256

Ints = NDArray[np.int64]


def position_bits(longest: int) -> int:
    """Return the bits of a packed position where the longest article has so many."""
    return max(longest.bit_length(), 1)


def packed_size(count: int, bits: int) -> int:
    """Return the bytes of so many packed positions."""
    return -(-count * bits // 8) + PADDING


def ends_size(count: int) -> int:
    """Return the bytes of a bit for each of so many positions: whole words."""
    return -(-count // 64) * 8


class PackedPositions:
    """Reads positions, which are numbered through all postings, from a segment's array."""

    def __init__(self, box: Container) -> None:
        self._bytes, self._ends = box.part("positions"), box.part("position_ends")
        self._marks: NDArray[np.uint32] = box["position_marks"]
        self._bits: int = box.meta["position_bits"]
        self.count: int = box.meta["position_count"]
        # What loops take that read positions which have been checked.
        unchecked: tuple[Array, Array] = self._bytes.unchecked, self._ends.unchecked
        self.arguments = *unchecked, self._bits, self.count, self._marks, POSITION_MARK

    def check(self, first: int, last: int) -> None:
        """Compare positions `first` to `last` with their checksums."""
        self._bytes.check(first * self._bits // 8, -(-last * self._bits // 8))
        self._ends.check(first // 8, -(-last // 8))

    def check_postings(self, first: int, last: int) -> None:
        """Compare what is read on the way to the positions of postings `first` to `last`, and these."""
        self.check(*self.around(first, last))

    def around(self, first: int, last: int) -> tuple[int, int]:
        """Return positions between which those of postings `first` to `last` are, and few others."""
        if first >= last:
            return 0, 0
        after = -(-last // POSITION_MARK)
        end = self._marks[after] if after < len(self._marks) else self.count
        return int(self._marks[first // POSITION_MARK]), int(end)

    def starts(self, postings: Ints) -> Ints:
        """Return where the positions of postings begin; ascending ones are found the fastest."""
        self._check_around(postings)
        starts = np.empty(len(postings), np.int64)
        loops.find_starts(*self.arguments, postings, starts)
        return starts

    def find(self, docs: Array, firsts: Ints, lasts: Ints, wanted: Ints, out: Ints) -> int:
        """Do what `loops.find_occurrences` does, once all that it reads is compared."""
        unread = np.empty(_UNREAD, np.int64)
        while True:
            count = loops.find_occurrences(
                docs, firsts, lasts, wanted, *self.arguments, self._bytes.unread, self._ends.unread, BLOCK,
                unread, out,
            )  # fmt: skip
            if count >= 0:
                return count
            self._check_blocks(unread[:-count])

    def count_pairs(
        self, docs: Array, lists: tuple[Ints, Ints, Ints], apart: Ints, within: Ints,
        lengths: tuple[Array, Array], *, whole: bool, chained: bool,
    ) -> NDArray[np.uint8]:  # fmt: skip
        """Return what `loops.count_pairs` writes, once all that it reads is compared."""
        blocks = np.empty(_UNREAD, np.int64)
        while True:
            pairs = np.zeros(len(within), np.uint8)
            unread = loops.count_pairs(
                docs, *self.arguments, self._bytes.unread, self._ends.unread, BLOCK, *lists, apart, within,
                *lengths, whole, chained, blocks, pairs,
            )  # fmt: skip
            if not unread:
                return pairs
            self._check_blocks(blocks[:unread])

    def _check_blocks(self, numbers: Ints) -> None:
        """Compare blocks that a loop has found unread."""
        for block in {*numbers.tolist()}:
            (self._bytes if block > 0 else self._ends).check_block(abs(block) - 1)

    def _check_around(self, postings: Ints) -> None:
        """Compare what is read on the way to the positions of postings."""
        if not len(self._marks) or not len(postings):
            return
        marks = postings // POSITION_MARK
        after = np.where(marks + 1 < len(self._marks), self._marks.take(marks + 1, mode="clip"), self.count)
        before = self._marks.take(marks, mode="clip").astype(np.int64)
        for array, bits in ((self._bytes, self._bits), (self._ends, 1)):
            firsts = before * bits // 8
            lasts = np.minimum(after.astype(np.int64) * bits // 8, len(array) - 1)
            array.check_spans(firsts, np.maximum(lasts - firsts, 0) + 1)

    def read(self, first: int, last: int) -> tuple[NDArray[np.uint32], NDArray[np.bool_]]:
        """Return positions `first` to `last`, and which of them are the last of a posting."""
        self.check(first, last)
        positions, ends = np.empty(last - first, np.uint32), np.empty(last - first, np.bool_)
        loops.unpack_positions(*self.arguments, first, positions, ends)
        return positions, ends

    def gather(self, numbers: Ints) -> Ints:
        """Return the positions of some numbers, ascending."""
        if not len(numbers):
            return np.empty(0, np.int64)
        self._bytes.check(int(numbers[0]) * self._bits // 8, -(-(int(numbers[-1]) + 1) * self._bits // 8))
        text = self._bytes.unchecked
        # Eight bytes from each one on: the zeros at the end are there for the last one.
        words = np.ndarray((len(text) - PADDING + 1,), "<u8", text.data, strides=(1,))
        firsts = numbers.astype(np.int64) * self._bits
        found = words[firsts >> 3] >> (firsts & 7).astype(np.uint64)
        positions: Ints = (found & np.uint64((1 << self._bits) - 1)).astype(np.int64)
        return positions


def counts(ends: Any) -> Ints:
    """Return how many positions each posting has, from which of them are the last of one."""
    found: Ints = np.diff(np.flatnonzero(ends), prepend=-1)
    return found
