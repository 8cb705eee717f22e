"""A table of words, looked up where it lies: beside this module, or else in the user's cache folder.

A word is known by a hash of 64 bits. That one of a million other words has the same as one of half
a million in the table happens once in 37 million builds.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...directory import user_cache
from ...directory.array_file import Container
from ...errors import RasfoiError

_FACTOR = 0x9E3779B97F4A7C15  # odd, its bits irregular, so that its powers spread well
_WRAP = (1 << 64) - 1
_END = "\n"
# Where the package is built with the tables that it comes with.
PACKAGED = Path(__file__).parent
# Words up to which one after the other is faster than arrays.
_FEW = 16


class _Table(NamedTuple):
    """`hashes` uint64 of the words, ascending; `starts` int32, where their lines begin in `lines` uint8.

    The first line is empty, and stands for words that are not in the table.
    """

    hashes: NDArray[np.uint64]
    starts: NDArray[np.int32]
    lines: NDArray[np.uint8]


class LexiconFile:
    """Short texts by word."""

    def __init__(self, name: str, make: Callable[[], Iterable[tuple[str, str]]]) -> None:
        """Open the table of this name; where there is none, make it and keep it if that can be."""
        try:
            box = _read(name)
            table = _Table(*(box[field] for field in _Table._fields))
        except (OSError, RasfoiError):
            table = _table(dict(make()))
            user_cache.write(name, table._asdict())
        self._hashes, self._starts, lines = table
        self.table = self._hashes.view(np.int64), self._starts, lines
        self._lines = lines.tobytes()
        # Gives Python numbers, many times faster than an array gives its own.
        self._sorted = self._hashes.data

    def find(self, words: Sequence[str]) -> list[str]:
        """Return the text of each word, "" where there is none; no word may have a newline."""
        if len(words) <= _FEW:
            return [self._line(self._start(word)) for word in words]
        hashes = _hashes(words)
        # In order, neighbours are looked for in the same part of the table, which the caches have by then.
        order = np.argsort(hashes)
        wanted = hashes[order]
        at = np.minimum(np.searchsorted(self._hashes, wanted), len(self._hashes) - 1)
        starts = np.empty(len(words), np.int32)
        starts[order] = np.where(self._hashes[at] == wanted, self._starts[at], 0)
        return [self._line(start) if start else "" for start in starts.tolist()]

    def _start(self, word: str) -> int:
        wanted = _hash(word)
        at = bisect_left(self._sorted, wanted)
        return int(self._starts[at]) if at < len(self._sorted) and self._sorted[at] == wanted else 0

    def _line(self, start: int) -> str:
        return self._lines[start : self._lines.index(b"\n", start)].decode()


def package(name: str, texts: Iterable[tuple[str, str]]) -> None:
    """Write a table beside this module, for whoever installs the package; others of its kind go."""
    kind = name.partition("-")[0]
    for old in PACKAGED.glob(f"{kind}-*.ras*"):
        old.unlink()
    user_cache.write_file(PACKAGED / user_cache.file_name(name), _table(dict(texts))._asdict(), mode=0o644)


def _read(name: str) -> Container:
    with suppress(OSError, RasfoiError):
        box = Container(PACKAGED / user_cache.file_name(name))
        box.check()
        return box
    return user_cache.read(name)


def _hashes(words: Sequence[str]) -> NDArray[np.uint64]:
    """Return what `_hash` says of each word."""
    text = _END.join([*words, ""])
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    ends = np.flatnonzero(codes == ord(_END)) + 1
    starts = np.append(0, ends[:-1])
    places = np.arange(len(codes)) - np.repeat(starts, ends - starts)
    powers = np.multiply.accumulate(np.full(places.max() + 1, _FACTOR, np.uint64))
    hashes: NDArray[np.uint64] = np.add.reduceat(codes * powers[places], starts)
    return hashes


def _hash(word: str) -> int:
    total, power = 0, 1
    for char in word + _END:
        power = power * _FACTOR & _WRAP
        total += ord(char) * power
    return total & _WRAP


def _table(texts: dict[str, str]) -> _Table:
    hashes = _hashes(list(texts))
    order = np.argsort(hashes)
    lines = [text.encode() for text in dict.fromkeys(["", *texts.values()])]
    starts = dict(zip(lines, accumulate((len(line) + 1 for line in lines), initial=0), strict=False))
    places = np.fromiter((starts[text.encode()] for text in texts.values()), np.int32, len(texts))
    return _Table(hashes[order], places[order], np.frombuffer(b"\n".join([*lines, b""]), np.uint8))
