"""One file of named arrays, read as one memory mapping and checked by sums; `array_writer` writes it."""

from __future__ import annotations

import errno
import json
import mmap
import os
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import IndexCorrupt, IndexOutdated
from .block_sums import BLOCK, CheckedArray, checksum
from .regular_file import open_regular

MAGIC = b"rasfoi\x00\x00"
FORMAT = 7
_TAIL = 24
# Of Linux; Python has no name for it before 3.14.
_POPULATE_READ = 22

# Rows of any numeric kind; NumPy types the results of arithmetic too loosely to say more.
Array = Any


def identity(path: Path) -> int:
    """Return what tells a file from all others: the checksum of its table, which has those of its arrays."""
    with open_regular(path) as file:
        file.seek(max(file.seek(0, os.SEEK_END) - _TAIL, 0))
        return int.from_bytes(file.read(_TAIL)[8:16], "little")


class Container:
    """The arrays of one file, as views of one read-only memory mapping.

    `box[name]` is an array that was compared with its checksums; `part` compares what is read of it.
    """

    def __init__(self, path: Path, expected: int | None = None) -> None:
        """Open `path`, whose `identity` is to be the `expected` one, if any.

        Raises IndexCorrupt for another file, or a truncated or altered table; IndexOutdated; OSError if
        it is missing.
        """
        self.path = path
        with open_regular(path) as file:
            size = file.seek(0, 2)
            if size < len(MAGIC) + _TAIL:
                raise IndexCorrupt(f"{path} is truncated: {size} bytes. Run `rasfoi rebuild`.")
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        table = self._read_table(size, expected)
        if table["format"] != FORMAT:
            raise IndexOutdated(f"{path} has format {table['format']}, not {FORMAT}. Run `rasfoi rebuild`.")
        self.meta: dict[str, Any] = table["meta"]
        self._table: dict[str, dict[str, Any]] = table["arrays"]
        self._sums: dict[str, Any] = table["sums"]
        try:
            self._arrays = self._read_arrays()
        except (KeyError, TypeError, ValueError) as error:
            raise _altered(path, f"its table of contents ({error})") from None

    def _read_table(self, size: int, expected: int | None) -> dict[str, Any]:
        self._fetch(0, len(MAGIC))
        self._fetch(size - _TAIL, size)
        tail = self._map[size - _TAIL :]
        length, found = int.from_bytes(tail[:8], "little"), int.from_bytes(tail[8:16], "little")
        start = size - _TAIL - length
        if tail[16:] != MAGIC or self._map[: len(MAGIC)] != MAGIC or start < len(MAGIC):
            raise IndexCorrupt(f"{self.path} is truncated or altered. Run `rasfoi rebuild`.")
        self._fetch(start, size)
        text = self._map[start : start + length]
        if checksum(text) != found:
            raise _altered(self.path, "its table of contents")
        if expected not in (None, found):
            raise IndexCorrupt(f"{self.path} belongs to another index. Run `rasfoi rebuild`.")
        self.identity = found
        table: dict[str, Any] = json.loads(text)
        return table

    def _read_arrays(self) -> dict[str, CheckedArray]:
        sums = np.frombuffer(self._map, np.uint64, self._sums["count"], self._sums["start"])
        self._fetch(self._sums["start"], self._sums["start"] + sums.nbytes)
        if checksum(sums.data) != self._sums["sum"]:
            raise _altered(self.path, "its checksums")
        arrays, first = {}, 0
        for name, entry in self._table.items():
            array = np.frombuffer(self._map, entry["dtype"], entry["count"], entry["start"])
            last = first - array.nbytes // -BLOCK
            if last > len(sums):
                raise ValueError("it has too few checksums")
            arrays[name] = CheckedArray(
                array,
                sums[first:last],
                partial(_altered, self.path, f"`{name}`"),
                partial(_fetch, self._map, self.path, entry["start"]),
            )
            first = last
        return arrays

    def _fetch(self, first: int, last: int) -> None:
        _fetch(self._map, self.path, 0, first, last)

    def __getitem__(self, name: str) -> Array:
        return self._arrays[name].whole

    def __contains__(self, name: str) -> bool:
        return name in self._arrays

    def part(self, name: str) -> CheckedArray:
        """Return an array of which only what is read is compared with its checksums."""
        return self._arrays[name]

    def trust(self) -> None:
        """Take everything as compared, as it was just written."""
        for array in self._arrays.values():
            array.trust()

    @property
    def names(self) -> list[str]:
        """The names of all arrays."""
        return list(self._arrays)

    def check(self) -> None:
        """Compare every byte with the checksums, again where it was; raise IndexCorrupt naming an array."""
        self.check_length()
        for array in self._arrays.values():
            array.check_again()
        self._check_gaps()

    def _check_gaps(self) -> None:
        """Raise IndexCorrupt unless what lies between arrays is as it was written."""
        end = len(MAGIC)
        sums = self._sums | {"dtype": np.uint64}
        for entry in sorted([*self._table.values(), sums], key=lambda entry: int(entry["start"])):
            if any(self._map[end : entry["start"]]):
                raise IndexCorrupt(f"{self.path} is altered between its arrays. Run `rasfoi rebuild`.")
            end = entry["start"] + entry["count"] * np.dtype(entry["dtype"]).itemsize

    def check_length(self) -> None:
        """Raise IndexCorrupt if the file was cut since then: to read beyond its end kills a process."""
        if self._map.size() < len(self._map):
            raise IndexCorrupt(f"{self.path} is truncated: {self._map.size()} bytes. Run `rasfoi rebuild`.")

    def release(self) -> None:
        """Let the memory of what was read go; what is read again comes from the file."""
        self._map.madvise(mmap.MADV_DONTNEED)

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return len(self._map)


def _fetch(data: mmap.mmap, path: Path, start: int, first: int, last: int) -> None:
    """Have bytes `first` to `last` behind `start` in memory; raise IndexCorrupt where they are not to be had.

    To read such a mapped page ends a process. Linux before 5.14 cannot tell.
    """
    begin = (start + first) // mmap.PAGESIZE * mmap.PAGESIZE
    try:
        data.madvise(_POPULATE_READ, begin, start + last - begin)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise IndexCorrupt(
                f"{path} cannot be read: it was cut, or its disk fails. Run `rasfoi rebuild`."
            ) from None


# No method: arrays that hold one would hold the mapping of their file in a cycle.
def _altered(path: Path, where: str) -> IndexCorrupt:
    return IndexCorrupt(f"{path} is altered in {where}. Run `rasfoi rebuild`.")
