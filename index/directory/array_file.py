"""One file of named arrays: written in a stream, read as one memory mapping, checked by sums."""

from __future__ import annotations

import json
import mmap
import os
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import IO, Any

import numpy as np

from ..errors import IndexCorrupt, IndexOutdated
from .block_sums import BLOCK, BlockSums, CheckedArray, checksum
from .regular_file import open_regular

MAGIC = b"rasfoi\x00\x00"
FORMAT = 7
_ALIGN = 64
_TAIL = 24

# Rows of any numeric kind; NumPy types the results of arithmetic too loosely to say more.
Array = Any


class Reserved:
    """Room in a file for an array that is filled in from its beginning, a piece at a time."""

    def __init__(self, path: Path, dtype: Any, start: int, count: int) -> None:
        self.count = count
        self.array: Array = np.empty(0, dtype)
        self._skip = start % mmap.ALLOCATIONGRANULARITY
        if count:
            size = count * np.dtype(dtype).itemsize + self._skip
            with path.open("r+b") as file:
                self._map = mmap.mmap(file.fileno(), size, offset=start - self._skip)
            self.array = np.frombuffer(self._map, dtype, count, self._skip)
        self._sealed, self.sums = 0, BlockSums()

    def seal(self, count: int) -> None:
        """Sum the first `count` items, which are final; their memory may go."""
        if count > self._sealed:
            self.sums.add(self.array[self._sealed : count].data.cast("B"))
            self._sealed = count
            self.release()

    def release(self) -> None:
        """Let the memory of what is final go; the file has it."""
        done = (self._skip + self._sealed * self.array.itemsize) // mmap.PAGESIZE * mmap.PAGESIZE
        if done:
            self._map.madvise(mmap.MADV_DONTNEED, 0, done)


class ContainerWriter:
    """Writes arrays one after another; the table of what is where closes the file.

    With `dtypes` it refuses, as a mistake of the caller, an array of another name or dtype, and to
    close while one is missing.
    """

    def __init__(self, path: Path, dtypes: Mapping[str, frozenset[str]] | None = None) -> None:
        self._path, self._dtypes = path, dtypes
        self._file: IO[bytes] = path.open("wb")
        self._table: dict[str, dict[str, Any]] = {}
        self._sums: dict[str, BlockSums] = {}
        self._reserved: list[Reserved] = []
        self._at = self._file.write(MAGIC)

    def add(self, name: str, array: Array) -> None:
        """Write a whole array under `name`."""
        self.add_chunks(name, array.dtype, [array])

    def add_chunks(self, name: str, dtype: Any, chunks: Iterable[Array]) -> None:
        """Write a one-dimensional array that arrives in pieces, all of `dtype`."""
        self._admit(name, dtype)
        self._pad()
        start, sums, count = self._at, BlockSums(), 0
        for chunk in chunks:
            data = np.ascontiguousarray(chunk, dtype).data.cast("B")
            sums.add(data)
            self._at += self._file.write(data)
            count += len(chunk)
        self._enter(name, dtype, start, count, sums)

    def _enter(self, name: str, dtype: Any, start: int, count: int, sums: BlockSums) -> None:
        self._table[name] = {"dtype": np.dtype(dtype).str, "start": start, "count": count}
        self._sums[name] = sums

    def reserve(self, name: str, dtype: Any, count: int) -> Reserved:
        """Return room for an array of `count` items, to be filled in before `close`."""
        self._admit(name, dtype)
        self._pad()
        start = self._at
        self._at += count * np.dtype(dtype).itemsize
        self._file.flush()
        if count:
            # Room on the disk, not a hole: writing into a mapped hole of a full disk kills the process.
            os.posix_fallocate(self._file.fileno(), start, self._at - start)
        self._file.seek(self._at)
        reserved = Reserved(self._path, dtype, start, count)
        self._reserved.append(reserved)
        self._enter(name, dtype, start, count, reserved.sums)
        return reserved

    def close(self, meta: dict[str, Any], *, sync: bool = True) -> None:
        """Write the table with `meta` beside it, and force everything to the disk unless told not to."""
        if missing := (self._dtypes or {}).keys() - self._table.keys():
            raise ValueError(f"{self._path} lacks {', '.join(sorted(missing))}")
        for reserved in self._reserved:
            reserved.seal(reserved.count)
        sums = np.array([each for array in self._sums.values() for each in array.finish()], np.uint64)
        self._pad()
        listed = {"start": self._at, "count": len(sums), "sum": checksum(sums.data)}
        self._file.write(sums.data)
        table = json.dumps({"format": FORMAT, "arrays": self._table, "sums": listed, "meta": meta}).encode()
        self._file.write(table)
        self._file.write(len(table).to_bytes(8, "little") + checksum(table).to_bytes(8, "little") + MAGIC)
        self._file.flush()
        if sync:
            os.fsync(self._file.fileno())
        self._file.close()

    def _admit(self, name: str, dtype: Any) -> None:
        if self._dtypes is not None and np.dtype(dtype).name not in self._dtypes.get(name, ()):
            raise ValueError(f"`{name}` of {np.dtype(dtype).name} is not declared for {self._path}")

    def abandon(self) -> None:
        """Close the file as it is; a file without its table never opens."""
        self._file.close()

    def _pad(self) -> None:
        self._at += self._file.write(b"\x00" * (-self._at % _ALIGN))


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
        tail = self._map[size - _TAIL :]
        length, found = int.from_bytes(tail[:8], "little"), int.from_bytes(tail[8:16], "little")
        start = size - _TAIL - length
        if tail[16:] != MAGIC or self._map[: len(MAGIC)] != MAGIC or start < len(MAGIC):
            raise IndexCorrupt(f"{self.path} is truncated or altered. Run `rasfoi rebuild`.")
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
        if checksum(sums.data) != self._sums["sum"]:
            raise _altered(self.path, "its checksums")
        arrays, first = {}, 0
        for name, entry in self._table.items():
            array = np.frombuffer(self._map, entry["dtype"], entry["count"], entry["start"])
            last = first - array.nbytes // -BLOCK
            if last > len(sums):
                raise ValueError("it has too few checksums")
            arrays[name] = CheckedArray(array, sums[first:last], partial(_altered, self.path, f"`{name}`"))
            first = last
        return arrays

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


# No method: arrays that hold one would hold the mapping of their file in a cycle.
def _altered(path: Path, where: str) -> IndexCorrupt:
    return IndexCorrupt(f"{path} is altered in {where}. Run `rasfoi rebuild`.")
