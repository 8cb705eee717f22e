"""Articles in which the words of a short query stand as the query has them: side by side."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ...index.segment.positions import PhraseWord
from ...index.segment.reader import Segment
from .clauses import Clause
from .scores.scoring import Docs

# Two words as far from each other as in the query, at most this far.
NEAR_SPAN = 3


def pairs_together(words: Sequence[Clause], segment: Segment, number: int, docs: Docs) -> NDArray[np.uint8]:
    """Return how many pairs of neighbours among the words stand so in each article, ascending: uint8.

    What stands between two words of a query, function words, may be missing in an article.
    """
    found = np.zeros(len(docs), np.uint8)
    for first, second in pairwise(words):
        lists = [[each.concept for each in word.term.lists[number]] for word in (first, second)]
        apart = second.place - first.place
        if len(docs) and apart <= NEAR_SPAN and all(lists):
            together = np.zeros(len(docs), np.bool_)
            for gap in range(1, apart + 1):
                pair = [PhraseWord(0, lists[0]), PhraseWord(gap, lists[1])]
                articles = segment.occurrences.articles_with_phrase(pair, within=docs)
                together[np.searchsorted(docs, articles)] = True
            found += together
    return found
