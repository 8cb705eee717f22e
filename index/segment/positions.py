"""Where concepts stand in articles, read from the frequencies and positions of a segment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..directory.array_file import Array, Container
from ..native import loops
from ..native.sorted_sets import intersect
from .format import POSITION_MARK
from .frequencies import Frequencies

_NO_PLACES, _NO_FLAGS = np.empty(0, np.int64), np.empty(0, np.bool_)


class Occurrences(NamedTuple):
    """Where concepts stand: index of the concept, index of the article, position; all int64."""

    concepts: NDArray[np.int64]
    articles: NDArray[np.int64]
    positions: NDArray[np.int64]


class OccurrenceReader:
    """Reads where the concepts of a segment stand. Positions count from an article's title, from 0."""

    def __init__(self, box: Container) -> None:
        self._starts, self._docs = box["starts"], box["docs"]
        large = box["large_tf"].reshape(2, -1)
        self._frequencies = Frequencies(box["tf"], large[0], large[1], box["position_marks"])
        self._positions = box["positions"]

    def frequencies(self, first: int, last: int) -> NDArray[np.int64]:
        """Return the term frequencies of postings `first` to `last`, counted through all concepts."""
        return self._frequencies.between(first, last)

    def positions_of(self, concept: int) -> tuple[NDArray[np.int64], Array]:
        """Return how often a concept is in each article of its list, and all its positions."""
        starts, tf = self._frequencies.all_starts(int(self._starts[concept]), int(self._starts[concept + 1]))
        return tf, self._positions[starts[0] : starts[-1] + tf[-1]] if len(tf) else self._positions[:0]

    def find(self, concepts: Sequence[int], docs: NDArray[np.int64]) -> Occurrences:
        """Return where any of some concepts stands in a few articles, ascending, in one go."""
        if not len(concepts):
            return Occurrences(*[np.empty(0, np.int64)] * 3)
        listed = np.array(concepts, np.int64)
        rows = np.empty((len(listed) * len(docs), 4), np.int64)
        firsts, lasts = (self._starts[listed + more].astype(np.int64) for more in (0, 1))
        count = loops.locate(self._docs, *self._frequencies, POSITION_MARK, firsts, lasts, docs, rows)
        rows = rows[:count]
        out = np.empty((3, int(rows[:, 3].sum())), np.int64)
        loops.copy_positions(rows, self._positions, out)
        return Occurrences(*out)

    def places(self, concept: int, docs: NDArray[np.int64], begins: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return where a concept stands in articles, ascending, counted from `begins[n]` for `docs[n]`."""
        first, last = int(self._starts[concept]), int(self._starts[concept + 1])
        if len(docs) * POSITION_MARK < last - first:
            return self._few_places(concept, docs, begins)
        out = np.empty(self._most_positions(first, last), np.int64)
        return out[: self._go_through(first, last, docs, begins, _NO_PLACES, _NO_FLAGS, out)]

    def meet(
        self,
        concept: int,
        docs: NDArray[np.int64],
        begins: NDArray[np.int64],
        expected: NDArray[np.int64],
        met: NDArray[np.bool_],
    ) -> None:
        """Set in `met` which of some ascending places, counted as in `places`, a concept has."""
        first, last = int(self._starts[concept]), int(self._starts[concept + 1])
        if not len(met):
            return
        if len(docs) * POSITION_MARK < last - first:
            # NumPy's `isin` would load its masked arrays first, 20 ms.
            shared = intersect(expected, self._few_places(concept, docs, begins))
            met[np.searchsorted(expected, shared)] = True
        else:
            self._go_through(first, last, docs, begins, expected, met, _NO_PLACES)

    def _few_places(
        self, concept: int, docs: NDArray[np.int64], begins: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        found = self.find([concept], docs)
        places: NDArray[np.int64] = begins[found.articles] + found.positions
        return places

    def _go_through(self, first: int, last: int, docs: Array, begins: Array, *sink: Array) -> int:
        listed = self._docs[first:last]
        return loops.walk_positions(
            listed, *self._frequencies, POSITION_MARK, first, docs, begins, self._positions, *sink
        )

    def _most_positions(self, first: int, last: int) -> int:
        """Return a number of positions that postings `first` to `last` do not exceed."""
        marks = self._frequencies.marks
        after = -(-last // POSITION_MARK)
        end = marks[after] if after < len(marks) else len(self._positions)
        return int(end - marks[first // POSITION_MARK]) if last > first else 0
