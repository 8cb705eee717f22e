"""Writes one file of named arrays, in a stream, with checksums of its blocks: see `array_file`."""

from __future__ import annotations

import json
import mmap
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np

from .array_file import FORMAT, MAGIC, Array
from .block_sums import BlockSums, checksum

_ALIGN = 64


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
