"""Compounds of a query in articles: together, with a hyphen, a blank or in one word, or torn apart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...index.segment.words import SegmentWords
from .clauses import Clause
from .neighbours import pairs_together
from .scores.scoring import Bools, Docs


class Compounds(NamedTuple):
    """Of some articles, whether a compound only stands apart in each, and how many stand in one word alone.

    `torn` is bool, `in_one_word` uint8: `neighbours.pairs_together` does not see these.
    """

    torn: Bools
    in_one_word: NDArray[np.uint8]


def compounds_in(words: Sequence[Clause], segment: SegmentWords, number: int, docs: Docs) -> Compounds:
    """Return how articles, ascending, have the compounds among the words of a query."""
    found = Compounds(np.zeros(len(docs), np.bool_), np.zeros(len(docs), np.uint8))
    for first, second in pairwise(words):
        lists = [word.term.lists[number] for word in (first, second)]
        joined = {each.concept for each in lists[0] if each.joined} & {each.concept for each in lists[1]}
        if not joined or not len(docs):
            continue
        beside = pairs_together([first, second], segment, number, docs) > 0
        whole = np.isin(docs, np.concatenate([segment.postings(concept).docs for concept in joined]))
        found.torn[~beside & ~whole] = True
        found.in_one_word[whole & ~beside] += 1
    return found
