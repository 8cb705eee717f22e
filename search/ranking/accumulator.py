"""The scores of all articles of a segment while a search adds them up."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import numpy as np

from ...index.native.hot import hot
from .buffers import zeros
from .scoring import HIGHEST_LEVEL, Bools, Docs, Scores, Scoring, Weighted, coverage
from .top_k import kth

_ALL_ALLOWED = np.ones(0, np.bool_)
ALL_PLACES = np.zeros(0, np.uint32)
ALL_PLACES.flags.writeable = False


def _add_arrays(
    docs: Any, impact: Any, mask: Any, worth: Any, places: Any, level: int, mass: float, allowed: Any,
    scores: Any, covered: Any, touched: Any, count: Any,
) -> None:  # fmt: skip
    at = places if len(places) else np.flatnonzero(impact <= level) if level < HIGHEST_LEVEL else slice(None)
    found = docs[at].astype(np.int64)
    # No mask is out of range; "wrap" only spares NumPy the check, half of the time.
    gained = worth.take(mask[at], mode="wrap")
    gained *= impact[at]
    if len(allowed):
        kept = allowed[found]
        found, gained = found[kept], gained[kept]
    before = scores[found]
    new = found[before == 0]
    touched[count[0] : count[0] + len(new)] = new
    count[0] += len(new)
    gained += before
    scores[found] = gained
    if mass:
        covered[found] += mass


@hot(_add_arrays)
def _add(
    docs: Any, impact: Any, mask: Any, worth: Any, places: Any, level: Any, mass: Any, allowed: Any,
    scores: Any, covered: Any, touched: Any, count: Any,
) -> None:  # fmt: skip
    """Add postings to the scores, those at `places` or all up to an impact."""
    used = count[0]
    for step in range(len(places) or len(docs)):
        at = np.int64(places[step]) if len(places) else step
        doc = np.int64(docs[at])
        if impact[at] > level or (len(allowed) and not allowed[doc]):
            continue
        score = np.int64(scores[doc])
        if score == 0:
            touched[used] = doc
            used += 1
        score += np.int64(worth[mask[at]]) * np.int64(impact[at])
        scores[doc] = score
        if mass:
            covered[doc] += mass
    count[0] = used


def _cover_arrays(touched: Any, count: int, scores: Any, covered: Any, whole: float, bonus: float) -> None:
    docs = touched[:count]
    scores[docs] += coverage(covered[docs], whole, bonus)
    covered[docs] = 0


@hot(_cover_arrays)
def _cover(touched: Any, count: Any, scores: Any, covered: Any, whole: Any, bonus: Any) -> None:
    """Add the bonus for the share of `whole` that is covered."""
    for step in range(count):
        doc = touched[step]
        share = min(covered[doc] / whole, 1.0)
        scores[doc] += np.int64(np.rint(bonus * share * share * share))
        covered[doc] = 0


def _drain_arrays(touched: Any, count: Any, scores: Any, least: int, docs: Any, found: Any) -> int:
    every = touched[: count[0]]
    reached = scores[every]
    scores[every] = 0
    count[0] = 0
    kept = np.flatnonzero(reached >= least)
    docs[: len(kept)], found[: len(kept)] = every[kept], reached[kept]
    return len(kept)


@hot(_drain_arrays)
def _drain(touched: Any, count: Any, scores: Any, least: Any, docs: Any, found: Any) -> Any:
    """Set all scores to 0 again; put those of at least `least` and their articles aside, return how many."""
    kept = 0
    for step in range(count[0]):
        doc = touched[step]
        if scores[doc] >= least:
            docs[kept] = doc
            found[kept] = scores[doc]
            kept += 1
        scores[doc] = 0
    count[0] = 0
    return kept


class Accumulator:
    """Scores of the articles of a segment, all 0 at first, and the articles that have got any."""

    def __init__(self, articles: int, allowed: Bools | None) -> None:
        """Take this thread's arrays; only `allowed` articles get scores."""
        self._allowed = _ALL_ALLOWED if allowed is None else allowed
        self._scores = zeros("scores", articles, np.int32)
        self._covered = zeros("covered", articles, np.float64)
        self._touched = zeros("touched", articles, np.int64)
        self._count = np.zeros(1, np.int64)

    def add(
        self, weighted: Weighted, places: Any = ALL_PLACES, level: int = HIGHEST_LEVEL, mass: float = 0.0
    ) -> None:
        """Add postings, those at `places` or all up to an impact, and `mass` to what is covered."""
        docs, impact, mask, *_ = weighted.postings
        _add(
            docs, impact, mask, weighted.worth, places, level, mass, self._allowed,
            self._scores, self._covered, self._touched, self._count,
        )  # fmt: skip

    def add_titles(self, scoring: Scoring) -> None:
        """Add what titles are worth, and the bonus for covering the query."""
        for weighted in scoring.titles:
            self.add(weighted, mass=weighted.mass if scoring.bonus else 0.0)
        count = int(self._count[0])
        if count and scoring.bonus:
            bonus = scoring.highest_bonus
            _cover(self._touched, count, self._scores, self._covered, scoring.title_mass, bonus)

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
        kept = int(_drain(self._touched, self._count, self._scores, least, docs, found))
        return docs[:kept], found[:kept]

    def clear(self) -> None:
        """Set all scores to 0."""
        touched = self._touched[: self._count[0]]
        self._scores[touched] = 0
        self._covered[touched] = 0


@contextlib.contextmanager
def accumulator(articles: int, allowed: Bools | None = None) -> Iterator[Accumulator]:
    """Lend this thread's scores, which are 0 again afterwards."""
    lent = Accumulator(articles, allowed)
    try:
        yield lent
    finally:
        lent.clear()
