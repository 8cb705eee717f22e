"""How near the articles of segments are to a vector."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...index.embedding import vectors as limits
from ...index.embedding.vectors import SegmentVectors, quantized
from ...index.native import loops

Floats = NDArray[np.float32]
Docs = NDArray[np.intp]
Rows = NDArray[np.uint32]
Mask = NDArray[np.bool_]


class Place(NamedTuple):
    """An article: numbers of a segment and in it."""

    segment: int
    doc: int


class Nearness:
    """How near the articles of some segments are to a query, which is a vector float32[D].

    As near as the nearest of its chunks: its cosine, -1 for an article without one.
    """

    def __init__(self, segments: Sequence[SegmentVectors], query: Floats) -> None:
        self._segments, self._query = segments, query
        rounded, scales = quantized(query[None])
        self._rounded, self._scale = rounded[0].astype(np.int32), scales[0]

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
        listed, counts = len(vectors.list_starts) > 1, np.diff(vectors.starts)
        passing = int(counts[mask].sum()) if listed and mask is not None else vectors.chunks
        if listed and passing > limits.MOST_COMPARED:
            # Of those that pass as many are compared as without a filter.
            rows, items = self._near(vectors, mask, limits.MOST_COMPARED * vectors.chunks // passing)
            cosines = self._compared(vectors, rows, items)
            # Enough, though all of an article's chunks may be among the nearest.
            top = _highest(cosines, count * vectors.made.cutting[2])
            top = top[np.argsort(cosines[top])]
            # Of an article's chunks the last one stays, which is the nearest.
            found = dict(zip(vectors.owners[rows[top]].tolist(), cosines[top].tolist(), strict=True))
            docs, cosines = np.array(list(found), np.intp), np.array(list(found.values()), np.float32)
        else:
            docs = np.flatnonzero(counts if mask is None else (counts > 0) & mask)
            rows = vectors.rows_of(None if mask is None else docs)
            cosines = self._highest_of_each(vectors, rows, counts[docs])
        best = _highest(cosines, count)
        return docs[best], cosines[best]

    def _near(self, vectors: SegmentVectors, mask: Mask | None, count: int) -> tuple[Rows, NDArray[np.int8]]:
        """Return those of `count` rows in the nearest lists whose articles are allowed, and all vectors."""
        order = np.argsort(-(vectors.centroids @ self._query), kind="stable")
        sizes = np.diff(vectors.list_starts)[order]
        order = order[: int(np.searchsorted(np.cumsum(sizes), count)) + 1]
        rows, items = vectors.in_lists(order)
        return rows if mask is None else rows[mask[vectors.owners[rows]]], items

    def _of(self, vectors: SegmentVectors, docs: Docs) -> Floats:
        """Return how near some articles of a segment are."""
        counts = vectors.starts[docs + 1] - vectors.starts[docs]
        found = np.full(len(docs), -1, np.float32)
        found[counts > 0] = self._highest_of_each(vectors, vectors.rows_of(docs), counts[counts > 0])
        return found

    def _highest_of_each(self, vectors: SegmentVectors, rows: Rows, counts: Rows) -> Floats:
        """Return the cosine of each article's nearest row, of which it has `counts`, one or more."""
        if not len(rows):
            return np.empty(0, np.float32)
        ends = np.cumsum(counts, dtype=np.intp)
        highest: Floats = np.maximum.reduceat(
            self._compared(vectors, rows, vectors.vectors(rows)), ends - counts
        )
        return highest

    def _compared(self, vectors: SegmentVectors, rows: Rows, items: NDArray[np.int8]) -> Floats:
        """Return the cosines of the vectors in some rows, of all `items`."""
        products = np.empty(len(rows), np.int32)
        loops.dot_products(items.ravel().view(np.uint8), self._rounded, rows, products)
        return np.asarray(products * vectors.scales(rows) * self._scale, np.float32)


def _highest(values: Floats, count: int) -> NDArray[np.intp]:
    """Return where the `count` highest values are, and others as high as the last one of them."""
    if count >= len(values):
        return np.arange(len(values))
    # Five times as fast as `argpartition`.
    return np.flatnonzero(values >= np.partition(values, len(values) - count)[len(values) - count])
