"""Where concepts stand in articles, read from the frequencies and positions of a segment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..directory.array_file import Array, Container
from ..native import loops
from .format import POSITION_MARK
from .frequencies import Frequencies

# Places that a phrase is given room for at first.
_ROOM = 1024
_NONE = np.empty(0, np.int64)

Numbers = NDArray[np.int64]


class PhraseWord(NamedTuple):
    """A word of a phrase: how far from its beginning it stands, and the concepts it may be, at least one."""

    offset: int
    concepts: Sequence[int]


class Occurrences(NamedTuple):
    """Where concepts stand: index of the concept, index of the article, position; all int64."""

    concepts: NDArray[np.int64]
    articles: NDArray[np.int64]
    positions: NDArray[np.int64]


class OccurrenceReader:
    """Reads where the concepts of a segment stand. Positions count from an article's title, from 0."""

    def __init__(self, box: Container) -> None:
        self._starts, self._docs = box["starts"], box.part("docs")
        large = box["large_tf"].reshape(2, -1)
        self._frequencies = Frequencies(box.part("tf"), large[0], large[1], box["position_marks"])
        self._positions, self._title_lengths = box.part("positions"), box["title_lengths"]

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
        rows = np.empty((len(concepts) * len(docs), 4), np.int64)
        firsts, lasts = self._bounds(concepts)
        count = loops.locate(*self._postings, POSITION_MARK, firsts, lasts, docs, rows)
        rows = rows[:count]
        out = np.empty((3, int(rows[:, 3].sum())), np.int64)
        self._positions.check_spans(rows[:, 2], rows[:, 3])
        loops.copy_positions(rows, self._positions.unchecked, out)
        return Occurrences(*out)

    def phrase(
        self, words: Sequence[PhraseWord], *, within: Numbers | None = None, in_title: bool = False
    ) -> tuple[Numbers, Numbers]:
        """Return where a phrase begins: articles and positions in them, ordered by both.

        `within` limits the search to some articles, ascending, `in_title` to what begins in a title.
        """
        room = _ROOM
        while True:
            articles, starts = np.empty((2, room), np.int64)
            count = self._find_phrase(words, within, in_title, articles, starts)
            if count <= room:
                return articles[:count], starts[:count]
            room = count

    def articles_with_phrase(self, words: Sequence[PhraseWord], *, in_title: bool = False) -> Numbers:
        """Return the articles, ascending, that have a phrase; with `in_title` in their titles."""
        bounds = [self._bounds(word.concepts) for word in words]
        articles = np.empty(min(int((lasts - firsts).sum()) for firsts, lasts in bounds), np.int64)
        return articles[: self._find_phrase(words, None, in_title, articles, _NONE)]

    def _find_phrase(
        self, words: Sequence[PhraseWord], within: Numbers | None, in_title: bool, *out: Numbers
    ) -> int:
        firsts, lasts = self._bounds([concept for word in words for concept in word.concepts])
        numbers = np.repeat(np.arange(len(words)), [len(word.concepts) for word in words])
        offsets = np.array([word.offset for word in words], np.int64)
        for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
            self._positions.check(*self._around(first, last))
        return loops.find_phrase(
            *self._postings, POSITION_MARK, self._positions.unchecked, firsts, lasts, numbers, offsets,
            _NONE if within is None else within, within is not None, self._title_lengths, in_title, *out,
        )  # fmt: skip

    def _bounds(self, concepts: Sequence[int]) -> tuple[Numbers, Numbers]:
        """Return where the postings of some concepts begin and end; they are compared with checksums."""
        listed = np.array(concepts, np.int64)
        firsts, lasts = (self._starts[listed + more].astype(np.int64) for more in (0, 1))
        for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
            self._docs.check(first, last)
            # A posting's positions are found by adding up frequencies from the mark before.
            self._frequencies.tf.check(first // POSITION_MARK * POSITION_MARK, last)
        return firsts, lasts

    @property
    def _postings(self) -> tuple[Array, Array, Array, Array, Array]:
        """The articles and frequencies of all postings, for loops that read those of `_bounds` only."""
        tf, large_at, large_tf, marks = self._frequencies
        return self._docs.unchecked, tf.unchecked, large_at, large_tf, marks

    def _around(self, first: int, last: int) -> tuple[int, int]:
        """Return between which positions, or somewhat further, those of postings `first` to `last` are."""
        if first == last:
            return 0, 0
        marks, after = self._frequencies.marks, -(-last // POSITION_MARK)
        end = marks[after] if after < len(marks) else len(self._positions)
        return int(marks[first // POSITION_MARK]), int(end)
