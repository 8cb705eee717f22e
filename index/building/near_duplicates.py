"""Articles with nearly the same text, in groups: found when an index is published, read when it is opened.

Locality-sensitive hashing over the signatures of all segments: articles that agree in a band of bins are
compared in all; Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets" (2014), 3.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..directory.array_file import Container
from ..directory.array_writer import ContainerWriter
from ..directory.generation import SegmentFiles
from ..native import loops
from ..native.sorted_sets import distinct, numbered
from ..segment.live_docs import Deletions
from ..segment.signatures import BINS, TEXT_BINS, Signatures, alike, contained

DUPLICATES = "duplicates.ras"
# Of an estimate whose standard deviation is .04 here: texts that share 85 % of their shingles are found.
_TEXT = 0.8
_FIGURES = 0.85
# Twelve bands of five bins have 99 of 100 pairs at a similarity of .8, one of 33 at .3.
_BANDS = 12
# Neighbours in a bucket that are compared.
_NEIGHBOURS = 3

Ints = NDArray[np.int64]


class Duplicates:
    """The articles of each segment that have near-duplicates in the index, and the group of each.

    `docs[s]` int64 ascending are numbers in segment s, `groups[s]` int64 the groups, counted from 0.
    """

    def __init__(self, box: Container, segments: int) -> None:
        """Read the groups of an index of so many segments from the file DUPLICATES of a generation."""
        self.box = box
        self.docs: list[Ints] = [self.box[f"docs{n}"].astype(np.int64) for n in range(segments)]
        self.groups: list[Ints] = [self.box[f"groups{n}"].astype(np.int64) for n in range(segments)]

    @property
    def any(self) -> bool:
        """Whether any article has a near-duplicate."""
        return any(map(len, self.docs))

    def group(self, segment: int, doc: int) -> int:
        """Return the group of an article, -1 where it has no near-duplicate."""
        docs = self.docs[segment]
        at = int(docs.searchsorted(doc))
        return int(self.groups[segment][at]) if at < len(docs) and docs[at] == doc else -1

    def members(self, group: int) -> list[tuple[int, int]]:
        """Return segment and number of every article of a group."""
        pairs = enumerate(zip(self.docs, self.groups, strict=True))
        return [(at, doc) for at, (docs, groups) in pairs for doc in docs[groups == group].tolist()]


def write_duplicates(folder: Path, files: Sequence[SegmentFiles]) -> None:
    """Group the articles of all segments in `folder`, and write the groups beside them."""
    # Not as segments: their vocabularies take longer to open than all of this.
    boxes = [Container(folder / each.segment) for each in files]
    alive = [
        Deletions.read(Container(folder / each.deletions)).alive
        if each.deletions
        else np.ones(len(ids), np.bool_)
        for each, ids in zip(files, (box["ids"] for box in boxes), strict=True)
    ]
    pairs = list(zip(boxes, alive, strict=True))
    signatures = np.concatenate([box["signatures"].reshape(-1, BINS)[kept] for box, kept in pairs])
    ids = np.concatenate([box["ids"][kept] for box, kept in pairs])
    grouped = group(signatures, ids)
    writer = ContainerWriter(folder / DUPLICATES)
    ends = np.cumsum([np.count_nonzero(kept) for kept in alive])[:-1]
    for number, (kept, groups) in enumerate(zip(alive, np.split(grouped, ends), strict=True)):
        writer.add(f"docs{number}", np.flatnonzero(kept)[groups >= 0].astype(np.uint32))
        writer.add(f"groups{number}", groups[groups >= 0].astype(np.uint32))
    writer.close({})


def group(signatures: Signatures, ids: NDArray[np.uint64]) -> Ints:
    """Return the group of each article, -1 for one without near-duplicates.

    The groups are the same in whatever order the articles come; `ids` uint64[N] tell them apart.
    """
    first, second = _candidates(signatures, ids)
    pairs = signatures[first], signatures[second]
    same = (alike(*pairs) >= _TEXT) & (contained(*pairs) >= _FIGURES)
    return _components(first[same], second[same], len(ids))


def _candidates(signatures: Signatures, ids: NDArray[np.uint64]) -> tuple[Ints, Ints]:
    """Return the pairs of articles, each once, that agree in a band."""
    count = len(signatures)
    keys, crowds = np.empty((_BANDS, count), np.int64), np.empty((_BANDS, count), np.bool_)
    # Most articles are alone: sorting them all would take longer than everything else.
    loops.find_crowds(signatures, TEXT_BINS, keys, crowds)
    pairs = [np.empty(0, np.int64)]
    for band, crowd in zip(keys, crowds, strict=True):
        crowded = np.flatnonzero(crowd)
        order = crowded[np.lexsort((ids[crowded], band[crowded]))]
        for step in range(1, _NEIGHBOURS + 1):
            same = band[order[step:]] == band[order[:-step]]
            ends = order[step:][same], order[:-step][same]
            pairs.append(np.minimum(*ends) * count + np.maximum(*ends))
    first, second = np.divmod(distinct(np.concatenate(pairs)), max(count, 1))
    return first, second


def _components(first: Ints, second: Ints, count: int) -> Ints:
    """Return the connected component of each of `count` articles, numbered from 0; -1 for one alone."""
    labels = np.arange(count)
    before = np.empty(0, np.int64)
    while not np.array_equal(before, labels):
        before = labels.copy()
        lowest = np.minimum(labels[first], labels[second])
        np.minimum.at(labels, first, lowest)
        np.minimum.at(labels, second, lowest)
        labels = labels[labels]
    paired = distinct(np.concatenate([first, second]))
    groups = np.full(count, -1)
    groups[paired] = numbered(labels[paired])[1]
    return groups
