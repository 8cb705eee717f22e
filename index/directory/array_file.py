"""One file of named arrays: written in a stream, read as one memory mapping, checked by sums."""

from __future__ import annotations

import json
import mmap
import os
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np

from ..errors import IndexCorrupt, IndexOutdated

MAGIC = b"rasfoi\x00\x00"
FORMAT = 6
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
        self._sealed, self._crc = 0, 0

    def seal(self, count: int) -> int:
        """Return the checksum of the first `count` items, which are final; their memory may go."""
        if count > self._sealed:
            self._crc = zlib.crc32(self.array[self._sealed : count].data, self._crc)
            self._sealed = count
            self.release()
        return self._crc

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
        self._reserved: dict[str, Reserved] = {}
        self._at = self._file.write(MAGIC)

    def add(self, name: str, array: Array) -> None:
        """Write a whole array under `name`."""
        self.add_chunks(name, array.dtype, [array])

    def add_chunks(self, name: str, dtype: Any, chunks: Iterable[Array]) -> None:
        """Write a one-dimensional array that arrives in pieces, all of `dtype`."""
        self._admit(name, dtype)
        self._pad()
        start, crc, count = self._at, 0, 0
        for chunk in chunks:
            data = np.ascontiguousarray(chunk, dtype).data.cast("B")
            crc = zlib.crc32(data, crc)
            self._at += self._file.write(data)
            count += len(chunk)
        self._table[name] = {"dtype": np.dtype(dtype).str, "start": start, "count": count, "crc": crc}

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
        self._table[name] = {"dtype": np.dtype(dtype).str, "start": start, "count": count, "crc": 0}
        reserved = Reserved(self._path, dtype, start, count)
        self._reserved[name] = reserved
        return reserved

    def close(self, meta: dict[str, Any], *, sync: bool = True) -> None:
        """Write the table with `meta` beside it, and force everything to the disk unless told not to."""
        if missing := (self._dtypes or {}).keys() - self._table.keys():
            raise ValueError(f"{self._path} lacks {', '.join(sorted(missing))}")
        for name, reserved in self._reserved.items():
            self._table[name]["crc"] = reserved.seal(reserved.count)
        table = json.dumps({"format": FORMAT, "arrays": self._table, "meta": meta}).encode()
        self._file.write(table)
        self._file.write(len(table).to_bytes(8, "little") + zlib.crc32(table).to_bytes(8, "little") + MAGIC)
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


class Container:
    """The arrays of one file, as views of one read-only memory mapping."""

    def __init__(self, path: Path) -> None:
        """Open `path`; raise IndexCorrupt for a truncated or altered table, OSError if it is missing."""
        self.path = path
        with path.open("rb") as file:
            size = file.seek(0, 2)
            if size < len(MAGIC) + _TAIL:
                raise IndexCorrupt(f"{path} is truncated: {size} bytes. Run `rasfoi rebuild`.")
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        table = self._read_table(size)
        if table["format"] != FORMAT:
            raise IndexOutdated(f"{path} has format {table['format']}, not {FORMAT}. Run `rasfoi rebuild`.")
        self.meta: dict[str, Any] = table["meta"]
        self._arrays: dict[str, dict[str, Any]] = table["arrays"]

    def _read_table(self, size: int) -> dict[str, Any]:
        tail = self._map[size - _TAIL :]
        length, crc = int.from_bytes(tail[:8], "little"), int.from_bytes(tail[8:16], "little")
        start = size - _TAIL - length
        if tail[16:] != MAGIC or self._map[: len(MAGIC)] != MAGIC or start < len(MAGIC):
            raise IndexCorrupt(f"{self.path} is truncated or altered. Run `rasfoi rebuild`.")
        text = self._map[start : start + length]
        if zlib.crc32(text) != crc:
            raise IndexCorrupt(f"{self.path} has an altered table of contents. Run `rasfoi rebuild`.")
        table: dict[str, Any] = json.loads(text)
        return table

    def __getitem__(self, name: str) -> Array:
        entry = self._arrays[name]
        return np.frombuffer(self._map, entry["dtype"], entry["count"], entry["start"])

    def __contains__(self, name: str) -> bool:
        return name in self._arrays

    @property
    def names(self) -> list[str]:
        """The names of all arrays."""
        return list(self._arrays)

    def check(self, *names: str) -> None:
        """Compare arrays, all unless named, with their checksums; raise IndexCorrupt naming a bad one."""
        for name in names or self._arrays:
            if zlib.crc32(self[name].data) != self._arrays[name]["crc"]:
                raise IndexCorrupt(f"{self.path} is altered in `{name}`. Run `rasfoi rebuild`.")
        if not names:
            self._check_gaps()

    def _check_gaps(self) -> None:
        """Raise IndexCorrupt unless what lies between arrays is as it was written."""
        end = len(MAGIC)
        for entry in sorted(self._arrays.values(), key=lambda entry: int(entry["start"])):
            if any(self._map[end : entry["start"]]):
                raise IndexCorrupt(f"{self.path} is altered between its arrays. Run `rasfoi rebuild`.")
            end = entry["start"] + entry["count"] * np.dtype(entry["dtype"]).itemsize

    def release(self) -> None:
        """Let the memory of what was read go; what is read again comes from the file."""
        self._map.madvise(mmap.MADV_DONTNEED)

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return len(self._map)
