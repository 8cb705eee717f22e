"""The best articles of a segment for some words, exact."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ....index.native import loops
from .buffers import lent
from .scoring import NO_ARTICLES, SCALE, Bools, Docs, Floats, Preferred, Scoring

_ALL_ALLOWED = np.ones(0, np.bool_)
_NONE_PREFERRED = Preferred(NO_ARTICLES, np.empty(0, np.uint8), np.empty(0, np.int32))


class Ranked(NamedTuple):
    """Articles by falling score, and how many articles match in all."""

    docs: NDArray[np.int64]
    scores: Floats
    total: int


def top_k(
    scoring: Scoring, k: int, articles: int, allowed: Bools | None, *, matches: Docs | None = None
) -> Ranked:
    """Return the k best of the `allowed` articles of a segment that has `articles` of them.

    Or of those in `matches`, all of which match. More than k come back where the k-th has equals, so that the
    caller may order those.
    """
    preferred = scoring.together or _NONE_PREFERRED
    with lent(articles) as (scores, covered, docs, found):
        kept, total = loops.best_articles(
            k, scoring.anywhere, scoring.titles, *preferred, scoring.title_mass, scoring.highest_bonus,
            NO_ARTICLES if matches is None else matches, matches is not None,
            _ALL_ALLOWED if allowed is None else allowed, articles, scores, covered, docs, found,
        )  # fmt: skip
        order = np.argsort(-found[:kept], kind="stable")
        return Ranked(docs[order], found[order] / SCALE, total)
