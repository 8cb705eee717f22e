"""What shortens the work on a segment's frequent concepts: their best postings, and bitmaps.

The *head* of a concept holds its postings of the highest impact, so that a search for the best
articles rarely reads the rest: an impact-layered index, Anh and Moffat, "Pruned Query Evaluation
Using Pre-Computed Impacts" (2006). A *bitmap* of the articles that have a very frequent concept
counts the union of several in a few operations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...directory.array_file import Array, Container
from ...directory.array_writer import ContainerWriter
from ..term_dictionary import csr

# Lists this long have a head, of at most one posting in so many.
HEAD_FROM = 2048
HEAD_SHARE = 16
# Lists with more than one article in so many have a bitmap.
BITMAP_SHARE = 16
_LEVELS = 256
# Postings that are read before their memory goes.
_HELD = 1 << 22


class Head(NamedTuple):
    """The postings with an impact above `level`: uint32 places in the list; `most` is the highest impact."""

    level: int
    most: int
    at: NDArray[np.uint32]


def write_frequent(
    writer: ContainerWriter,
    starts: Array,
    docs: Array,
    impact: Array,
    articles: int,
    release: Callable[[], None],
) -> None:
    """Write the heads and bitmaps of the lists that `starts` int64[C+1] bounds in `docs` and `impact`.

    `release` lets go the memory of what was read of these.
    """
    counts = np.diff(starts)
    headed = np.flatnonzero(counts >= HEAD_FROM)
    heads = list(map(_head, _lists(impact, starts, headed, release)))
    writer.add("head_concepts", headed.astype(np.uint32))
    writer.add("head_levels", np.array([head.level for head in heads], np.uint8))
    writer.add("head_most", np.array([head.most for head in heads], np.uint8))
    writer.add("head_starts", csr(np.array([len(head.at) for head in heads], np.int64)))
    writer.add_chunks("head_at", np.uint32, (head.at for head in heads))
    mapped = headed[counts[headed] * BITMAP_SHARE > articles]
    writer.add("bitmap_concepts", mapped.astype(np.uint32))
    writer.add_chunks("bitmaps", np.uint8, _bitmaps(_lists(docs, starts, mapped, release), articles))


def _lists(column: Array, starts: Array, concepts: Array, release: Callable[[], None]) -> Iterator[Array]:
    """Yield the lists of some concepts, and let go of those before now and then."""
    read = 0
    for first, last in zip(starts[concepts].tolist(), starts[concepts + 1].tolist(), strict=True):
        yield column[first:last]
        read += last - first
        if read >= _HELD:
            release()
            read = 0
    release()


def _head(impact: Array) -> Head:
    above = len(impact) - np.cumsum(np.bincount(impact, minlength=_LEVELS))
    level = int(np.argmax(above <= len(impact) // HEAD_SHARE))
    return Head(level, int(impact.max()), np.flatnonzero(impact > level).astype(np.uint32))


def _bitmaps(lists: Iterator[Array], articles: int) -> Iterator[NDArray[np.uint8]]:
    mask = np.zeros(articles, np.bool_)
    for docs in lists:
        mask[docs] = True
        yield np.packbits(mask)
        mask[docs] = False


class Frequent:
    """Reads what `write_frequent` wrote."""

    def __init__(self, box: Container, articles: int) -> None:
        self._headed = _numbers(box["head_concepts"])
        self._levels, self._most = box["head_levels"], box["head_most"]
        self._starts, self._at = box["head_starts"], box.part("head_at")
        self._mapped = _numbers(box["bitmap_concepts"])
        self._bitmaps, self._width = box.part("bitmaps"), -(-articles // 8)

    def head(self, concept: int) -> Head | None:
        """Return the head of a concept's list, or None for a short list."""
        number = self._headed.get(concept)
        if number is None:
            return None
        at = self._at[self._starts[number] : self._starts[number + 1]]
        return Head(int(self._levels[number]), int(self._most[number]), at)

    def bitmap(self, concept: int) -> NDArray[np.uint8] | None:
        """Return the articles that have a concept as packed bits, or None for a rarer one."""
        number = self._mapped.get(concept)
        if number is None:
            return None
        bitmap: NDArray[np.uint8] = self._bitmaps[number * self._width : (number + 1) * self._width]
        return bitmap


def _numbers(concepts: NDArray[np.uint32]) -> dict[int, int]:
    return {concept: number for number, concept in enumerate(concepts.tolist())}
