"""Words to numbers, by the keys that they are sorted by."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..analysis.letters import foldings
from ..analysis.lines import Lines
from ..native import loops
from ..segment.term_dictionary import Keys, sort_key
from .token_interner import grown, with_room

U32 = NDArray[np.uint32]
_ROOM = 1 << 12
_HARD = np.uint32(0xFFFFFFFE)
# Letters at the end of a text that is written take up to so many bytes.
_PAD = 4


class KeyNumbering:
    """Distinct words numbered as they come, and their order by sort key."""

    def __init__(self) -> None:
        self._count = 0
        self._slots = np.zeros((_ROOM, 2), np.int64)
        self._starts = np.zeros(_ROOM + 1, np.int64)
        self._hashes = np.empty(_ROOM, np.uint32)
        self._text = np.empty(_ROOM, np.uint8)
        self._order = np.empty(0, np.int32)

    def __len__(self) -> int:
        return self._count

    @property
    def hashes(self) -> U32:
        """Hashes of the words without case and marks: odd for figures, else even."""
        return self._hashes[: self._count]

    def number(self, words: Lines) -> U32:
        """Return the numbers of words; that of an empty one means nothing."""
        keys = np.empty(2 * len(words.text) + 2 * words.count + _PAD, np.uint8)
        used = loops.write_keys(words.text, foldings(), keys)
        numbers = self._number(keys[:used], words.count)
        # Those with letters beyond the table have their keys from here.
        hard = np.flatnonzero(numbers == _HARD).tolist()
        if hard:
            texts = words.split()
            numbers[hard] = self._number(_keys([texts[at] for at in hard]), len(hard))
        return numbers

    def _number(self, keys: NDArray[np.uint8], count: int) -> U32:
        self._make_room(count, len(keys))
        numbers = np.empty(count, np.uint32)
        self._count = loops.number_keys(
            keys, self._slots, self._starts, self._text, self._hashes, self._count, numbers
        )
        return numbers

    def _make_room(self, count: int, size: int) -> None:
        keys, used = self._count + count, int(self._starts[self._count])
        if keys >= len(self._hashes):
            self._starts = grown(self._starts, self._count + 1, 2 * keys + 1)
            self._hashes = grown(self._hashes, self._count, 2 * keys)
        self._slots = with_room(self._slots, keys)
        if used + size > len(self._text):
            self._text = grown(self._text, used, 2 * (used + size))

    def in_order(self) -> NDArray[np.int32]:
        """Return all numbers in the order of their words' sort keys."""
        # What was sorted before stays so, and new ones are merged into it.
        known = len(self._order)
        self._order = np.append(self._order, np.arange(known, self._count, dtype=np.int32))
        loops.sort_keys(self._text, self._starts, known, self._order)
        return self._order

    def keys(self) -> Keys:
        """Return the sort keys of all words, in the order of their numbers."""
        starts = self._starts[: self._count + 1]
        return Keys(self._text[: starts[-1]], starts)


def _keys(words: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer(b"".join(map(sort_key, words)), np.uint8)
