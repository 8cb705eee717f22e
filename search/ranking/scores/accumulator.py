"""The scores of all articles of a segment while a search adds them up."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import numpy as np

from ....index.native import loops
from .buffers import give_back, take
from .scoring import HIGHEST_LEVEL, Bools, Docs, Scores, Scoring, Weighted
from .top_k import kth

_ALL_ALLOWED = np.ones(0, np.bool_)
ALL_PLACES = np.zeros(0, np.uint32)
ALL_PLACES.flags.writeable = False


class Accumulator:
    """Scores of the articles of a segment, all 0 at first, and the articles that have got any."""

    def __init__(self, articles: int, allowed: Bools | None) -> None:
        """Only `allowed` articles get scores."""
        self._allowed = _ALL_ALLOWED if allowed is None else allowed
        self._scores = take("scores", articles, np.int32)
        self._covered = take("covered", articles, np.float64)
        self._touched = take("touched", articles, np.int64)
        self._count = np.zeros(1, np.int64)

    def add(
        self, weighted: Weighted, places: Any = ALL_PLACES, level: int = HIGHEST_LEVEL, mass: float = 0.0
    ) -> None:
        """Add postings, those at `places` or all up to an impact, and `mass` to what is covered."""
        docs, impact, mask, *_ = weighted.postings
        loops.accumulate(
            docs, impact, mask, weighted.worth, places, level, mass, self._allowed,
            self._scores, self._covered, self._touched, self._count,
        )  # fmt: skip

    def add_bonuses(self, scoring: Scoring) -> None:
        """Add what titles are worth, the bonus for covering the query, and that for having all its words."""
        with self._limited_to(scoring.together):
            for weighted in scoring.titles:
                self.add(weighted, mass=weighted.mass if scoring.bonus else 0.0)
        count = int(self._count[0])
        if count and scoring.bonus:
            bonus = scoring.highest_bonus
            loops.add_coverage(self._touched, count, self._scores, self._covered, scoring.title_mass, bonus)
        if scoring.together is not None:
            self.add(scoring.together)

    @contextlib.contextmanager
    def _limited_to(self, together: Weighted | None) -> Iterator[None]:
        """Let only the articles of a list, all allowed ones, get scores meanwhile."""
        if together is None:
            yield
            return
        before, docs = self._allowed, together.postings.docs
        limited = self._allowed = take("limited", len(self._scores), np.bool_)
        try:
            limited[docs] = True
            yield
        finally:
            self._allowed = before
            limited[docs] = False
            give_back("limited", limited)

    def threshold(self, k: int) -> int:
        """Return the k-th best score so far."""
        return kth(self._scores, self._touched[: self._count[0]], k)

    def of(self, docs: Docs) -> Scores:
        """Return the scores of some articles."""
        found: Scores = self._scores[docs]
        return found

    def drain(self, least: int) -> tuple[Docs, Scores]:
        """Return the articles with at least this score and their scores, in no order; set all to 0."""
        count = int(self._count[0])
        docs, found = np.empty(count, np.int64), np.empty(count, np.int32)
        kept = loops.drain(self._touched, self._count, self._scores, least, docs, found)
        return docs[:kept], found[:kept]

    def release(self) -> None:
        """Set all scores to 0 and leave the arrays to the next search."""
        touched = self._touched[: self._count[0]]
        self._scores[touched] = 0
        self._covered[touched] = 0
        for name, array in (("scores", self._scores), ("covered", self._covered), ("touched", self._touched)):
            give_back(name, array)


@contextlib.contextmanager
def accumulator(articles: int, allowed: Bools | None = None) -> Iterator[Accumulator]:
    """Lend the scores of all articles, 0 at first."""
    lent = Accumulator(articles, allowed)
    try:
        yield lent
    finally:
        lent.release()
