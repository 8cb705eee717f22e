"""Looking some articles up in a list of postings."""

from __future__ import annotations

import numpy as np

from ....index.native import loops
from .buffers import give_back, take
from .scoring import HIGHEST_LEVEL, Docs, Scores, Weighted


def look_up(
    candidates: Docs,
    found: Scores,
    weighted: Weighted,
    articles: int,
    *,
    level: int = HIGHEST_LEVEL,
    least: int = 0,
) -> tuple[Docs, Scores]:
    """Add a list, or what of it has at most an impact, to the scores `found` of some of `articles` articles.

    Returns the articles and scores without those that had not `least` before; both arrays are used up.
    """
    docs, impact, mask, *_ = weighted.postings
    if not len(docs) or not len(candidates):
        return candidates, found
    numbers = take("numbers", articles, np.int32)
    kept = loops.probe(candidates, found, docs, impact, mask, weighted.worth, level, least, numbers)
    give_back("numbers", numbers)
    return candidates[:kept], found[:kept]
