"""What tells near-duplicates on a cluster: the lowest id hash of their group, 0 for an article alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...building.near_duplicates import Duplicates, Ints, group
from ...segment.reader import Segment
from ...segment.signatures import Signatures

Hashes = NDArray[np.uint64]


def of_signatures(ids: Hashes, signatures: Signatures) -> Hashes:
    """Return the lowest hash of the group of each of some articles."""
    return _lowest(ids, group(signatures, ids))


def of_generation(segments: Sequence[Segment], duplicates: Duplicates) -> list[Hashes]:
    """Return the lowest hash of the group of each article in each segment of a generation."""
    groups = [np.full(segment.articles, -1) for segment in segments]
    for every, docs, of in zip(groups, duplicates.docs, duplicates.groups, strict=True):
        every[docs] = of
    ids = np.concatenate([segment.ids for segment in segments])
    ends = np.cumsum([segment.articles for segment in segments])[:-1]
    return np.split(_lowest(ids, np.concatenate(groups)), ends)


def _lowest(ids: Hashes, groups: Ints) -> Hashes:
    grouped = groups >= 0
    lowest = np.full(int(groups.max(initial=-1)) + 1, ~np.uint64(0))
    np.minimum.at(lowest, groups[grouped], ids[grouped])
    found = np.zeros(len(ids), np.uint64)
    found[grouped] = lowest[groups[grouped]]
    return found
