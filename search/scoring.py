"""What postings are worth to a query, and the scores of articles that add it up.

Scores are whole numbers while they are added, so that they come out the same in any order.
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

# Worth is a multiple of 1 / UNIT: a thousand words of the highest idf still fit 31 bits.
UNIT = 512
# One point of a score in the whole numbers of the accumulators.
SCALE = UNIT * LEVELS
# Looking an article up in a list takes as long as going through so many postings.
_SEARCH = 10

Scores = NDArray[np.int32]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
# Which postings of a list: their places in it, or all.
Places = Any
ALL = slice(None)

_local = threading.local()


@dataclass(frozen=True)
class Weighted:
    """Postings and what they are worth: `worth` int32[256] by variant mask, times impact.

    `bound` is the highest worth. `required` postings make an article match; the others only add to
    its score. `mass` is what a title hit adds to the coverage; `word` and `concept` are for explanations.
    """

    postings: Postings
    worth: Scores
    bound: int
    required: bool = True
    mass: float = 0.0
    word: str = ""
    concept: int = -1

    def scores(self, at: Places = ALL) -> Scores:
        """Return the scores of some postings."""
        # No mask is out of range; "wrap" only spares NumPy the check, half of the time.
        scores: Scores = self.worth.take(self.postings.mask[at], mode="wrap")
        scores *= self.postings.impact[at]
        return scores

    def rest(self) -> Places:
        """Return the places of the postings that are not in the head."""
        head = self.postings.head
        return ALL if head is None else np.flatnonzero(self.postings.impact <= head.level)

    @property
    def best(self) -> int:
        """The most that any of the postings scores."""
        head = self.postings.head
        return self.bound * (head.most if head else LEVELS)


@dataclass(frozen=True)
class Scoring:
    """Everything that scores in one segment: words anywhere, words in titles, the coverage bonus.

    An article whose title has the share c of `title_mass` gets bonus * title_mass * c ** 3.
    """

    anywhere: Sequence[Weighted]
    titles: Sequence[Weighted] = field(default=())
    title_mass: float = 0.0
    bonus: float = 0.0

    def coverage(self, covered: Floats) -> Scores:
        """Return the bonus of titles that have these shares of the mass."""
        share = np.minimum(covered / self.title_mass, 1)
        bonus: Scores = np.rint(self.bonus * self.title_mass * SCALE * share * share * share).astype(np.int32)
        return bonus


class Ranked(NamedTuple):
    """Articles by falling score, and how many articles match in all."""

    docs: NDArray[np.int64]
    scores: Floats
    total: int


class Accumulator:
    """Scores of the articles of a segment, all 0 at first, and the lists of articles touched."""

    def __init__(self, scores: Scores, articles: int) -> None:
        self.scores = scores
        self.articles = articles
        self.touched: list[NDArray[np.int64]] = []

    def add(self, weighted: Weighted, at: Places = ALL, allowed: Bools | None = None) -> NDArray[np.int64]:
        """Add the postings `at` of a list; return their articles."""
        docs = weighted.postings.docs[at].astype(np.int64)
        scores = weighted.scores(at)
        if allowed is not None:
            kept = allowed[docs]
            docs, scores = docs[kept], scores[kept]
        self.touched.append(docs)
        self.scores[docs] += scores
        return docs

    def add_titles(self, scoring: Scoring, allowed: Bools | None = None) -> None:
        """Add what titles are worth, and the bonus for covering the query."""
        lists = [self.add(weighted, ALL, allowed) for weighted in scoring.titles]
        if not lists or not scoring.bonus:
            return
        covered = _zeros(self.articles, "covered", np.float64)
        for docs, weighted in zip(lists, scoring.titles, strict=True):
            covered[docs] += weighted.mass
        every = np.concatenate(lists)
        # Computed before any is written, so that an article in several lists gets its bonus once.
        self.scores[every] = self.scores[every] + scoring.coverage(covered[every])
        covered[every] = 0


@contextlib.contextmanager
def accumulator(articles: int, name: str = "scores") -> Iterator[Accumulator]:
    """Lend this thread's scores of that name, which are 0 again afterwards."""
    lent = Accumulator(_zeros(articles, name, np.int32), articles)
    try:
        yield lent
    finally:
        for docs in lent.touched:
            lent.scores[docs] = 0


def _zeros(articles: int, name: str, dtype: Any) -> Any:
    """Return this thread's array of zeros, which its user leaves as zeros."""
    array = getattr(_local, name, None)
    if array is None or len(array) < articles:
        array = np.zeros(articles, dtype)
        setattr(_local, name, array)
    return array


def score_matches(scoring: Scoring, k: int, matches: NDArray[np.int64], articles: int) -> Ranked:
    """Return the k best of the articles in `matches`, which are ascending; all of them match."""
    with accumulator(articles) as race:
        race.add_titles(scoring)
        found = race.scores[matches]
    for weighted in scoring.anywhere:
        look_up(found, matches, weighted, articles)
    return best(matches, found, k, len(matches))


def look_up(
    found: Scores, candidates: NDArray[np.int64], weighted: Weighted, articles: int, *, rest: bool = False
) -> None:
    """Add a list, or the rest beside its head, to the scores `found` of some of `articles` articles."""
    postings = weighted.postings
    if not len(postings.docs) or not len(candidates):
        return
    if len(candidates) * _SEARCH > len(postings.docs):
        with accumulator(articles, "looked up") as race:
            race.add(weighted, weighted.rest() if rest else ALL)
            found += race.scores[candidates]
        return
    at = np.searchsorted(postings.docs, candidates.astype(np.uint32))
    at[at == len(postings.docs)] = 0
    hits = postings.docs[at] == candidates
    if rest and postings.head:
        hits &= postings.impact[at] <= postings.head.level
    found[hits] += weighted.scores(at[hits])


def united(lists: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return the numbers that are in any of some ascending lists, ascending, each once."""
    return lists[0] if len(lists) == 1 else distinct(np.concatenate(lists))


def distinct(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the numbers, ascending, each once."""
    ascending: NDArray[np.int64] = np.sort(numbers)
    return ascending[np.flatnonzero(np.diff(ascending, prepend=-1))]


def kth(scores: Scores, k: int) -> int:
    """Return the k-th highest of at least k scores."""
    return int(np.partition(scores, len(scores) - k)[len(scores) - k])


def best(docs: NDArray[np.int64], scores: Scores, k: int, total: int) -> Ranked:
    """Return the k best articles, and those that equal the k-th, by falling score."""
    if len(docs) > k:
        kept = np.flatnonzero(scores >= kth(scores, k)) if k else np.empty(0, np.intp)
        docs, scores = docs[kept], scores[kept]
    order = np.argsort(-scores, kind="stable")
    return Ranked(docs[order], scores[order] / SCALE, total)
