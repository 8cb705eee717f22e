"""How near the articles of segments are to a vector: exact, every vector compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...index.embedding.vectors import SegmentVectors, quantized
from ...index.native import loops

Floats = NDArray[np.float32]


class Place(NamedTuple):
    """An article: numbers of a segment and in it."""

    segment: int
    doc: int


def similarities(vectors: SegmentVectors, query: Floats) -> Floats:
    """Return the cosine of each article's nearest chunk to `query` float32[D], -1 where it has no chunk."""
    starts = vectors.starts.astype(np.int64)
    highest = np.full(len(starts) - 1, -1, np.float32)
    having = np.flatnonzero(np.diff(starts))
    if len(having):
        highest[having] = np.maximum.reduceat(_cosines(vectors, query), starts[having])
    return highest


def _cosines(vectors: SegmentVectors, query: Floats) -> Floats:
    rounded, scales = quantized(query[None])
    products = np.empty(len(vectors.scales), np.int32)
    loops.dot_products(vectors.vectors.ravel().view(np.uint8), rounded[0].astype(np.int32), products)
    return np.asarray(products * vectors.scales * scales[0], np.float32)


def nearest_start(vectors: SegmentVectors, doc: int, query: Floats) -> int:
    """Return where the chunk of an article that is nearest to `query` begins in its body."""
    rows = vectors.rows(doc)
    return int(rows.spans[int(np.argmax(rows.vectors @ query * rows.scales)), 0])


def best(similar: Sequence[Floats], allowed: Sequence[NDArray[np.bool_] | None], count: int) -> list[Place]:
    """Return the nearest articles of all segments, of those that are allowed."""
    kept = [
        values if mask is None else np.where(mask, values, np.float32(-1))
        for values, mask in zip(similar, allowed, strict=True)
    ]
    every = np.concatenate(kept)
    most = min(count, int(np.count_nonzero(every > -1)))
    top = np.argpartition(every, len(every) - most)[len(every) - most :] if most else np.empty(0, np.int64)
    order = top[np.lexsort((top, -every[top]))]
    ends = np.cumsum(list(map(len, kept)))
    segments = np.searchsorted(ends, order, "right")
    begins = ends - list(map(len, kept))
    return list(map(Place, segments.tolist(), (order - begins[segments]).tolist()))
