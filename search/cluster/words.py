"""The words of a segment on a cluster: its vocabulary, and how many articles have which forms of a lemma."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...index.directory.array_file import Container
from ...index.errors import IndexCorrupt
from ...index.segment.format import ragged
from ...index.segment.postings.positions import Numbers, Occurrences
from ...index.segment.term_dictionary import csr
from ...index.segment.words import Postings, SegmentWords

_NONE = np.empty(0, np.int64)
_NOBODY = Postings(np.empty(0, np.uint32), np.empty(0, np.uint8), np.empty(0, np.uint8))


class WordsSegment(SegmentWords):
    """A segment whose articles are elsewhere: counts come from its files, lists of articles are empty.

    `number` is the one that its articles have on the cluster.
    """

    def __init__(self, number: int, words: Container, counts: Container) -> None:
        """Read `files.WORDS` and `files.COUNTS`; raise IndexCorrupt where they are not of one segment."""
        super().__init__(words)
        self.number, self.counts = number, counts
        self.occurrences = _NoPlaces()
        self._live: int = counts.meta["articles"]
        self._starts = counts["mask_starts"]
        self._bounds = self._starts.data
        self._masks, self._articles = counts["masks"], counts["mask_counts"]
        if len(self._starts) != len(self.concepts) + 1 or self._starts[-1] != len(self._articles):
            raise IndexCorrupt(f"{counts.path} belongs to another segment. Run `rasfoi rebuild`.")

    @property
    def live_articles(self) -> int:
        """Articles that are not deleted."""
        return self._live

    def frequency(self, concept: int) -> int:
        """Return how many articles have a concept."""
        return int(self._articles[self._bounds[concept] : self._bounds[concept + 1]].sum())

    def articles_with(self, concept: int, bits: int) -> int:
        """Return how many articles have a concept in any form of these bits."""
        span = slice(self._bounds[concept], self._bounds[concept + 1])
        return int(self._articles[span][(self._masks[span] & bits) != 0].sum())

    def count_among(
        self, concepts: NDArray[np.int64], bits: NDArray[np.uint8], among: NDArray[np.bool_] | None, most: int
    ) -> NDArray[np.int64]:
        """Return how many articles have each concept in any of some forms; `among` tells none apart."""
        starts = self._starts[concepts].astype(np.int64)
        sizes = self._starts[concepts + 1] - starts
        at = ragged(starts, sizes)
        having = np.where(self._masks[at] & np.repeat(bits, sizes), self._articles[at], 0)
        totals: NDArray[np.int64] = np.diff(csr(having)[np.append(0, np.cumsum(sizes))])
        return totals

    def postings(self, concept: int) -> Postings:
        """Return no articles: the cluster has them."""
        return _NOBODY

    def title_postings(self, concept: int) -> Postings:
        """Return no articles: the cluster has them."""
        return _NOBODY


class _NoPlaces:
    """The places of concepts in no articles; see `segment.words.Places`."""

    def find(self, concepts: object, docs: Numbers) -> Occurrences:
        return Occurrences(_NONE, _NONE, _NONE)

    def phrase(
        self, words: object, *, within: Numbers | None = None, in_title: bool = False
    ) -> tuple[Numbers, Numbers]:
        return _NONE, _NONE

    def articles_with_phrase(self, words: object, *, in_title: bool = False) -> Numbers:
        return _NONE

    def count_pairs(self, words: object, apart: object, within: Numbers) -> NDArray[np.uint8]:
        return np.zeros(len(within), np.uint8)
