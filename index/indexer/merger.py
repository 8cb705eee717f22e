"""Runs and segments to the postings of one segment: each one's lists copied after those of the one before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..directory.array_file import Array
from ..native.kernel import Kernel
from ..segment.format import MAX_TF, VARIANT_BITS
from ..segment.term_dictionary import csr
from .merge_sources import Postings
from .vocabulary_merge import Translation

# Positions that are put together at once, by one of the threads.
_PIECE_POSITIONS = 1 << 21
_THREADS = 2
_MAX_MASK = (1 << VARIANT_BITS) - 1


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
    tf: NDArray[np.uint8]
    impact: NDArray[np.uint8]
    mask: NDArray[np.uint8]
    positions: Array
    position_marks: NDArray[np.int64]
    title_docs: NDArray[np.uint32]
    title_impact: NDArray[np.uint8]
    title_mask: NDArray[np.uint8]


@Kernel
def _count(
    ranks: Any, starts: Any, rows: Any, doc_of: Any, postings: Any, positions: Any, titled: Any
) -> None:
    """Add what of a run is kept to the sizes of its concepts."""
    for at in range(len(ranks)):
        concept = ranks[at]
        for posting in range(starts[at], starts[at + 1]):
            if doc_of[rows[posting, 0]] >= 0:
                postings[concept] += 1
                positions[concept] += rows[posting, 1]
                if rows[posting, 2]:
                    titled[concept] += 1


@Kernel
def _copy(
    ranks: Any, concepts: Any, starts: Any, position_starts: Any, rows: Any, positions: Any,
    bit_starts: Any, bits: Any, doc_of: Any, table: Any, code_of: Any, title_table: Any, title_code_of: Any,
    first: Any, next_posting: Any, next_position: Any, next_titled: Any, out_docs: Any, out_tf: Any,
    out_impact: Any, out_mask: Any, out_positions: Any, out_marks: Any, out_title_docs: Any,
    out_title_impact: Any, out_title_mask: Any, large: Any, wide: Any, ends: Any,
) -> None:  # fmt: skip
    """Copy some of a run's concepts to where they belong; put into `ends` how long `large` and `wide` are."""
    count, wide_count = 0, 0
    for at in range(len(ranks)):
        rank = ranks[at] - first
        first_bit = bit_starts[concepts[at]]
        source = position_starts[at]
        to, to_position, to_title = next_posting[rank], next_position[rank], next_titled[rank]
        for posting in range(starts[at], starts[at + 1]):
            frequency = np.int64(rows[posting, 1])
            doc = doc_of[rows[posting, 0]]
            source += frequency
            if doc < 0:
                continue
            mask = np.int64(0)
            rest, bit = np.int64(rows[posting, 3]), first_bit
            while rest:
                if rest & 1:
                    mask |= np.int64(bits[bit])
                rest >>= 1
                bit += 1
            if mask > 255:
                wide[0, wide_count] = to
                wide[1, wide_count] = mask
                wide_count += 1
                mask = mask & 127 | 128
            out_docs[to] = doc
            out_mask[to] = mask
            if frequency <= 255:
                out_tf[to] = frequency
                out_impact[to] = table[frequency, code_of[doc]]
            else:
                # 0 sends the reader to the table of large frequencies.
                out_tf[to] = 0
                large[0, count] = to
                large[1, count] = frequency
                count += 1
            if to % 128 == 0:
                out_marks[to // 128] = to_position
            to += 1
            for step in range(source - frequency, source):
                out_positions[to_position] = positions[step]
                to_position += 1
            if rows[posting, 2]:
                out_title_docs[to_title] = doc
                out_title_impact[to_title] = title_table[
                    min(np.int64(rows[posting, 2]), 255), title_code_of[doc]
                ]
                out_title_mask[to_title] = mask
                to_title += 1
        next_posting[rank], next_position[rank], next_titled[rank] = to, to_position, to_title
    ends[0] = count
    ends[1] = wide_count


class Merged(NamedTuple):
    """How far the columns are final: postings, positions and title postings.

    `large` uint32[2, n]: postings whose frequency is above `MAX_TF`, and that frequency; `wide`
    uint32[2, n]: postings with forms beyond the bits of a mask, and their wide masks.
    """

    postings: int
    positions: int
    titled: int
    large: NDArray[np.uint32]
    wide: NDArray[np.uint32]


def measure(sources: Sequence[Source], concepts: int) -> Sizes:
    """Return how much the sources have of each concept, articles that are left out not counted."""
    sizes = Sizes(*np.zeros((3, concepts), np.int64))
    for source in sources:
        for first, last in pieces(source.run.position_starts):
            starts, _, postings, _ = source.run.lists(first, last)
            steps = int(starts[-1] - starts[0])
            _count(steps, source.ranks[first:last], starts, postings, source.doc_of, *sizes)
        source.release()
    return sizes


def merge(
    sources: Sequence[Source], sizes: Sizes, columns: Columns, impacts: Impacts, title_impacts: Impacts
) -> Iterator[Merged]:
    """Fill in the columns in the order of concepts; yield whenever another piece of them is final."""
    starts = Sizes(*map(csr, sizes))
    cuts = pieces(starts.positions)
    piece = partial(_merge_piece, sources, starts, columns, impacts, title_impacts)
    with ThreadPoolExecutor(_THREADS) as threads:
        for (_, last), tables in zip(cuts, threads.map(piece, *zip(*cuts, strict=True)), strict=True):
            postings, positions, titled = (int(each[last]) for each in starts)
            yield Merged(postings, positions, titled, *tables)
            for source in sources:
                source.release()


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
) -> list[NDArray[np.uint32]]:  # fmt: skip
    """Copy all sources' postings of some concepts; return the large frequencies and the wide masks."""
    cursors = [each[first:last].copy() for each in starts]
    steps = int(starts.positions[-1])
    tables = []
    for source in sources:
        span = slice(*(int(at) for at in np.searchsorted(source.ranks, [first, last])))
        lists = source.run.lists(span.start, span.stop)
        concepts = source.run.concepts[span]
        frequencies = lists.postings[lists.starts[0] : lists.starts[-1], 1]
        large = _table(int(np.count_nonzero(frequencies > MAX_TF)))
        wide = _table(int(np.diff(lists.starts)[source.wide[concepts]].sum()))
        ends = np.zeros(2, np.int64)
        _copy(
            steps, source.ranks[span], concepts, *lists, source.words.bit_starts, source.words.bits,
            source.doc_of, *impacts, *titles, first, *cursors, *columns, large, wide,
            ends,
        )  # fmt: skip
        tables.append([each[:, :end] for each, end in zip((large, wide), ends, strict=True)])
    return [_in_order(np.concatenate(each, axis=1)) for each in zip(*tables, strict=True)]


def _table(rows: int) -> NDArray[np.uint32]:
    return np.empty((2, rows), np.uint32)


def _in_order(table: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return table[:, np.argsort(table[0])]
