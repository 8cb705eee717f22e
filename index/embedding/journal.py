"""Vectors that are made and not yet published, in a file: an interruption loses few of them."""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..directory.array_file import Array
from ..directory.block_sums import checksum
from ..errors import IndexBusy
from .vectors import Made, Rows

_SUM = 8
_HEAD = struct.Struct("<QQQ")


class Frame(NamedTuple):
    """Some articles: the hashes of their texts uint64[A], how many chunks each has int64[A], the chunks."""

    texts: NDArray[np.uint64]
    counts: NDArray[np.int64]
    rows: Rows


class Journal:
    """The file `vectors-<model>.journal` in the folder of an index, held by one process at a time.

    It is a row of frames: a checksum, how many articles, how many chunks, then the arrays of `Frame`. A frame
    that was cut short, and what is behind it, is taken away.
    """

    def __init__(self, index_dir: Path, made: Made) -> None:
        """Open it, or make it; raises IndexBusy where another process makes vectors for the same index."""
        key = checksum(repr(made[2:]).encode())
        self.path = index_dir / f"vectors-{key:016x}.journal"
        self._dimensions = made.dimensions
        self._file = self.path.open("a+b")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise IndexBusy(
                f"Another process makes vectors for the index in {index_dir}. Wait for it to end, or stop it."
            ) from None

    def frames(self) -> list[Frame]:
        """Return what the file has, as views of a mapping of it."""
        size = self._file.seek(0, os.SEEK_END)
        if not size:
            return []
        data = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        frames, at = [], 0
        while at + _HEAD.size <= size:
            expected, articles, chunks = _HEAD.unpack_from(data, at)
            end = at + _HEAD.size + 16 * articles + (12 + self._dimensions) * chunks
            if end > size or checksum(memoryview(data)[at + _SUM : end]) != expected:
                break
            frames.append(self._frame(data, at + _HEAD.size, articles, chunks))
            at = end
        if at < size:
            self._file.truncate(at)
        return frames

    def _frame(self, data: mmap.mmap, at: int, articles: int, chunks: int) -> Frame:
        def array(dtype: str, count: int) -> Array:
            nonlocal at
            found = np.frombuffer(data, dtype, count, at)
            at += found.nbytes
            return found

        texts, counts, spans = array("<u8", articles), array("<i8", articles), array("<u4", 2 * chunks)
        vectors = array("i1", chunks * self._dimensions).reshape(-1, self._dimensions)
        return Frame(texts, counts, Rows(spans.reshape(-1, 2), vectors, array("<f4", chunks)))

    def add(self, frame: Frame) -> None:
        """Append a frame, so that it lasts."""
        arrays = (frame.texts, frame.counts, *frame.rows)
        content = b"".join(np.ascontiguousarray(each).tobytes() for each in arrays)
        head = _HEAD.pack(0, len(frame.texts), len(frame.rows.scales))[_SUM:]
        self._file.write(checksum(head + content).to_bytes(_SUM, "little") + head + content)
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self, *, done: bool) -> None:
        """Let go of the file; remove it where what it has is `done`, which is published."""
        if done:
            self.path.unlink(missing_ok=True)
        self._file.close()
