"""Runs and segments to the postings of one segment: each one's lists copied after those of the one before."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...native import loops
from ...segment.format import MAX_TF, VARIANT_BITS
from ...segment.term_dictionary import csr
from .merge_sources import Postings
from .vocabulary_merge import Translation

# Positions that are put together at once, by one of the threads.
_PIECE_POSITIONS = 1 << 21
_THREADS = 2
# What the threads have put together waits in memory, four bytes a position, for what writes it.
_AHEAD = 4
_MAX_MASK = (1 << VARIANT_BITS) - 1

Tables = list[NDArray[np.uint32]]


@dataclass(frozen=True)
class Source:
    """Postings to merge, how their numbers translate, and `doc_of` int32[N], each article's number.

    The number is -1 for an article to be left out. `release` lets go the memory of what was read.
    """

    run: Postings
    words: Translation
    doc_of: NDArray[np.int32]
    release: Callable[[], None]

    @cached_property
    def ranks(self) -> NDArray[np.int32]:
        """The ranks of the concepts, ascending: int32[C]."""
        return self.words.concepts[self.run.concepts]

    @cached_property
    def wide(self) -> NDArray[np.bool_]:
        """Which concepts have forms beyond the bits of a mask, by their numbers: bool."""
        beyond = np.append(0, np.cumsum(self.words.bits > _MAX_MASK))[self.words.bit_starts]
        return np.diff(beyond) > 0


class Sizes(NamedTuple):
    """Postings, positions and postings in titles of each concept: int64 arrays."""

    postings: NDArray[np.int64]
    positions: NDArray[np.int64]
    titled: NDArray[np.int64]


class Impacts(NamedTuple):
    """Impacts by frequency and by the number that `code_of` int32[N] gives an article's length."""

    table: NDArray[np.uint8]
    code_of: NDArray[np.int32]


class Columns(NamedTuple):
    """The postings of a segment, to be filled in: one-dimensional arrays."""

    docs: NDArray[np.uint32]
    impact: NDArray[np.uint8]
    mask: NDArray[np.uint8]
    position_marks: NDArray[np.uint32]
    title_docs: NDArray[np.uint32]
    title_impact: NDArray[np.uint8]
    title_mask: NDArray[np.uint8]


class Merged(NamedTuple):
    """How far the columns are final: postings and title postings; and what comes of this piece beside them.

    `positions` uint32 are the next ones, as `loops.pack_positions` takes them. `large` uint32[2, n]:
    postings whose frequency is above `MAX_TF`, and that frequency; `wide` uint32[2, n]: postings with forms
    beyond the bits of a mask, and their wide masks.
    """

    postings: int
    titled: int
    positions: NDArray[np.uint32]
    large: NDArray[np.uint32]
    wide: NDArray[np.uint32]


def measure(sources: Sequence[Source], concepts: int) -> Sizes:
    """Return how much the sources have of each concept, articles that are left out not counted."""
    sizes = Sizes(*np.zeros((3, concepts), np.int64))
    for source in sources:
        for first, last in pieces(source.run.position_starts):
            starts, _, postings, _ = source.run.lists(first, last)
            loops.measure_lists(source.ranks[first:last], starts, postings, source.doc_of, *sizes)
        source.release()
    return sizes


def merge(
    sources: Sequence[Source], sizes: Sizes, columns: Columns, impacts: Impacts, title_impacts: Impacts
) -> Iterator[Merged]:
    """Fill in the columns in the order of concepts; yield whenever another piece of them is final."""
    starts = Sizes(*map(csr, sizes))
    cuts = pieces(starts.positions)
    piece = partial(_merge_piece, sources, starts, columns, impacts, title_impacts)
    for (_, last), tables in zip(cuts, _in_threads(piece, cuts), strict=True):
        yield Merged(int(starts.postings[last]), int(starts.titled[last]), *tables)
        for source in sources:
            source.release()


def _in_threads(piece: Callable[[int, int], Tables], cuts: Sequence[tuple[int, int]]) -> Iterator[Tables]:
    """Yield what comes of each piece, in order; no more than `_AHEAD` wait to be taken."""
    with ThreadPoolExecutor(_THREADS) as threads:
        ahead: deque[Future[Tables]] = deque()
        for cut in cuts:
            if len(ahead) == _AHEAD:
                yield ahead.popleft().result()
            ahead.append(threads.submit(piece, *cut))
        while ahead:
            yield ahead.popleft().result()


def pieces(position_starts: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return the bounds of neighbouring concepts that are put together at once."""
    bounds = [0]
    while bounds[-1] < len(position_starts) - 1:
        end = position_starts[bounds[-1]] + _PIECE_POSITIONS
        bounds.append(max(int(np.searchsorted(position_starts, end, "right")) - 1, bounds[-1] + 1))
    return list(pairwise(bounds))


def _merge_piece(
    sources: Sequence[Source], starts: Sizes, columns: Columns, impacts: Impacts, titles: Impacts,
    first: int, last: int,
) -> Tables:  # fmt: skip
    """Copy all sources' postings of some concepts; return positions, large frequencies and wide masks."""
    cursors = Sizes(*(each[first:last].copy() for each in starts))
    begin, end = int(starts.positions[first]), int(starts.positions[last])
    cursors.positions[:] -= begin
    positions = np.empty(end - begin, np.uint32)
    tables = []
    for source in sources:
        span = slice(*(int(at) for at in np.searchsorted(source.ranks, [first, last])))
        lists = source.run.lists(span.start, span.stop)
        concepts = source.run.concepts[span]
        frequencies = lists.postings[lists.starts[0] : lists.starts[-1], 1]
        large = _table(int(np.count_nonzero(frequencies > MAX_TF)))
        wide = _table(int(np.diff(lists.starts)[source.wide[concepts]].sum()))
        ends = loops.copy_lists(
            source.ranks[span], concepts, *lists, source.words.bit_starts, source.words.bits, source.doc_of,
            *impacts, *titles, first, begin, *cursors, positions, *columns, large, wide,
        )  # fmt: skip
        tables.append([each[:, :end] for each, end in zip((large, wide), ends, strict=True)])
    return [positions, *(_in_order(np.concatenate(each, axis=1)) for each in zip(*tables, strict=True))]


def _table(rows: int) -> NDArray[np.uint32]:
    return np.empty((2, rows), np.uint32)


def _in_order(table: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return table[:, np.argsort(table[0])]
