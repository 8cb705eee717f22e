"""A segment as something to merge: what it stores, in the shape of a run."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from ..directory.array_file import Array
from ..native.sorted_sets import distinct
from ..segment.documents import Documents
from ..segment.format import CAPITALS, WIDE_BITS
from ..segment.postings.packed_positions import counts
from ..segment.reader import Segment
from ..segment.term_dictionary import Keys, csr
from .merging.merge_sources import Lists, Stored, StoredVocabulary
from .merging.merger import pieces

_LAST_BIT = WIDE_BITS - 1


def stored(segment: Segment, alive: NDArray[np.bool_]) -> Stored:
    """Return a segment as it is to be merged with others; `alive` bool[N] tells what stays of it.

    Its articles come before all others of the corpus. Raises IndexCorrupt if any byte of it is altered:
    merged, it would get checksums that agree.
    """
    box = segment.box
    box.check()
    names = np.array(segment.source_names, object), np.array(segment.section_names, object)
    documents = Documents(
        segment.ids, segment.keys, segment.dates, names[0][segment.sources].tolist(),
        names[1][segment.sections].tolist(), np.diff(box["record_starts"]), box["records"],
    )  # fmt: skip
    lists = SegmentLists(segment, alive)
    return Stored(
        lists, documents, alive, segment.files, np.arange(-segment.articles, 0), [], box.path,
        partial(_vocabulary, lists), box.release,
    )  # fmt: skip


class SegmentLists:
    """The lists of a segment's concepts that are in articles that stay; see `sources.Postings`.

    What a list has of other articles stays in it, to be passed over with the articles, and so do
    the lists of concepts that no article has any more: each follows that of the concept before it.
    """

    def __init__(self, segment: Segment, alive: NDArray[np.bool_]) -> None:
        self.segment, self._alive = segment, alive
        box = segment.box
        self._starts: NDArray[np.int64] = box["starts"].astype(np.int64)
        self._all_position_starts = segment.occurrences.packed.starts(self._starts)
        self.title_lengths: NDArray[np.int64] = segment.title_lengths.astype(np.int64)
        self.body_lengths: NDArray[np.int64] = segment.body_lengths.astype(np.int64)
        self.terms: NDArray[np.int64] = box["terms"].reshape(2, -1).astype(np.int64)
        self.signatures = segment.signatures

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How many articles that stay have each pair of concept and form, in the order of `variant_forms`."""
        starts = self.segment.box["variant_starts"].astype(np.int64)
        counts = np.zeros(starts[-1], np.int64)
        for first, last in pieces(self._all_position_starts):
            concepts, masks = self._masks_that_stay(first, last)
            for at, bits in bits_of(masks):
                counts += np.bincount(starts[concepts[at]] + bits, minlength=len(counts))
        # Forms that share the last bit are one to a mask: all of them stay with it.
        ranks = np.arange(len(counts)) - np.repeat(starts[:-1], np.diff(starts))
        beyond = np.flatnonzero(ranks > _LAST_BIT)
        counts[beyond] = np.minimum(counts[beyond - ranks[beyond] + _LAST_BIT], 1)
        return counts

    def _masks_that_stay(self, first: int, last: int) -> tuple[Array, Array]:
        postings = slice(self._starts[first], self._starts[last])
        stays = self._alive[self.segment.box["docs"][postings]]
        concepts = np.repeat(np.arange(first, last), np.diff(self._starts[first : last + 1]))
        return concepts[stays], self._masks(postings)[stays]

    @cached_property
    def concepts(self) -> NDArray[np.int32]:
        """The numbers of the concepts that stay: int32[C]."""
        held = csr(self.counts)[self.segment.box["variant_starts"].astype(np.int64)]
        concepts: NDArray[np.int32] = np.flatnonzero(np.diff(held)).astype(np.int32)
        return concepts

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """Bounds of the lists among the postings of the segment: int64[C+1]."""
        return np.append(self._starts[self.concepts], self._starts[-1])

    @cached_property
    def position_starts(self) -> NDArray[np.int64]:
        """Bounds of the lists' positions: int64[C+1]."""
        starts = self._all_position_starts
        return np.append(starts[self.concepts], starts[-1])

    def lists(self, first: int, last: int) -> Lists:
        """Return the lists of the concepts from the `first`-th up to the `last`-th."""
        starts, position_starts = self.starts[first : last + 1], self.position_starts[first : last + 1]
        postings = slice(starts[0], starts[-1])
        packed = self.segment.occurrences.packed
        positions, ends = packed.read(int(position_starts[0]), int(position_starts[-1]))
        rows = np.empty((starts[-1] - starts[0], 4), np.uint32)
        rows[:, 0] = self.segment.box["docs"][postings]
        tf = counts(ends)
        rows[:, 1] = tf
        if len(rows):
            in_title = positions < np.repeat(self.title_lengths[rows[:, 0]], tf)
            rows[:, 2] = np.add.reduceat(in_title, csr(tf)[:-1], dtype=np.int64)
        rows[:, 3] = self._masks(postings)
        return Lists(starts - starts[0], position_starts - position_starts[0], rows, positions)

    def _masks(self, postings: slice) -> NDArray[np.uint32]:
        """Return masks of `WIDE_BITS` bits."""
        masks: NDArray[np.uint32] = self.segment.box["mask"][postings].astype(np.uint32)
        wide = self.segment.box["wide_masks"].reshape(2, -1)
        span = slice(*np.searchsorted(wide[0], [postings.start, postings.stop]))
        masks[wide[0, span].astype(np.int64) - postings.start] = wide[1, span]
        return masks


def bits_of(masks: NDArray[np.uint32]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield which masks have another bit, and the bit, until every bit of every mask has come."""
    at = np.arange(len(masks))
    while len(at):
        lowest = masks & -masks
        yield at, np.frexp(lowest)[1].astype(np.int64) - 1
        masks = masks ^ lowest
        at, masks = at[masks > 0], masks[masks > 0]


def _vocabulary(lists: SegmentLists) -> StoredVocabulary:
    box, counts = lists.segment.box, lists.counts
    starts = box["variant_starts"].astype(np.int64)
    concepts = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    bits = np.minimum(np.arange(len(counts)) - starts[concepts], _LAST_BIT)
    forms_of = box["variant_forms"]
    # As many places as articles, as good as it is known.
    capitals = np.rint(counts * (box["form_capitals"][forms_of] / CAPITALS)).astype(np.int64)
    columns = [concepts, forms_of, bits, counts, capitals, counts - capitals]
    pairs = np.stack(columns, axis=1)[counts > 0]
    forms = distinct(pairs[:, 1]).astype(np.int32)
    keys = [Keys.of(box[f"{kind}_text"]) for kind in ("concept", "form")]
    return StoredVocabulary(keys[0].take(lists.concepts), lists.concepts, keys[1].take(forms), forms, pairs)
