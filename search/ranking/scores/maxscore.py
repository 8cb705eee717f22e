"""The best articles of a segment for some words, by array operations, exact.

Lists go from the highest possible contribution to the lowest, those of frequent words in two
pieces: their head, then the rest. Once the k-th best score exceeds what the pieces left can add,
these are only looked up for the articles still in the race: Turtle and Flood, "Query Evaluation:
Strategies and Optimizations" (1995), MaxScore; in pieces by impact as in Strohman and Croft,
"Efficient Document Retrieval in Main Memory" (2007).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from ....index.segment.words import Postings
from .accumulator import ALL_PLACES, accumulator
from .bits import union
from .candidates import look_up
from .scoring import HIGHEST_LEVEL, Bools, Docs, Scores, Scoring, Weighted
from .top_k import Ranked, best, kth

# Articles in the race beyond k times this are worth a look at who can still win.
_CROWD = 4


class _Piece(NamedTuple):
    """A part of a list: the postings at `places`, or all up to the impact `level`; each at most `bound`.

    `gain` is how much less an article can still get once this piece is done.
    """

    bound: int
    gain: int
    weighted: Weighted
    places: Any = ALL_PLACES
    level: int = HIGHEST_LEVEL

    @property
    def is_rest(self) -> bool:
        """Whether it is what a head leaves out."""
        return self.level < HIGHEST_LEVEL


def top_k(scoring: Scoring, k: int, articles: int, allowed: Bools | None) -> Ranked:
    """Return the k best of the `allowed` articles of a segment that has `articles` of them.

    More than k come back where the k-th has equals, so that the caller may order those.
    """
    scoring = _in_race(scoring, k)
    required = [weighted for weighted in scoring.anywhere if weighted.required]
    optional = [weighted for weighted in scoring.anywhere if not weighted.required]
    pieces = sorted((piece for each in required for piece in _pieces(each)), key=lambda piece: -piece.bound)
    remaining = sum(weighted.best for weighted in scoring.anywhere)
    with accumulator(articles, allowed) as race:
        race.add_bonuses(scoring)
        threshold = race.threshold(k)
        while pieces and threshold <= remaining:
            piece = pieces.pop(0)
            race.add(piece.weighted, piece.places, piece.level)
            remaining -= piece.gain
            threshold = race.threshold(k)
        candidates, found = race.drain(threshold - remaining)
    unread = _unread(pieces, optional)
    if unread and len(candidates) > k * _CROWD:
        threshold = max(threshold, _leaders(candidates, found, unread, k, articles))
    for piece in unread:
        candidates, found = look_up(
            candidates, found, piece.weighted, articles, level=piece.level, least=threshold - remaining
        )
        remaining -= piece.bound
    return best(candidates, found, k, _count(required, allowed, articles))


def score_matches(scoring: Scoring, k: int, matches: Docs, articles: int) -> Ranked:
    """Return the k best of the articles in `matches`; all of them match."""
    with accumulator(articles) as race:
        race.add_bonuses(scoring)
        docs, found = matches.copy(), race.of(matches)
    for weighted in scoring.anywhere:
        docs, found = look_up(docs, found, weighted, articles)
    return best(docs, found, k, len(matches))


def _in_race(scoring: Scoring, k: int) -> Scoring:
    """Return a scoring whose `together` has only articles that can still be among the k best.

    What those with all words get beside all else goes by a few levels: who is below the k-th by more than all
    else adds up to is out.
    """
    together = scoring.together
    if together is None or len(together.postings.docs) <= k * _CROWD:
        return scoring
    levels, impact = together.postings.mask, int(together.postings.impact[0])
    order = np.argsort(-together.worth, kind="stable")
    reached = np.cumsum(np.bincount(levels, minlength=len(order))[order])
    least = int(together.worth[order[reached.searchsorted(k)]]) * impact - scoring.most_beside
    kept = np.flatnonzero((together.worth * impact >= least)[levels])
    if len(kept) == len(levels):
        return scoring
    docs, _, masks, *_ = together.postings
    few = Postings(docs[kept], together.postings.impact[kept], masks[kept])
    return replace(scoring, together=replace(together, postings=few))


def _leaders(candidates: Docs, found: Scores, unread: Sequence[_Piece], k: int, articles: int) -> int:
    """Return what the k best so far all reach with everything added."""
    if not k:
        return 0
    at = np.flatnonzero(found >= kth(found, np.arange(len(found)), k))[:k]
    docs, scores = candidates[at], found[at]
    for piece in unread:
        docs, scores = look_up(docs, scores, piece.weighted, articles, level=piece.level)
    return int(scores.min())


def _pieces(weighted: Weighted) -> list[_Piece]:
    head = weighted.postings.head
    if head is None or not len(head.at):
        return [_Piece(weighted.best, weighted.best, weighted)]
    rest = weighted.bound * head.level
    return [
        _Piece(weighted.best, weighted.best - rest, weighted, places=head.at),
        _Piece(rest, rest, weighted, level=head.level),
    ]


def _unread(pieces: Sequence[_Piece], optional: Sequence[Weighted]) -> list[_Piece]:
    """Return what is left to look up, a list whose both pieces are left as one, the highest first."""
    whole = [piece.weighted for piece in pieces if not piece.is_rest] + list(optional)
    rests = [piece for piece in pieces if piece.is_rest and all(piece.weighted is not each for each in whole)]
    found = [_Piece(weighted.best, weighted.best, weighted) for weighted in whole] + rests
    return sorted(found, key=lambda piece: -piece.bound)


def _count(required: Sequence[Weighted], allowed: Bools | None, articles: int) -> int:
    """Return how many of the allowed articles have any required word."""
    if len(required) == 1 and allowed is None:
        return len(required[0].postings.docs)
    bits = union([each.postings for each in required], articles)
    if allowed is not None:
        bits &= np.packbits(allowed)
    return int(np.bitwise_count(bits).sum())
