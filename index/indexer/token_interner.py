"""Tokens to numbers: each distinct one becomes a Python string once, however often it occurs."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..analysis.tokenizer import Characters
from ..native.kernel import Kernel

_HASH_FACTOR = 0x100000001B3  # the prime of the 64-bit FNV hash
_ROOM = 1 << 12


@Kernel
def _number(
    codes: Any,
    inside: Any,
    field_ends: Any,
    slots: Any,
    starts: Any,
    letters: Any,
    count: Any,
    numbers: Any,
    field_counts: Any,
) -> Any:
    """Number the tokens of a text and count those of each field; return how many distinct there are.

    Token n is `letters[starts[n]:starts[n + 1]]`. `slots` is an open hash table of 64-bit hashes and
    numbers plus one; that two words among a million share a hash happens once in 37 million builds.
    """
    last_slot = len(slots) - 1
    used = starts[count]
    size = len(codes)
    token, field, at = 0, 0, 0
    while at < size:
        if not inside[at]:
            at += 1
            continue
        first = at
        code_hash = np.int64(0)
        while at < size and inside[at]:
            code_hash = (code_hash ^ np.int64(codes[at])) * _HASH_FACTOR
            at += 1
        while first >= field_ends[field]:
            field += 1
        field_counts[field] += 1
        slot = (code_hash ^ (code_hash >> 29)) & last_slot
        while slots[slot, 1] and slots[slot, 0] != code_hash:
            slot = (slot + 1) & last_slot
        if not slots[slot, 1]:
            for step in range(at - first):
                letters[used + step] = codes[first + step]
            used += at - first
            count += 1
            starts[count] = used
            slots[slot, 0] = code_hash
            slots[slot, 1] = count
        numbers[token] = slots[slot, 1] - 1
        token += 1
    return count


@Kernel
def _rehash(slots: Any, larger: Any) -> None:
    """Enter all numbers of a hash table into an empty one."""
    last_slot = len(larger) - 1
    for old in range(len(slots)):
        if slots[old, 1]:
            slot = (slots[old, 0] ^ (slots[old, 0] >> 29)) & last_slot
            while larger[slot, 1]:
                slot = (slot + 1) & last_slot
            larger[slot, 0] = slots[old, 0]
            larger[slot, 1] = slots[old, 1]


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
    ) -> tuple[NDArray[np.uint32], NDArray[np.int64], list[str]]:
        """Return each token's number, how many tokens each field has, and the tokens that are new.

        `field_ends` int64[F] tells where in the text the fields end.
        """
        codes, inside = characters
        tokens = int(np.count_nonzero(inside[1:] > inside[:-1])) + int(inside[:1].sum())
        self._make_room(tokens, len(codes))
        numbers, field_counts = np.empty(tokens, np.uint32), np.zeros(len(field_ends), np.int64)
        known = self._count
        self._count = int(
            _number(
                len(codes), codes, inside, field_ends, self._slots, self._starts, self._letters, known,
                numbers, field_counts,
            )
        )  # fmt: skip
        return numbers, field_counts, self._since(known)

    def _since(self, first: int) -> list[str]:
        bounds = self._starts[first : self._count + 1]
        letters = self._letters[bounds[0] : bounds[-1]].tobytes().decode("utf-32-le", "surrogatepass")
        ends = (bounds - bounds[0]).tolist()
        return [letters[start:end] for start, end in pairwise(ends)]

    def _make_room(self, tokens: int, letters: int) -> None:
        """Make room for so many new tokens and their letters."""
        size = self._count + tokens
        if size >= len(self._starts):
            self._starts = _grown(self._starts, self._count + 1, 2 * size)
        if size * 4 > len(self._slots) * 3:
            slots = np.zeros((1 << (size * 3 // 2).bit_length(), 2), np.int64)
            _rehash(len(self._slots), self._slots, slots)
            self._slots = slots
        used = int(self._starts[self._count])
        if used + letters > len(self._letters):
            self._letters = _grown(self._letters, used, 2 * (used + letters))


def _grown(array: Any, used: int, size: int) -> Any:
    larger = np.empty(size, array.dtype)
    larger[:used] = array[:used]
    return larger
