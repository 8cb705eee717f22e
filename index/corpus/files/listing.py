"""What stands in the folders of a corpus; the next are read while what stands in one is worked on."""

from __future__ import annotations

import os
from array import array
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from types import TracebackType
from typing import NamedTuple, Self

from ...native import loops
from ..formats import FORMATS, PACKED

SEEN, FOLDER, LINK = b"fdl"
"""Kinds of entries: a regular file that was looked at, a folder, a symbolic link; there are others."""

_SUFFIXES = b"".join(f"{suffix}{packed}\0".encode() for packed in ("", *PACKED) for suffix in FORMATS)
# Folders that are read together, and those whose entries wait in memory, some 50 bytes each.
_TOGETHER, _WAITING = 16, 48
_Raw = tuple[bytes, bytes, bytes, bytes]


class Listing(NamedTuple):
    """The entries of a folder, hidden ones apart, sorted by name.

    `names` end in `/` where they are folders or lead to one, `kinds` has a byte for each. Of files that are
    SEEN, which all but a few with articles are, `sizes` and `times` (ns) have how they look: int64 each.
    """

    names: list[str]
    kinds: bytes
    sizes: array[int]
    times: array[int]


class Lister:
    """Lists folders; those that are expected another thread has read by then, without Python's lock."""

    def __init__(self) -> None:
        self._threads: ThreadPoolExecutor | None = None
        # A stack: what is in a folder comes before its neighbours.
        self._expected: list[str] = []
        self._reading: Future[dict[str, _Raw]] | None = None
        self._read: dict[str, _Raw] = {}

    def expect(self, paths: Sequence[str]) -> None:
        """Tell the folders that will be asked for next, before those that were expected until now."""
        self._expected += reversed(paths)

    def list(self, path: str) -> Listing:
        """Return what stands in a folder; raises OSError if it cannot be read."""
        if self._expected and self._expected[-1] == path:
            self._expected.pop()
        if self._reading and (path not in self._read or self._reading.done()):
            self._read |= self._reading.result()
            self._reading = None
        if self._expected and not self._reading and len(self._read) <= _WAITING:
            paths = [self._expected.pop() for _ in self._expected[-_TOGETHER:]]
            self._threads = self._threads or ThreadPoolExecutor(1)
            self._reading = self._threads.submit(_read_all, paths)
        names, kinds, sizes, times = self._read.pop(path) if path in self._read else _read(path)
        return Listing(os.fsdecode(names).split("\0")[:-1], kinds, array("q", sizes), array("q", times))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._threads:
            self._threads.shutdown()


def _read(path: str) -> _Raw:
    return loops.list_folder(os.fsencode(path), _SUFFIXES)


def _read_all(paths: Sequence[str]) -> dict[str, _Raw]:
    """Return what stands in the folders that can be read; the others are told when they are asked for."""
    found = {}
    for path in paths:
        with suppress(OSError):
            found[path] = _read(path)
    return found
