"""Raw tokens to numbers: each distinct one becomes a Python string once, however often it occurs."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .kernel import Kernel
from .romanian.tokenizer import Characters

_HASH_FACTOR = 0x100000001B3  # the prime of the 64-bit FNV hash
_ROOM = 1 << 12


@Kernel
def _number(
    codes: Any,
    inside: Any,
    field_ends: Any,
    slots: Any,
    hashes: Any,
    starts: Any,
    letters: Any,
    count: Any,
    numbers: Any,
    field_counts: Any,
) -> Any:
    """Number the tokens of a text and count those of each field; return how many distinct there are.

    `slots` is an open hash table of numbers plus one; token n is `letters[starts[n]:starts[n + 1]]`.
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
        number = slots[slot] - 1
        while number >= 0:
            start = starts[number]
            same = hashes[number] == code_hash and starts[number + 1] - start == at - first
            if same:
                for step in range(at - first):
                    if letters[start + step] != codes[first + step]:
                        same = False
                        break
            if same:
                break
            slot = (slot + 1) & last_slot
            number = slots[slot] - 1
        if number < 0:
            number = count
            for step in range(at - first):
                letters[used + step] = codes[first + step]
            used += at - first
            count += 1
            hashes[number] = code_hash
            starts[count] = used
            slots[slot] = count
        numbers[token] = number
        token += 1
    return count


@Kernel
def _rehash(hashes: Any, slots: Any) -> None:
    """Enter all numbers into an empty hash table."""
    last_slot = len(slots) - 1
    for number in range(len(hashes)):
        slot = (hashes[number] ^ (hashes[number] >> 29)) & last_slot
        while slots[slot]:
            slot = (slot + 1) & last_slot
        slots[slot] = number + 1


class RawTokens:
    """The distinct raw tokens of many texts, numbered as they come."""

    def __init__(self) -> None:
        self._count = 0
        self._slots = np.zeros(2 * _ROOM, np.int32)
        self._hashes = np.empty(_ROOM, np.int64)
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
                len(codes), codes, inside, field_ends, self._slots, self._hashes, self._starts,
                self._letters, known, numbers, field_counts,
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
        if self._count + tokens > len(self._hashes):
            size = 2 * (self._count + tokens)
            self._hashes = _grown(self._hashes, self._count, size)
            self._starts = _grown(self._starts, self._count + 1, size + 1)
            self._slots = np.zeros(1 << (2 * size - 1).bit_length(), np.int32)
            _rehash(self._count, self._hashes[: self._count], self._slots)
        used = int(self._starts[self._count])
        if used + letters > len(self._letters):
            self._letters = _grown(self._letters, used, 2 * (used + letters))


def _grown(array: Any, used: int, size: int) -> Any:
    larger = np.empty(size, array.dtype)
    larger[:used] = array[:used]
    return larger
