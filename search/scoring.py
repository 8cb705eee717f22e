"""The best articles of a segment for some words, by array operations, exact.

Terms go from the highest possible contribution to the lowest; once the k-th best score exceeds what
the rest can add, the rest are only looked up for the articles still in the race: Turtle and Flood,
"Query Evaluation: Strategies and Optimizations" (1995), MaxScore.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..index.ranking import LEVELS
from ..index.segment import Postings

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]

_LEVELS = np.arange(256, dtype=np.float32) / np.float32(LEVELS)
_local = threading.local()


@dataclass(frozen=True)
class Weighted:
    """Postings and what they are worth: `worth` float32[256] by variant mask, times impact.

    `bound` is the most that a posting can score. `required` postings make an article match;
    the others only add to its score. `mass` is what a title hit adds to the coverage; `word` and
    `concept` are for explanations.
    """

    postings: Postings
    worth: Floats
    bound: float
    required: bool = True
    mass: float = 0.0
    word: str = ""
    concept: int = -1

    def scores(self, at: NDArray[np.intp] | slice = slice(None)) -> Floats:
        """Return the scores of some postings."""
        _, impact, mask = self.postings
        scores: Floats = _LEVELS[impact[at]] * self.worth[mask[at]]
        return scores


@dataclass(frozen=True)
class Scoring:
    """Everything that scores in one segment: words anywhere, words in titles, the coverage bonus.

    An article whose title has the share c of `title_mass` gets bonus * title_mass * c ** 3.
    """

    anywhere: Sequence[Weighted]
    titles: Sequence[Weighted] = field(default=())
    title_mass: float = 0.0
    bonus: float = 0.0


class Ranked(NamedTuple):
    """Articles by falling score, and how many articles match in all."""

    docs: NDArray[np.int64]
    scores: Floats
    total: int


COVERAGE_POWER = 3


def top_k(scoring: Scoring, k: int, articles: int, allowed: Bools | None) -> Ranked:
    """Return the k best of the `allowed` articles of a segment that has `articles` of them.

    More than k come back where the k-th has equals, so that the caller may order those.
    """
    required = sorted((w for w in scoring.anywhere if w.required), key=lambda w: -w.bound)
    optional = [w for w in scoring.anywhere if not w.required]
    remaining = sum(w.bound for w in scoring.anywhere)
    threshold, done = 0.0, 0
    with _accumulator(articles) as (scores, touched):
        _add_titles(scores, touched, scoring, articles, allowed)
        for weighted in required:
            if threshold > remaining:
                break
            docs = _add(scores, touched, weighted, allowed)
            done += 1
            remaining -= weighted.bound
            if len(docs) >= k:
                threshold = max(threshold, _kth(scores[docs], k))
        candidates = _candidates(scores, touched, threshold - remaining * 1.0001, articles)
        found = scores[candidates]
    for weighted in (*required[done:], *optional):
        _look_up(found, candidates, weighted)
    return _best(candidates, found, k, _count(touched, required[done:], allowed, articles))


def score_matches(scoring: Scoring, k: int, matches: NDArray[np.int64], articles: int) -> Ranked:
    """Return the k best of the articles in `matches`, which are ascending; all of them match."""
    with _accumulator(articles) as (scores, touched):
        _add_titles(scores, touched, scoring, articles, None)
        for weighted in scoring.anywhere:
            _add(scores, touched, weighted, None)
        found = scores[matches]
    return _best(matches, found, k, len(matches))


@contextlib.contextmanager
def _accumulator(articles: int) -> Iterator[tuple[Floats, list[NDArray[np.int64]]]]:
    """Lend this thread's scores, all 0, and a list of the articles touched, which are then 0 again."""
    scores = _zeros(articles, "scores")
    touched: list[NDArray[np.int64]] = []
    try:
        yield scores, touched
    finally:
        for docs in touched:
            scores[docs] = 0


def _zeros(articles: int, name: str) -> Floats:
    """Return this thread's array of zeros, which its user leaves as zeros."""
    array: Floats | None = getattr(_local, name, None)
    if array is None or len(array) < articles:
        array = np.zeros(articles, np.float32)
        setattr(_local, name, array)
    return array


def _add(
    scores: Floats, touched: list[NDArray[np.int64]], weighted: Weighted, allowed: Bools | None
) -> NDArray[np.int64]:
    """Add a list to the scores; return its articles."""
    docs = weighted.postings.docs.astype(np.int64)
    at: NDArray[np.intp] | slice = slice(None)
    if allowed is not None:
        at = np.flatnonzero(allowed[docs])
        docs = docs[at]
    touched.append(docs)
    scores[docs] += weighted.scores(at)
    return docs


def _add_titles(
    scores: Floats,
    touched: list[NDArray[np.int64]],
    scoring: Scoring,
    articles: int,
    allowed: Bools | None,
) -> None:
    """Add what titles are worth, and the bonus for covering the query."""
    for weighted in scoring.titles:
        _add(scores, touched, weighted, allowed)
    if not touched or not scoring.bonus:
        return
    covered = _zeros(articles, "covered")
    for docs, weighted in zip(touched, scoring.titles, strict=True):
        covered[docs] += np.float32(weighted.mass)
    every = np.concatenate(touched)
    share = np.minimum(covered[every] / np.float32(scoring.title_mass), 1)
    # Computed before any is written, so that an article in several lists gets its bonus once.
    scores[every] = scores[every] + np.float32(scoring.bonus * scoring.title_mass) * share**COVERAGE_POWER
    covered[every] = 0


def _kth(scores: Floats, k: int) -> float:
    return float(np.partition(scores, len(scores) - k)[len(scores) - k])


def _candidates(
    scores: Floats, touched: list[NDArray[np.int64]], least: float, articles: int
) -> NDArray[np.int64]:
    """Return the touched articles with at least this score, ascending."""
    if not touched:
        return np.empty(0, np.int64)
    if sum(map(len, touched)) * 8 > articles:
        within = scores[:articles]
        return np.flatnonzero(within >= least if least > 0 else within > 0)
    docs = np.concatenate(touched)
    return np.unique(docs[scores[docs] >= least])


def _look_up(found: Floats, candidates: NDArray[np.int64], weighted: Weighted) -> None:
    docs = weighted.postings.docs
    if not len(docs) or not len(candidates):
        return
    at = np.searchsorted(docs, candidates.astype(np.uint32))
    at[at == len(docs)] = 0
    hits = np.flatnonzero(docs[at] == candidates)
    found[hits] += weighted.scores(at[hits])


def _count(
    touched: list[NDArray[np.int64]], rest: Sequence[Weighted], allowed: Bools | None, articles: int
) -> int:
    """Return how many articles have any required word."""
    lists: list[Any] = [*touched]
    for weighted in rest:
        docs = weighted.postings.docs
        lists.append(docs if allowed is None else docs[allowed[docs]])
    if len(lists) == 1:
        return len(lists[0])
    seen = np.zeros(articles, np.bool_)
    for each in lists:
        seen[each] = True
    return int(np.count_nonzero(seen))


def _best(docs: NDArray[np.int64], scores: Floats, k: int, total: int) -> Ranked:
    if len(docs) > k:
        least = _kth(scores, k) if k else np.inf
        kept = np.flatnonzero(scores >= least)
        docs, scores = docs[kept], scores[kept]
    order = np.argsort(-scores, kind="stable")
    return Ranked(docs[order], scores[order], total)
