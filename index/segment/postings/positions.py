"""Where concepts stand in articles, read from the positions of a segment."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...directory.array_file import Array, Container
from ...native import loops
from .packed_positions import PackedPositions, counts

# Places that a phrase, or some concepts, are given room for at first.
_ROOM = 1024
_NONE = np.empty(0, np.int64)
# Looking a word up in an article takes as long as going through so many of its postings; to see what is to be
# compared with checksums for it, as long as comparing the positions of so many.
_LOOK_UP, _COMPARED = 4, 500
# Looking a word of a phrase up takes as long as going through so many positions, an article of all as three.
_LOOK_UP_IN_PHRASE, _ARTICLE = 12, 3
# How far one word of a phrase may be behind the one before, as in native/pairs.c.
MAX_APART = 8

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
        # `data` gives Python's numbers, several times faster than an array gives its own.
        self._starts, self._docs = box["starts"].data, box.part("docs")
        self.packed, self._title_lengths = PackedPositions(box), box["title_lengths"]
        self._body_lengths = box["body_lengths"]

    def positions_of(self, concept: int) -> tuple[NDArray[np.int64], Array]:
        """Return how often a concept is in each article of its list, and all its positions."""
        bounds = self.packed.starts(np.array(self._starts[concept : concept + 2], np.int64))
        positions, ends = self.packed.read(*bounds.tolist())
        return counts(ends), positions

    def find(self, concepts: Sequence[int], docs: NDArray[np.int64]) -> Occurrences:
        """Return where any of some concepts stands in a few articles, ascending, in one go."""
        if not len(concepts):
            return Occurrences(*[np.empty(0, np.int64)] * 3)
        bounds, room = self._bounds(concepts), _ROOM
        while True:
            out = np.empty((3, room), np.int64)
            count = self.packed.find(self._docs.unchecked, *bounds, docs, out)
            if count <= room:
                return Occurrences(*out[:, :count])
            room = count

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
        """Return the articles, ascending, that have a phrase, in their titles or anywhere."""
        rarest, every = min(map(self._count, words)), len(self._title_lengths)
        apart = [second.offset - first.offset for first, second in pairwise(words)]
        chained = bool(apart) and not in_title and all(0 < each <= MAX_APART for each in apart)
        looking_up = rarest * len(words) * _LOOK_UP_IN_PHRASE
        if chained and looking_up > sum(map(self._positions, words)) + every * _ARTICLE:
            concepts = [word.concepts for word in words]
            return np.flatnonzero(self._pairs(concepts, [0, *apart], np.arange(every), chained=True))
        articles = np.empty(rarest, np.int64)
        return articles[: self._find_phrase(words, None, in_title, articles, _NONE)]

    def count_pairs(
        self, words: Sequence[Sequence[int]], apart: Sequence[int], within: Numbers
    ) -> NDArray[np.uint8]:
        """Return how many pairs of neighbours in a row of words stand together in articles, ascending.

        A word is any of some concepts, and stands together with the one before it where it is 1 to `apart`
        places behind. There is an article, and a word.
        """
        return self._pairs(words, apart, within, chained=False)

    def _pairs(
        self, words: Sequence[Sequence[int]], apart: Sequence[int], within: Numbers, *, chained: bool
    ) -> NDArray[np.uint8]:
        """Return what `loops.count_pairs` writes, in the way that is fastest."""
        concepts = [concept for word in words for concept in word]
        firsts, lasts = self._bounds(concepts)
        count = sum(self._starts[concept + 1] - self._starts[concept] for concept in concepts)
        postings = count // (len(within) * len(words))
        if postings < _COMPARED:
            for concept in concepts:
                self.packed.check_postings(self._starts[concept], self._starts[concept + 1])
        numbers = np.array([number for number, word in enumerate(words) for _ in word], np.int64)
        return self.packed.count_pairs(
            self._docs.unchecked, (firsts, lasts, numbers), np.array(apart, np.int64), within,
            (self._title_lengths, self._body_lengths), whole=postings < _LOOK_UP, chained=chained,
        )  # fmt: skip

    def _count(self, word: PhraseWord) -> int:
        """Return how many postings a word of a phrase has."""
        return sum(self._starts[concept + 1] - self._starts[concept] for concept in word.concepts)

    def _positions(self, word: PhraseWord) -> int:
        """Return about how many positions a word of a phrase has."""
        spans = (self.packed.around(*self._starts[concept : concept + 2]) for concept in word.concepts)
        return sum(last - first for first, last in spans)

    def _find_phrase(
        self, words: Sequence[PhraseWord], within: Numbers | None, in_title: bool, *out: Numbers
    ) -> int:
        concepts = [concept for word in words for concept in word.concepts]
        firsts, lasts = self._bounds(concepts)
        for concept in concepts:
            self.packed.check_postings(self._starts[concept], self._starts[concept + 1])
        numbers = np.array([number for number, word in enumerate(words) for _ in word.concepts], np.int64)
        offsets = np.array([word.offset for word in words], np.int64)
        return loops.find_phrase(
            self._docs.unchecked, *self.packed.arguments, firsts, lasts, numbers, offsets,
            _NONE if within is None else within, within is not None, self._title_lengths, in_title, *out,
        )  # fmt: skip

    def _bounds(self, concepts: Sequence[int]) -> tuple[Numbers, Numbers]:
        """Return where the postings of some concepts begin and end; they are compared with checksums."""
        firsts, lasts = ([self._starts[concept + more] for concept in concepts] for more in (0, 1))
        for first, last in zip(firsts, lasts, strict=True):
            self._docs.check(first, last)
        return np.array(firsts, np.int64), np.array(lasts, np.int64)
