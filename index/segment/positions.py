"""Where concepts stand in articles, read from the frequencies and positions of a segment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..directory.array_file import Array, Container
from ..native.hot import hot
from ..native.sorted_sets import intersect
from .format import POSITION_MARK, ragged
from .frequencies import Frequencies, find_postings

_NO_PLACES, _NO_FLAGS = np.empty(0, np.int64), np.empty(0, np.bool_)


class Occurrences(NamedTuple):
    """Where concepts stand: index of the concept, index of the article, position; all int64."""

    concepts: NDArray[np.int64]
    articles: NDArray[np.int64]
    positions: NDArray[np.int64]


def _find_arrays(
    docs: Any, tf: Any, large_at: Any, large_tf: Any, marks: Any, mark_size: int, firsts: Any, lasts: Any,
    wanted: Any, rows: Any,
) -> int:  # fmt: skip
    found = [find_postings(docs[a:b], wanted) for a, b in zip(firsts.tolist(), lasts.tolist(), strict=True)]
    postings = np.concatenate([places + first for (_, places), first in zip(found, firsts, strict=True)])
    count = len(postings)
    rows[:count, 0] = np.repeat(np.arange(len(found)), [len(at) for at, _ in found])
    rows[:count, 1] = np.concatenate([at for at, _ in found])
    rows[:count, 2], rows[:count, 3] = Frequencies(tf, large_at, large_tf, marks).some_starts(postings)
    return count


@hot(_find_arrays)
def _find(
    docs: Any, tf: Any, large_at: Any, large_tf: Any, marks: Any, mark_size: Any, firsts: Any, lasts: Any,
    wanted: Any, rows: Any,
) -> Any:  # fmt: skip
    """Look articles up in the lists from `firsts` to `lasts`; return how many `rows` that makes.

    A row has the list, the article as its place in `wanted`, where its positions begin, how many.
    """
    count = 0
    for concept in range(len(firsts)):
        low = firsts[concept]
        for article in range(len(wanted)):
            doc = wanted[article]
            high = lasts[concept]
            while low < high:
                middle = (low + high) >> 1
                if docs[middle] < doc:
                    low = middle + 1
                else:
                    high = middle
            if low == lasts[concept]:
                break
            if docs[low] != doc:
                continue
            mark = low // mark_size
            start = marks[mark]
            frequency = np.int64(0)
            for at in range(mark * mark_size, low + 1):
                start += frequency
                frequency = np.int64(tf[at])
                if frequency == 0:
                    frequency = large_tf[np.searchsorted(large_at, at)]
            rows[count, 0] = concept
            rows[count, 1] = article
            rows[count, 2] = start
            rows[count, 3] = frequency
            count += 1
    return count


def _copy_arrays(rows: Any, positions: Any, out: Any) -> None:
    out[0], out[1] = np.repeat(rows[:, 0], rows[:, 3]), np.repeat(rows[:, 1], rows[:, 3])
    out[2] = positions[ragged(rows[:, 2], rows[:, 3])]


@hot(_copy_arrays)
def _copy(rows: Any, positions: Any, out: Any) -> None:
    """Write concept, article and position of every occurrence that the rows of `_find` stand for."""
    to = 0
    for row in range(len(rows)):
        for at in range(rows[row, 2], rows[row, 2] + rows[row, 3]):
            out[0, to] = rows[row, 0]
            out[1, to] = rows[row, 1]
            out[2, to] = positions[at]
            to += 1


def _walk_arrays(
    docs: Any, tf: Any, large_at: Any, large_tf: Any, marks: Any, mark_size: int, first: int, wanted: Any,
    begins: Any, positions: Any, expected: Any, met: Any, out: Any,
) -> int:  # fmt: skip
    found, listed = find_postings(docs, wanted)
    starts, counts = Frequencies(tf, large_at, large_tf, marks).all_starts(first, first + len(docs))
    starts, counts = starts[listed], counts[listed]
    places = np.repeat(begins[found], counts) + positions[ragged(starts, counts)]
    if len(met):
        met[np.searchsorted(expected, intersect(expected, places))] = True
        return 0
    out[: len(places)] = places
    return len(places)


@hot(_walk_arrays)
def _walk(
    docs: Any, tf: Any, large_at: Any, large_tf: Any, marks: Any, mark_size: Any, first: Any, wanted: Any,
    begins: Any, positions: Any, expected: Any, met: Any, out: Any,
) -> Any:  # fmt: skip
    """Go through a list, whose first posting is `first`, for its places in the wanted articles.

    Without `expected` places they are written to `out`, and it returns how many; with such, ascending,
    those that are there are set in `met`.
    """
    mark = first // mark_size
    start = marks[mark]
    count, article, at_expected = 0, 0, 0
    for at in range(mark * mark_size, first + len(docs)):
        frequency = np.int64(tf[at])
        if frequency == 0:
            frequency = large_tf[np.searchsorted(large_at, at)]
        if at >= first:
            doc = np.int64(docs[at - first])
            while article < len(wanted) and wanted[article] < doc:
                article += 1
            if article == len(wanted):
                break
            if wanted[article] == doc:
                for position in range(start, start + frequency):
                    place = begins[article] + np.int64(positions[position])
                    if len(met) == 0:
                        out[count] = place
                        count += 1
                        continue
                    while at_expected < len(expected) and expected[at_expected] < place:
                        at_expected += 1
                    if at_expected < len(expected) and expected[at_expected] == place:
                        met[at_expected] = True
        start += frequency
    return count


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
        count = _find(self._docs, *self._frequencies, POSITION_MARK, firsts, lasts, docs, rows)
        rows = rows[:count]
        out = np.empty((3, int(rows[:, 3].sum())), np.int64)
        _copy(rows, self._positions, out)
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
            met |= np.isin(expected, self._few_places(concept, docs, begins))
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
        return int(
            _walk(listed, *self._frequencies, POSITION_MARK, first, docs, begins, self._positions, *sink)
        )

    def _most_positions(self, first: int, last: int) -> int:
        """Return a number of positions that postings `first` to `last` do not exceed."""
        marks = self._frequencies.marks
        after = -(-last // POSITION_MARK)
        end = marks[after] if after < len(marks) else len(self._positions)
        return int(end - marks[first // POSITION_MARK]) if last > first else 0
