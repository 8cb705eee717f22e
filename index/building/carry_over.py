"""Segments of a published generation taken over into the next one, with what is new beside them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..directory.generation import SegmentFiles
from ..directory.publication import link
from ..indexer.merging.merge_policy import to_merge
from ..indexer.merging.merge_sources import Stored
from ..indexer.segment_source import stored
from ..indexer.segment_writer import write_segments
from ..segment.live_docs import Deletions
from ..segment.reader import Segment
from .build import SEGMENT
from .changes import Columns


def alive_of(segment: Columns) -> NDArray[np.bool_]:
    """Return which articles of a segment are not deleted: bool[N]."""
    return np.ones(segment.articles, np.bool_) if segment.alive is None else segment.alive


AnyColumns = TypeVar("AnyColumns", bound=Columns)


class Old(NamedTuple, Generic[AnyColumns]):
    """A segment of the published index and which of its articles stay: bool[N]."""

    files: SegmentFiles
    segment: AnyColumns
    stays: NDArray[np.bool_]

    @property
    def alive(self) -> NDArray[np.bool_]:
        """The articles that counted until now."""
        return alive_of(self.segment)

    @property
    def left(self) -> int:
        """Articles that stay."""
        return int(np.count_nonzero(self.stays))

    @property
    def title_positions(self) -> int:
        """Positions in the titles of articles that stay."""
        return int(self.segment.title_lengths[self.stays].sum(dtype=np.int64))

    @property
    def positions(self) -> int:
        """Positions in articles that stay."""
        return self.title_positions + int(self.segment.body_lengths[self.stays].sum(dtype=np.int64))


def write_generation(
    source: Path, target: Path, old: Sequence[Old[Segment]], runs: Sequence[Stored], dictionary: bytes
) -> tuple[list[SegmentFiles], int]:
    """Write the segments of a generation into `target`, those that stay as they are in `source` linked.

    Returns their files and how many articles are new.
    """
    means = old[0].segment.pivots
    # Of an index that becomes empty a segment stays, all of whose articles are deleted.
    old = [each for each in old if each.left] or ([] if runs else [*old[:1]])
    added = sum(int(each.run.position_starts[-1]) for each in runs)
    merged = to_merge([each.positions for each in old], added)
    carried = [each for at, each in enumerate(old) if at not in merged]
    again = [old[at] for at in merged]
    segments = [_carry_over(source, target, each) for each in carried]
    if not runs:
        return segments, 0
    name = SEGMENT.format(target.name.removeprefix("gen-"))
    sources = [*(stored(each.segment, each.stays) for each in again), *runs]
    names, articles = write_segments(target, name, sources, dictionary, means)
    return [*segments, *map(SegmentFiles, names)], articles - sum(each.left for each in again)


def _carry_over(source: Path, target: Path, old: Old[Segment]) -> SegmentFiles:
    """Link a segment into the new generation, with its deletions and its vectors beside it."""
    link(source / old.files.segment, target)
    vectors = old.files.vectors
    if vectors:
        link(source / vectors, target)
    if old.stays.all():
        return SegmentFiles(old.files.segment, vectors=vectors)
    if old.segment.alive is not None and np.array_equal(old.stays, old.segment.alive):
        link(source / old.files.deletions, target)
        return old.files
    name = old.files.segment.replace("segment-", "deleted-")
    Deletions(old.stays).write(target / name)
    return SegmentFiles(old.files.segment, name, vectors)
