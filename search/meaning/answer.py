"""What a query finds by words and meaning together: more in the first places of what its words find."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor, Future
from functools import cached_property
from itertools import compress, islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...index.embedding.vectors import SegmentVectors
from ..answer.results import Explanation, Facets
from ..embedded.facets import count_facets
from ..embedded.searcher import Parts, Search
from ..fetch.snippets import Marks
from ..query.dates.date_ranges import BEGIN
from ..store import Found
from .fusion import DEPTH, shares
from .nearest import Nearness, Place

# Articles without a word of the query that meaning adds to those with some.
MOST_ADDED = 20


class _Shares(NamedTuple):
    """What makes up an article's score."""

    words: float
    meaning: float


class _ByWords(NamedTuple):
    """The best articles by words, how many have some of them, and how many all."""

    best: list[Found]
    some: int
    every: int


class MeaningAnswer:
    """The answer to a query whose vector is known, or will be. It is documented as `store.Answer`.

    The best by words and the nearest by meaning come first, by the sum of their standardised scores, of which
    those of meaning have `weight`; what else has the words comes behind them. With `only` the nearest are
    all there is.
    """

    def __init__(
        self,
        parts: Parts,
        words: Search,
        vectors: Sequence[SegmentVectors],
        query: Future[NDArray[np.float32]],
        weight: float,
        beside: Executor,
        *,
        only: bool,
    ) -> None:
        self._segments, self._duplicates = parts.segments, parts.duplicates
        self._words, self._vectors, self._query = words, vectors, query
        self._weight, self._beside, self.only = weight, beside, only

    @cached_property
    def _nearness(self) -> Nearness:
        return Nearness(self._vectors, self._query.result(), self._beside)

    @cached_property
    def _nearest(self) -> dict[Place, float]:
        """The nearest articles and their cosines; of near-duplicates only the nearest."""
        found: dict[object, tuple[Place, float]] = {}
        for place, cosine in self._nearness.best(self._words.passing(), DEPTH):
            group = self._duplicates.group(*place)
            found.setdefault(place if group < 0 else group, (place, cosine))
        return dict(found.values())

    @cached_property
    def _by_words(self) -> _ByWords:
        found, total = self._words.run(DEPTH, 0, "relevance")
        return _ByWords(found, total, self._words.all_words(total))

    @cached_property
    def _near_with_words(self) -> list[Place]:
        """Those of the nearest that have words of the query."""
        return list(compress(self._nearest, self._words.matching(self._nearest)))

    @cached_property
    def added(self) -> list[Place]:
        """Articles that only their meaning finds, the nearest first: no near-duplicate has the words."""
        having = set(self._near_with_words)
        without = (place for place in self._nearest if place not in having)
        found = (place for place in without if not self._is_told_otherwise(place))
        return list(islice(found, None if self.only else MOST_ADDED))

    def _is_told_otherwise(self, place: Place) -> bool:
        """Tell whether a near-duplicate of an article has words of the query."""
        group = self._duplicates.group(*place)
        return group >= 0 and any(self._words.matching(self._duplicates.members(group)))

    @cached_property
    def _first(self) -> dict[Place, _Shares]:
        """The articles that come first, the best one first."""
        if self.only:
            return {place: _Shares(0.0, cosine) for place, cosine in self._nearest.items()}
        # Before the meaning: the network is at work meanwhile.
        by_words = {Place(each.segment, each.doc): each.score for each in self._by_words.best}
        places = list(dict.fromkeys([*by_words, *self._near_with_words, *self.added]))
        others = [each for each in places if each not in self._nearest]
        cosines = self._nearest | dict(zip(others, self._nearness.cosines(others).tolist(), strict=True))
        similar = [cosines[each] for each in places]
        parts = shares([by_words.get(each) for each in places], similar, self._weight)
        scored = zip(places, map(_Shares, *(part.tolist() for part in parts)), strict=True)
        return dict(sorted(scored, key=lambda each: -sum(each[1])))

    def run(self, limit: int, offset: int, sort: str) -> tuple[list[Found], int]:
        """Return the hits from `offset` on, and how many there are in all, those that meaning adds too."""
        k = limit + offset
        count = len(self._first)
        shown = slice(offset, k) if k <= count and not self.only else slice(None)
        first = [Found(*place, sum(each)) for place, each in list(self._first.items())[shown]]
        if self.only:
            return self._sorted(first, sort)[offset:k], count
        if k <= count:
            return first, self._by_words.some + len(self.added)
        ranked, total = self._words.run(k, 0, sort)
        rest = [each for each in ranked if (each.segment, each.doc) not in self._first]
        # Lower than all before them, whatever that is.
        lowest = first[-1].score if first else 0.0
        behind = [each._replace(score=lowest - number) for number, each in enumerate(rest, 1)]
        return [*first, *behind][offset:k], total + len(self.added)

    def _sorted(self, found: list[Found], sort: str) -> list[Found]:
        if sort == "relevance":
            return found
        sign = -1 if sort == "newest" else 1
        dates = [int(self._segments[each.segment].dates[each.doc]) for each in found]
        order = sorted(range(len(found)), key=lambda at: (dates[at] < BEGIN, sign * dates[at]))
        return [found[at] for at in order]

    @property
    def by_meaning(self) -> int:
        """How many hits have no word of the query."""
        return len(self.added)

    def passages(self, found: Sequence[Found]) -> list[int | None]:
        """Return where the nearest chunk begins in each body that only its meaning found."""
        added = set(self.added)
        return [
            self._nearness.nearest_start((each.segment, each.doc))
            if Place(each.segment, each.doc) in added
            else None
            for each in found
        ]

    def all_words(self, total: int) -> int:
        """Return how many hits with words of the query have every content word."""
        having_some = total - len(self.added)
        every = self._words.all_words(having_some) if self.only else self._by_words.every
        return min(every, having_some)

    def unfiltered(self) -> int:
        """Return how many articles match the words, whatever the filters."""
        return self._words.unfiltered()

    def facets(self) -> Facets:
        """Return the counts over all articles that have words of the query; with `only`, over the nearest."""
        if not self.only:
            return self._words.facets()
        masks = [np.zeros(segment.articles, np.bool_) for segment in self._segments]
        for place in self._nearest:
            masks[place.segment][place.doc] = True
        pairs = zip(self._segments, masks, strict=True)
        return count_facets((segment, mask, mask, mask) for segment, mask in pairs)

    def folded(self, found: Sequence[Found]) -> tuple[list[int], int]:
        """Return how many other hits with words of the query are near-duplicates of each of some."""
        if self.only:
            return [0] * len(found), 0
        counts, folded = self._words.folded(found)
        return [max(count, 0) for count in counts], folded

    def marks(self, found: Sequence[Found]) -> Marks:
        """Return which positions of some articles match the words."""
        return self._words.marks(found)

    def explain(self, found: Found) -> tuple[Explanation, ...]:
        """Return what words and meaning add to a hit's score; of a hit behind the first ones, its words."""
        place = Place(found.segment, found.doc)
        if place not in self._first:
            return self._words.explain(found)
        words, meaning = self._first[place]
        cosine = Explanation("", ("meaning", f"cosine {self._nearness.cosines([place])[0]:.3f}"), meaning)
        return (cosine,) if self.only else (Explanation("", ("words",), words), cosine)
