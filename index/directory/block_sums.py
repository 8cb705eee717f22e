"""Checksums of the blocks of an array: made while it is written, compared when a block is first read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import xxhash
from numpy.typing import NDArray

# Bytes. A search reads a list here and a list there: with smaller blocks it sums less that it does not
# need, with larger ones there is less to call. XXH3 takes 3 to 5 µs for one.
BLOCK = 1 << 14
# Blocks that are had in memory at once: one or four take the same time.
_FETCHED = 64


# Returns the XXH3 of some bytes, 64 bits: it tells damage, not forgery.
checksum = xxhash.xxh3_64_intdigest


class BlockSums:
    """The checksums of the blocks of an array that arrives in pieces."""

    def __init__(self) -> None:
        self._sums: list[int] = []
        self._hash, self._room = xxhash.xxh3_64(), BLOCK

    def add(self, data: memoryview) -> None:
        """Sum the bytes that come next."""
        while len(data):
            piece, data = data[: self._room], data[self._room :]
            self._hash.update(piece)
            self._room -= len(piece)
            if not self._room:
                self._end_block()

    def _end_block(self) -> None:
        self._sums.append(self._hash.intdigest())
        self._hash, self._room = xxhash.xxh3_64(), BLOCK

    def finish(self) -> list[int]:
        """Return the sums once all bytes have come; the last block may be shorter."""
        if self._room < BLOCK:
            self._end_block()
        return self._sums


class CheckedArray:
    """An array of a file that is read as NumPy's are, by a number, a slice, or an array of numbers.

    A block is compared with its checksum when it is first read; IndexCorrupt tells one that differs.
    What has been read once is not compared again.
    """

    def __init__(
        self,
        array: Any,
        sums: NDArray[np.uint64],
        altered: Callable[[], Exception],
        fetch: Callable[[int, int], None],
    ) -> None:
        """Read `array`, whose blocks have `sums` uint64; `altered` makes the error.

        `fetch` has the bytes from a first one to a last one in memory, or raises.
        """
        self._array, self._altered, self._fetch = array, altered, fetch
        self._bytes, self._sums = array.view(np.uint8).data, sums.data
        self._size: int = array.itemsize
        self._items = BLOCK // self._size
        self.dtype = array.dtype
        # A byte for each block, 1 until it is compared, so that loops in C can look there too.
        self.unread = bytearray(b"\1" * len(sums))
        self._any_unread = bool(len(sums))
        # The same of those that are not in memory yet, for who has other checksums.
        self._absent = bytearray(self.unread)

    def __len__(self) -> int:
        return len(self._array)

    def __getitem__(self, key: Any) -> Any:
        if self._any_unread:
            self._check_key(key)
        return self._array[key]

    def span(self, first: int, last: int) -> Any:
        """Return items `first` to `last`, both in range: the slice, with fewer steps."""
        if self._any_unread:
            self.check(first, last)
        return self._array[first:last]

    def fetched(self, first: int, last: int) -> Any:
        """Return items `first` to `last`, both in range, to who compares them with other checksums."""
        begin, end = first // self._items, (last - 1) // self._items + 1
        if self._absent.find(1, begin, end) >= 0:
            self._fetch(begin * BLOCK, min(end * BLOCK, len(self._bytes)))
            self._absent[begin:end] = bytes(end - begin)
        return self._array[first:last]

    def _check_key(self, key: Any) -> None:
        if isinstance(key, slice):
            first, last, _ = key.indices(len(self._array))
            self.check(first, last)
        elif isinstance(key, np.ndarray):
            self.check_spans(key, np.ones(1, np.int64))
        else:
            place = range(len(self._array))[key]
            self.check(place, place + 1)

    @property
    def whole(self) -> Any:
        """All of it."""
        return self.reaching(0, len(self._array))

    def trust(self) -> None:
        """Take all of it as compared."""
        self.unread[:] = bytes(len(self.unread))
        self._any_unread = False

    @property
    def unchecked(self) -> Any:
        """All of it, compared or not, for loops that look at `unread` themselves."""
        return self._array

    def reaching(self, first: int, last: int) -> Any:
        """Return the array to somebody who reads only items `first` to `last`: the others may be altered."""
        if self._any_unread:
            self.check(first, last)
        return self._array

    def check_again(self) -> None:
        """Compare all blocks, whether they were compared or not."""
        self.unread[:] = b"\1" * len(self.unread)
        self.check(0, len(self._array))

    def check(self, first: int, last: int) -> None:
        """Compare the blocks that have items `first` to `last`; raise IndexCorrupt for one that differs."""
        begin, end = first // self._items, (last - 1) // self._items + 1
        if first < last and self.unread.find(1, begin, end) >= 0:
            self._check_blocks(begin, end)

    def _check_blocks(self, first: int, last: int) -> None:
        unread, data, sums = self.unread, self._bytes, self._sums
        block, fetched = unread.find(1, first, last), first
        # A search may compare hundreds: nothing is called for one but the sum.
        while block >= 0:
            if block >= fetched:
                fetched = min(block + _FETCHED, last)
                self._fetch(block * BLOCK, min(fetched * BLOCK, len(data)))
            if checksum(data[block * BLOCK : (block + 1) * BLOCK]) != sums[block]:
                raise self._altered()
            unread[block] = 0
            block = unread.find(1, block + 1, last)
        self._any_unread = unread.find(1) >= 0

    def check_block(self, block: int) -> None:
        """Compare one block."""
        self._check_blocks(block, block + 1)

    def check_spans(self, starts: NDArray[Any], counts: NDArray[Any]) -> None:
        """Compare the blocks that have `counts[n]` items from `starts[n]` on, of every n."""
        if not self._any_unread or not len(starts):
            return
        starts = starts.astype(np.int64)
        firsts, lasts = (at * self._size // BLOCK for at in (starts, starts + counts - 1))
        ends = np.append(firsts, lasts)
        unread = np.frombuffer(self.unread, np.uint8).take(ends, mode="clip")
        # Most are read; not by NumPy's `unique`, which would load its masked arrays first, 10 ms.
        for block in {*ends[unread != 0].tolist()}:
            self._check_blocks(block, block + 1)
        for span in np.flatnonzero(lasts - firsts > 1).tolist():
            self._check_blocks(int(firsts[span]), int(lasts[span]))
