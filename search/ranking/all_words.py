"""Articles that have every content word of a short query, in any inflection, come before all others.

Of a question hardly an article has all the words, and what is missing says little: the preference fades
with the number of content words. Before the others come the ones that have every word as typed, or all
of them in the title: these are about what was asked for, in whatever form. A title says what an article is
about that has all the words; one word of several in a title says little, and less than two in a text.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...index.native import loops
from ...index.segment.postings.impacts import LEVELS
from .scores.scoring import Docs, Preferred, Scores, Scoring, Weighted

# By number of content words, in shares of the most that an article can score otherwise, so that 1 puts all
# that have every word first. MRR@10 on the dev sets of `python -m bench.quality`: with 1, .25
# and 0 for four words financial headlines have .646; with .25 for five .640, with .12 .641, with .06 .646.
PREFERENCE = (0.0, 0.0, 1.0, 1.0, 0.25, 0.06)
# The ones with every word as typed, or all in the title, in points for each of idf: with 1, 2 and 6 they
# have .861, .940 and .971 of the first places. The titles keep keywords that are inflected otherwise at
# .902, without them they have .830.
MATCHING = 6.0
# The ones with both, beside these.
BOTH = 1.0
# Two words side by side as in the query, in points for each unit of surprise, and the share of it that a
# title with both has wherever they stand. Pairs of frequent words (first places) and financial keywords
# have .207 and .799 without, .621 and .790 with 4 and .5, .719 and .783 with 8 and .5, .674 and .789 with
# 8 and .7, .694 and .786 with 8 and .6.
SIDE_BY_SIDE = 8.0
# Among fewer articles with all words than these it is no surprise that a pair stands together: 1 to 30 move
# nothing by more than .002, but with 1 a single title word wins in a small corpus.
FEW = 10
TITLED_PAIR = 0.6

Levels = NDArray[np.uint8]
# The lists of each word.
Groups = tuple[tuple[Weighted, ...], ...]
# What a level says of an article beyond that it has all words: all as typed, or all in its title.
_TITLED = 2
# So many levels there are, and as many again for each pair of words that stand side by side.
LEVELS_OF_WORDS = 4
# What each of them is worth in points for each of idf.


@dataclass(frozen=True)
class Together:
    """Articles, ascending, that have every content word: int64, and a level of each, uint8 from 1."""

    docs: Docs
    levels: Levels

    @property
    def any_titled(self) -> bool:
        """Whether one of them has all words in its title."""
        return bool(((self.levels - 1) % LEVELS_OF_WORDS >= _TITLED).any())

    def among(self, allowed: NDArray[np.bool_]) -> Together:
        """Return the ones that are allowed."""
        kept = allowed[self.docs]
        return Together(self.docs[kept], self.levels[kept])

    def without(self, torn: NDArray[np.bool_]) -> Together:
        """Return them with the lowest level where the parts of a compound are `torn` apart."""
        return Together(self.docs, np.where(torn, np.uint8(1), self.levels)) if torn.any() else self


def preference(count: int) -> float:
    """Return how much having all of so many content words counts, from 0 to 1."""
    return PREFERENCE[count] if count < len(PREFERENCE) else 0.0


def having_all(words: Groups, titles: Groups, articles: int) -> Together:
    """Return those of `articles` with a list of every word; `titles` are the same words in titles."""
    room = min((sum(len(each.postings.docs) for each in word) for word in words), default=0)
    return _levels(words, titles, articles, np.empty(room, np.int64))


def rated(docs: Docs, words: Groups, titles: Groups, articles: int) -> Together:
    """Return some of `articles` that count as having all words, with their levels by the words of a query."""
    return _levels(words, titles, articles, docs, given=True)


def _levels(words: Groups, titles: Groups, articles: int, docs: Docs, *, given: bool = False) -> Together:
    levels = np.empty(len(docs), np.uint8)
    count = loops.levels_of_words(words, titles, articles, given, docs, levels)
    return Together(docs[:count], levels[:count])


def beside(together: Together, pairs: Levels) -> Together:
    """Return articles whose levels tell of how many pairs of words stand side by side in each, too."""
    return Together(together.docs, together.levels + pairs * np.uint8(LEVELS_OF_WORDS))


class Having(NamedTuple):
    """How many articles have every content word, and how many of these all `pairs` of them side by side."""

    articles: int
    paired: int
    pairs: int


def count(together: Sequence[Together], pairs: int) -> Having:
    """Return how many articles of all segments have every content word of a query with so many pairs."""
    paired = (np.count_nonzero(each.levels > LEVELS_OF_WORDS * pairs) for each in together)
    return Having(sum(len(each.docs) for each in together), int(sum(paired)), pairs)


def pair_worth(having: Having) -> float:
    """Return what a pair of words that stand side by side is worth, in points.

    The fewer of the articles with all words have them so, the less is it chance.
    """
    return SIDE_BY_SIDE * math.log((FEW + having.articles) / (1 + having.paired)) / max(having.pairs, 1)


class LevelWorth(NamedTuple):
    """What an article with all words gets, in shares of LEVELS.

    `every` for having them, `matching` for every word as typed or in the title, `both` for both; `pair` for
    each pair side by side, `titled` for each of the others if the title has all words.
    """

    every: int
    matching: int
    both: int
    pair: int
    titled: int

    @classmethod
    def of(cls, worth: int, idf: int, pair: int) -> LevelWorth:
        """Return it in whole shares; `idf` is that of all words, `pair` what one is worth, as scores are."""
        parts = worth, MATCHING * idf, (MATCHING + BOTH) * idf, pair, TITLED_PAIR * pair
        return cls(*(math.ceil(each / LEVELS) for each in parts))

    def table(self, pairs: int) -> Scores:
        """Return it by level, int32, for so many pairs."""
        worths = [0] * (1 + LEVELS_OF_WORDS * (pairs + 1))
        for found in range(pairs + 1):
            for level, matching in enumerate((0, self.matching, self.matching, self.both)):
                rest = pairs - found if level >= _TITLED else 0
                at = 1 + LEVELS_OF_WORDS * found + level
                worths[at] = self.every + matching + self.pair * found + self.titled * rest
        return np.array(worths, np.int32)


def prefer(scoring: Scoring, together: Together, worths: Scores) -> Scoring:
    """Return how articles are scored where those with all words get what `worths` says, by their level.

    Titles only count for the articles with all words.
    """
    return scoring._replace(together=Preferred(together.docs, together.levels, worths))
