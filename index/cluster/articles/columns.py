"""What an update knows of the articles of a segment on a cluster: the file `ARTICLES` of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...directory.array_file import Container
from ...segment.live_docs import Deletions
from ...segment.postings.impacts import Pivots
from ...segment.signatures import BINS, Signatures
from ..state import SegmentState


class SegmentColumns:
    """The columns of all articles of a segment: `changes.Columns`, read from the files that `state` names."""

    def __init__(self, state: SegmentState, box: Container, deletions: Deletions | None) -> None:
        self.state, self._box = state, box
        self.articles: int = box.meta["articles"]
        self.pivots = Pivots(*box.meta["pivots"])
        self.alive: NDArray[np.bool_] | None = deletions.alive if deletions else None
        self.ids: NDArray[np.uint64] = box["ids"]
        self.keys: NDArray[np.uint64] = box["keys"]
        self.files: NDArray[np.uint64] = box["files"]
        self.title_lengths: NDArray[np.uint32] = box["title_lengths"]
        self.body_lengths: NDArray[np.uint32] = box["body_lengths"]

    @property
    def signatures(self) -> Signatures:
        """The signatures of the articles: uint8[N, BINS]."""
        signatures: Signatures = self._box["signatures"].reshape(self.articles, BINS)
        return signatures
