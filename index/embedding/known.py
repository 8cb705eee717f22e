"""Vectors that there are already, by the text that they were made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from ..segment.term_dictionary import csr
from .journal import Frame
from .vectors import Rows, SegmentVectors

# Articles whose vectors are put together at once.
_AT_ONCE = 4096


class Known:
    """The vectors of segments, and those of a journal."""

    def __init__(self, segments: Iterable[SegmentVectors], frames: Sequence[Frame] = ()) -> None:
        self._segments, self._frames = list(segments), list(frames)
        self._starts = [csr(frame.counts) for frame in self._frames]
        hashes = [each.texts for each in self._segments] + [frame.texts for frame in self._frames]
        counts = [np.diff(starts) for starts in [each.starts for each in self._segments] + self._starts]
        self._hashes, first = np.unique(np.concatenate([np.zeros(1, np.uint64), *hashes]), return_index=True)
        self._counts = np.concatenate([np.zeros(1, np.int64), *counts])[first].astype(np.int64)
        starts = csr(np.array([1, *map(len, hashes)], np.int64))
        self._sources = np.searchsorted(starts, first, "right") - 2
        self._docs = first - starts[self._sources + 1]

    def has(self, texts: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Tell of which texts, by their hashes, the vectors are known: bool[A]."""
        found: NDArray[np.bool_] = (self._hashes[self._find(texts)] == texts) & (texts != 0)
        return found

    def counts(self, texts: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Return how many chunks each of some articles has, 0 where they are not known: int64[A]."""
        return np.where(self.has(texts), self._counts[self._find(texts)], 0)

    def _find(self, texts: NDArray[np.uint64]) -> NDArray[np.intp]:
        return np.minimum(np.searchsorted(self._hashes, texts), len(self._hashes) - 1)

    def rows(self, texts: NDArray[np.uint64]) -> Iterator[Rows]:
        """Yield the chunks of articles whose texts are known, in order and some articles at a time."""
        for begin in range(0, len(texts), _AT_ONCE):
            piece = texts[begin : begin + _AT_ONCE]
            at = self._find(piece[self.has(piece)])
            pairs = zip(self._sources[at].tolist(), self._docs[at].tolist(), strict=True)
            found = [self._rows(source, doc) for source, doc in pairs]
            if found:
                yield Rows(*map(np.concatenate, zip(*found, strict=True)))

    def _rows(self, source: int, doc: int) -> Rows:
        if source < len(self._segments):
            return self._segments[source].rows(doc)
        number = source - len(self._segments)
        rows, starts = self._frames[number].rows, self._starts[number]
        span = slice(starts[doc], starts[doc + 1])
        return Rows(rows.spans[span], rows.vectors[span], rows.scales[span])
