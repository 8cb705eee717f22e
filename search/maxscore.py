"""The best articles of a segment for some words, by array operations, exact.

Lists go from the highest possible contribution to the lowest, those of frequent words in two
pieces: their head, then the rest. Once the k-th best score exceeds what the pieces left can add,
these are only looked up for the articles still in the race: Turtle and Flood, "Query Evaluation:
Strategies and Optimizations" (1995), MaxScore; in pieces by impact as in Strohman and Croft,
"Efficient Document Retrieval in Main Memory" (2007).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .scoring import (
    ALL,
    Accumulator,
    Bools,
    Places,
    Ranked,
    Scores,
    Scoring,
    Weighted,
    accumulator,
    best,
    kth,
    look_up,
    united,
)

# Articles in the race beyond k times this are worth a look at who can still win.
_CROWD = 4
# Where more than one article in so many is touched, going through all of them is faster.
_DENSE = 8


class _Piece(NamedTuple):
    """A part of a list: all of it, its head, or what the head leaves out; at most `bound` a posting.

    `gain` is how much less an article can still get once this piece is done.
    """

    bound: int
    gain: int
    weighted: Weighted
    head: bool = True
    rest: bool = True

    def places(self) -> Places:
        """Return the places of its postings in the list."""
        head = self.weighted.postings.head
        if head is None or (self.head and self.rest):
            return ALL
        return head.at if self.head else self.weighted.rest()


def top_k(scoring: Scoring, k: int, articles: int, allowed: Bools | None) -> Ranked:
    """Return the k best of the `allowed` articles of a segment that has `articles` of them.

    More than k come back where the k-th has equals, so that the caller may order those.
    """
    required = [weighted for weighted in scoring.anywhere if weighted.required]
    optional = [weighted for weighted in scoring.anywhere if not weighted.required]
    pieces = sorted((piece for each in required for piece in _pieces(each)), key=lambda piece: -piece.bound)
    remaining = sum(weighted.best for weighted in scoring.anywhere)
    total = _count(required, allowed, articles)
    with accumulator(articles) as race:
        race.add_titles(scoring, allowed)
        # The rarest word that enough titles have: others rarely set a higher bar.
        few = min((docs for docs in race.touched if len(docs) >= k), key=len, default=None)
        threshold = 0 if few is None else _threshold(race.scores[few], k)
        while pieces and threshold <= remaining:
            piece = pieces.pop(0)
            docs = race.add(piece.weighted, piece.places(), allowed)
            remaining -= piece.gain
            threshold = max(threshold, _threshold(race.scores[docs], k))
        candidates = _candidates(race, threshold - remaining)
        found = race.scores[candidates]
    unread = _unread(pieces, optional)
    if len(candidates) > k * _CROWD:
        threshold = max(threshold, _leaders(found, candidates, unread, k, articles))
    for piece in unread:
        if len(candidates) > k * _CROWD:
            kept = np.flatnonzero(found >= threshold - remaining)
            candidates, found = candidates[kept], found[kept]
        look_up(found, candidates, piece.weighted, articles, rest=not piece.head)
        remaining -= piece.bound
    return best(candidates, found, k, total)


def _leaders(
    found: Scores, candidates: NDArray[np.int64], unread: Sequence[_Piece], k: int, articles: int
) -> int:
    """Return what the k best so far all reach with everything added."""
    if not k:
        return 0
    at = np.sort(np.argpartition(found, len(found) - k)[len(found) - k :])
    scores = found[at]
    for piece in unread:
        look_up(scores, candidates[at], piece.weighted, articles, rest=not piece.head)
    return int(scores.min())


def _pieces(weighted: Weighted) -> list[_Piece]:
    head = weighted.postings.head
    if head is None:
        return [_Piece(weighted.best, weighted.best, weighted)]
    rest = weighted.bound * head.level
    return [
        _Piece(weighted.best, weighted.best - rest, weighted, rest=False),
        _Piece(rest, rest, weighted, head=False),
    ]


def _unread(pieces: Sequence[_Piece], optional: Sequence[Weighted]) -> list[_Piece]:
    """Return what is left to look up, a list whose both pieces are left as one, the highest first."""
    whole = [piece.weighted for piece in pieces if piece.head] + list(optional)
    rests = [
        piece for piece in pieces if not piece.head and all(piece.weighted is not each for each in whole)
    ]
    found = [_Piece(weighted.best, weighted.best, weighted) for weighted in whole] + rests
    return sorted(found, key=lambda piece: -piece.bound)


def _threshold(scores: Scores, k: int) -> int:
    """Return a score that at least k articles reach."""
    return kth(scores, k) if 0 < k <= len(scores) else 0


def _candidates(race: Accumulator, least: int) -> NDArray[np.int64]:
    """Return the touched articles with at least this score, ascending."""
    if not race.touched:
        return np.empty(0, np.int64)
    if sum(map(len, race.touched)) * _DENSE > race.articles:
        return np.flatnonzero(race.scores[: race.articles] >= max(least, 1))
    return united([docs[race.scores[docs] >= least] for docs in race.touched])


def _count(required: Sequence[Weighted], allowed: Bools | None, articles: int) -> int:
    """Return how many of the allowed articles have any required word."""
    if len(required) == 1 and allowed is None:
        return len(required[0].postings.docs)
    maps = [each.postings.bitmap for each in required if each.postings.bitmap is not None]
    if maps:
        union = np.bitwise_or.reduce(maps)
        seen = np.unpackbits(union, count=articles).view(np.bool_)
    else:
        seen = np.zeros(articles, np.bool_)
    for each in required:
        if each.postings.bitmap is None:
            seen[each.postings.docs] = True
    return int(np.count_nonzero(seen if allowed is None else seen & allowed))
