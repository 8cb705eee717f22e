"""Sets of articles as packed bits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...index.native.hot import hot
from ...index.segment.reader import Postings


def _mark_arrays(docs: Any, bits: Any) -> None:
    flags = np.zeros(len(bits) * 8, np.bool_)
    flags[docs] = True
    bits |= np.packbits(flags)


@hot(_mark_arrays)
def _mark(docs: Any, bits: Any) -> None:
    """Set the bits of some articles, in the order of `np.packbits`."""
    for step in range(len(docs)):
        doc = np.int64(docs[step])
        bits[doc >> 3] |= 128 >> (doc & 7)


def union(lists: Iterable[Postings], articles: int) -> NDArray[np.uint8]:
    """Return which of `articles` articles are in any of some lists, as `np.packbits` does."""
    bits = np.zeros(-(-articles // 8), np.uint8)
    for postings in lists:
        if postings.bitmap is None:
            _mark(postings.docs, bits)
        else:
            bits |= postings.bitmap
    return bits
