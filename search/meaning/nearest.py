"""How near the articles of segments are to a vector."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...index.embedding import vectors as limits
from ...index.embedding.vectors import SegmentVectors, quantized
from ...index.native import loops
from ...index.segment.term_dictionary import csr

Floats = NDArray[np.float32]
Docs = NDArray[np.intp]
Rows = NDArray[np.uint32]
Mask = NDArray[np.bool_]

# Vectors from which on two threads are quicker than one.
_IN_HALVES = 10_000
# Values of which only the highest is looked at first.
_GROUP = 64


class Place(NamedTuple):
    """An article: numbers of a segment and in it."""

    segment: int
    doc: int


class Nearness:
    """How near the articles of some segments are to a query, which is a vector float32[D].

    As near as the nearest of its chunks: its cosine, -1 for an article without one. Where many are compared,
    half of them are so `beside`, in another thread.
    """

    def __init__(
        self, segments: Sequence[SegmentVectors], query: Floats, beside: Executor | None = None
    ) -> None:
        self._segments, self._query, self._beside = segments, query, beside
        rounded, scales = quantized(query[None])
        self._rounded, self._scale = rounded[0].astype(np.int32), float(scales[0])

    def cosines(self, places: Sequence[tuple[int, int]]) -> Floats:
        """Return how near some articles are."""
        segments, docs = np.array(places, np.intp).reshape(-1, 2).T
        found = np.empty(len(docs), np.float32)
        for number, vectors in enumerate(self._segments):
            here = segments == number
            found[here] = self._of(vectors, docs[here])
        return found

    def best(self, allowed: Sequence[Mask | None], count: int) -> list[tuple[Place, float]]:
        """Return the nearest of those articles of each segment that are allowed, all where that is None.

        Of a segment with lists that is exact where few are allowed.
        """
        every: list[tuple[float, Place]] = []
        for number, (vectors, mask) in enumerate(zip(self._segments, allowed, strict=True)):
            docs, cosines = self._nearest(vectors, mask, count)
            places = [Place(number, doc) for doc in docs.tolist()]
            every += zip((-cosines).tolist(), places, strict=True)
        return [(place, -negative) for negative, place in sorted(every)[:count]]

    def nearest_start(self, place: tuple[int, int]) -> int:
        """Return where the nearest chunk of an article begins in its body."""
        rows = self._segments[place[0]].rows(place[1])
        return int(rows.spans[int(np.argmax(rows.vectors @ self._query * rows.scales)), 0])

    def _nearest(self, vectors: SegmentVectors, mask: Mask | None, count: int) -> tuple[Docs, Floats]:
        """Return the nearest articles of a segment and their cosines."""
        listed = len(vectors.list_starts) > 1
        passing = vectors.chunks
        if listed and mask is not None:
            passing = int(np.diff(vectors.starts)[mask].sum())
        docs: Docs | None
        if listed and passing > limits.MOST_COMPARED:
            # Of those that pass as many are compared as without a filter.
            compared = limits.MOST_COMPARED * vectors.chunks // passing
            docs, cosines = self._nearest_listed(vectors, mask, compared, count)
        else:
            docs = None if mask is None else np.flatnonzero(mask)
            cosines = self._of(vectors, docs)
        best = highest(cosines, count)
        found = best if docs is None else docs[best]
        has_one = vectors.starts[found + 1] > vectors.starts[found]
        return found[has_one], cosines[best][has_one]

    def _nearest_listed(
        self, vectors: SegmentVectors, mask: Mask | None, compared: int, count: int
    ) -> tuple[Docs, Floats]:
        """Return `count` articles or more of those that have a vector among so many in the nearest lists."""
        rows, items = self._near(vectors, mask, compared)
        cosines = self._compared(vectors, rows, items, np.arange(len(rows) + 1, dtype=np.uint32))
        # Enough, though all of an article's chunks may be among the nearest.
        top = highest(cosines, count * vectors.made.cutting[2])
        top = top[np.argsort(cosines[top])]
        # Of an article's chunks the last one stays, which is the nearest.
        found = dict(zip(vectors.owners[rows[top]].tolist(), cosines[top].tolist(), strict=True))
        return np.array(list(found), np.intp), np.array(list(found.values()), np.float32)

    def _near(self, vectors: SegmentVectors, mask: Mask | None, count: int) -> tuple[Rows, NDArray[np.int8]]:
        """Return those of `count` rows in the nearest lists whose articles are allowed, and all vectors."""
        order = np.argsort(-(vectors.centroids @ self._query), kind="stable")
        sizes = np.diff(vectors.list_starts)[order]
        order = order[: int(np.searchsorted(np.cumsum(sizes), count)) + 1]
        rows, items = vectors.in_lists(order)
        return rows if mask is None else rows[mask[vectors.owners[rows]]], items

    def _of(self, vectors: SegmentVectors, docs: Docs | None) -> Floats:
        """Return how near some articles of a segment are, all where that is None."""
        starts = vectors.starts
        if docs is not None:
            starts = csr(starts[docs + 1] - starts[docs]).astype(np.uint32)
        rows = vectors.rows_of(docs)
        return self._compared(vectors, rows, vectors.vectors(rows), starts)

    def _compared(self, vectors: SegmentVectors, rows: Rows, items: NDArray[np.int8], starts: Rows) -> Floats:
        """Return the cosine of the nearest of each of some rows, of all `items`, that begin at `starts`."""
        found = np.empty(len(starts) - 1, np.float32)
        every = items.ravel().view(np.uint8)

        def compare(first: int, last: int) -> None:
            bounds, part = starts[first : last + 1], found[first:last]
            loops.highest_products(every, self._rounded, self._scale, rows, vectors.scales, bounds, part)

        if self._beside and len(rows) >= _IN_HALVES:
            middle = len(found) // 2
            other = self._beside.submit(compare, 0, middle)
            compare(middle, len(found))
            other.result()
        else:
            compare(0, len(found))
        return found


def highest(values: Floats, count: int) -> NDArray[np.intp]:
    """Return where the `count` highest values are, and others as high as the last one of them."""
    if count >= len(values):
        return np.arange(len(values))
    likely, groups = values, len(values) // _GROUP
    if groups > count:
        # So many groups have one as high as the last of their `count` highest; few others are.
        tops = values[: groups * _GROUP].reshape(_GROUP, groups).max(axis=0)
        likely = values[values >= np.partition(tops, groups - count)[groups - count]]
    # Five times as fast as `argpartition`.
    return np.flatnonzero(values >= np.partition(likely, len(likely) - count)[len(likely) - count])
