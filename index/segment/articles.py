"""The articles of a segment beside its words, be they in a file of this machine or what a cluster sent."""

from __future__ import annotations

from abc import abstractmethod

import numpy as np
from numpy.typing import NDArray

from ..article import Article
from .words import SegmentWords


class SegmentArticles(SegmentWords):
    """Articles numbered from 0, and the words of at least these.

    `ids` uint64[N] are hashes of their ids, `dates` int64[N] seconds since 1970 on Romania's clock or
    NO_DATE, `title_lengths` and `body_lengths` uint32[N] count their positions.
    """

    ids: NDArray[np.uint64]
    dates: NDArray[np.int64]
    title_lengths: NDArray[np.uint32]
    body_lengths: NDArray[np.uint32]

    @property
    @abstractmethod
    def alive(self) -> NDArray[np.bool_] | None:
        """Which articles are not deleted, or None where all are alive."""

    @abstractmethod
    def article(self, doc: int) -> Article:
        """Return an article."""
