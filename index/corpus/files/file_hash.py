"""A number for each file of a corpus, found for many at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# The multipliers of splitmix64: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number
# Generators" (2014).
_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX = ((np.uint64(30), np.uint64(0xBF58476D1CE4E5B9)), (np.uint64(27), np.uint64(0x94D049BB133111EB)))
_LAST = np.uint64(31)


def file_hashes(ids: Sequence[str]) -> NDArray[np.uint64]:
    """Return 64-bit hashes of files' ids, the same on every machine: uint64[N].

    An id's bytes are the coefficients of a polynomial; no id has a NUL, which ends it here.
    """
    if not ids:
        return np.zeros(0, np.uint64)
    text = np.frombuffer("\x00".join([*ids, ""]).encode(), np.uint8)
    ends = np.flatnonzero(text == 0) + 1
    starts = np.append(0, ends[:-1])
    sizes = ends - starts
    powers = np.cumprod(np.full(sizes.max(), _STEP))
    places = np.arange(len(text)) - np.repeat(starts, sizes)
    hashes: NDArray[np.uint64] = np.add.reduceat(powers[places] * text, starts)
    hashes += sizes.astype(np.uint64) * _STEP
    for shift, factor in _MIX:
        hashes = (hashes ^ (hashes >> shift)) * factor
    return hashes ^ (hashes >> _LAST)
