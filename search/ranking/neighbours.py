"""Articles in which the words of a short query stand as the query has them: side by side."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ...index.segment.words import SegmentWords
from .clauses import Clause
from .scores.scoring import Docs

# Two words as far from each other as in the query, at most this far.
NEAR_SPAN = 3


def pairs_together(
    words: Sequence[Clause], segment: SegmentWords, number: int, docs: Docs
) -> NDArray[np.uint8]:
    """Return how many pairs of neighbours among the words stand so in each article, ascending: uint8.

    What stands between two words of a query, function words, may be missing in an article.
    """
    apart = [second.place - first.place for first, second in pairwise(words)]
    if not len(docs) or not any(0 < each <= NEAR_SPAN for each in apart):
        return np.zeros(len(docs), np.uint8)
    concepts = [[each.concept for each in word.term.lists[number]] for word in words]
    looked = [0, *(each if 0 < each <= NEAR_SPAN else 0 for each in apart)]
    return segment.occurrences.count_pairs(concepts, looked, docs)
