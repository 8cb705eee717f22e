"""Sets of articles as packed bits."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from ....index.native import loops
from ....index.segment.words import Postings


def union(lists: Iterable[Postings], articles: int) -> NDArray[np.uint8]:
    """Return which of `articles` articles are in any of some lists, as `np.packbits` does."""
    bits = np.zeros(-(-articles // 8), np.uint8)
    for postings in lists:
        if postings.bitmap is None:
            loops.set_bits(postings.docs, bits)
        else:
            bits |= postings.bitmap
    return bits


def in_any(lists: Iterable[Postings], articles: int) -> NDArray[np.bool_]:
    """Return which of `articles` articles are in any of some lists: bool."""
    return np.unpackbits(union(lists, articles), count=articles).view(np.bool_)
