"""Raw tokens to numbers, each distinct one once, however often it occurs."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..analysis.tokenizer import Characters, RawTokens
from ..native import loops

_ROOM = 1 << 12


class Distinct:
    """The distinct tokens of many texts, numbered as they come."""

    def __init__(self) -> None:
        self._count = 0
        self._slots = np.zeros((_ROOM, 2), np.int64)
        self._starts = np.zeros(_ROOM + 1, np.int64)
        self._letters = np.empty(_ROOM, np.uint32)

    def __len__(self) -> int:
        return self._count

    def number(
        self, characters: Characters, field_ends: NDArray[np.int64]
    ) -> tuple[NDArray[np.uint32], NDArray[np.int64], RawTokens]:
        """Return each token's number, how many tokens each field has, and the tokens that are new.

        `field_ends` int64[F] tells where in the text the fields end.
        """
        codes, inside, tokens = characters
        self._make_room(tokens, len(codes))
        numbers, field_counts = np.empty(tokens, np.uint32), np.zeros(len(field_ends), np.int64)
        known = self._count
        self._count = loops.number_tokens(
            codes, inside, field_ends, self._slots, self._starts, self._letters, known, numbers, field_counts
        )
        return numbers, field_counts, self._since(known)

    def _since(self, first: int) -> RawTokens:
        starts = self._starts[first : self._count + 1]
        return RawTokens(self._letters[starts[0] : starts[-1]], starts)

    def _make_room(self, tokens: int, letters: int) -> None:
        """Make room for so many new tokens and their letters."""
        size = self._count + tokens
        if size >= len(self._starts):
            self._starts = grown(self._starts, self._count + 1, 2 * size)
        self._slots = with_room(self._slots, size)
        used = int(self._starts[self._count])
        if used + letters > len(self._letters):
            self._letters = grown(self._letters, used, 2 * (used + letters))


def with_room(slots: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Return a hash table, a larger one with the same numbers if it has not room for so many."""
    if size * 4 <= len(slots) * 3:
        return slots
    larger = np.zeros((1 << (size * 3 // 2).bit_length(), 2), np.int64)
    loops.rehash(slots, larger)
    return larger


def grown(array: Any, used: int, size: int) -> Any:
    """Return an array of another size with the first items of this one."""
    larger = np.empty(size, array.dtype)
    larger[:used] = array[:used]
    return larger
