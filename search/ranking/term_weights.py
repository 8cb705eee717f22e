"""What a query word is worth in a segment. Every constant names the measurement that chose it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...index.segment.reader import Segment
from ..query.query_terms import Listed, Reader, Term, Token
from .scoring import UNIT, Scores, Scoring, Weighted

# MRR@10 on the dev sets of `python -m bench.quality`, all other constants as they stand.
# The share of the exact form: XQuAD has .952 with .1, .955 with .2, .951 with .3; keywords inflected
# otherwise have .909, .900, .891.
EXACT = 0.2
# A form that differs from the typed one in its diacritics only: 0 to 1 move nothing by more than .003.
SIMILAR = 0.5
# By number of words, function words too; 0 from four on. Short queries are headline words, questions are
# not: keywords with one typo have .913 with 2, .916 with 4; with 1 for four words XQuAD has .953, not .955.
TITLE_WEIGHTS = (4.0, 4.0, 4.0, 4.0)
# A query this long is a lead or a paragraph, whose main words its headline has: leads of financial news
# have .648 with 0, .674 with .5, .693 with 1.
LEAD_WORDS = 20
LEAD_TITLE_WEIGHT = 1.0
# For titles that cover a short query: keywords inflected otherwise have .886 with 0, .900 with 1.
COVERAGE_BONUS = 1.0
# A compound in one word beside its parts: .25 to .5 move nothing, 1 costs leads .008.
JOINED = 0.5


class Clause(NamedTuple):
    """A query word in the ranking: its term, its field, how much it counts, its place in the query."""

    term: Term
    field: str = ""
    weight: float = 1.0
    place: int = 0


def clauses(
    tokens: Sequence[Token], field: str = "", place: int = 0, *, optional: bool = False
) -> list[Clause]:
    """Return the known words of some tokens that begin at a place of the query.

    A compound in one word counts less than its parts, and so do words that are `optional`.
    """
    found = []
    for token in tokens:
        terms = [replace(term, optional=True) for term in token.terms] if optional else token.terms
        found += [
            Clause(term, field, JOINED if term.optional else 1.0, place + term.offset)
            for term in terms
            if term.known
        ]
        place += token.positions
    return found


class Weigher:
    """Weighs words against segments; safe for many threads."""

    def __init__(self, reader: Reader, segments: Sequence[Segment]) -> None:
        self._reader, self._segments = reader, segments
        # Words come again and again, most of all while one types.
        self._lists = lru_cache(4096)(self._weigh)

    def scoring(self, words: Sequence[Clause], number: int) -> Scoring:
        """Return how the articles of segment `number` are scored for some words."""
        words = _distinct(words)
        content = [clause for clause in words if not clause.term.function_word]
        weight = title_weight(words)
        anywhere: list[Weighted] = []
        titles: list[Weighted] = []
        mass = 0.0
        for clause in words:
            needed = not content or not clause.term.function_word
            in_title = clause.field == "title"
            anywhere += self._lists(clause.term, number, clause.weight, in_title, needed)
            if needed:
                mass += self._mass(clause.term, clause.weight)
            if weight and needed and not in_title:
                titles += self._lists(clause.term, number, clause.weight * weight, True, True)
        bonus = COVERAGE_BONUS if weight >= 1 and len(content or words) > 1 else 0.0
        return Scoring(anywhere, titles, mass, bonus)

    def _weigh(
        self, term: Term, number: int, weight: float, in_title: bool, required: bool
    ) -> tuple[Weighted, ...]:
        segment = self._segments[number]
        take = segment.title_postings if in_title else segment.postings
        return tuple(
            Weighted(
                take(listed.concept), *self._worth(term, listed, weight), required,
                self._mass(term, JOINED if term.optional else 1.0), term.word, listed.concept,
            )
            for listed in term.lists[number]
        )  # fmt: skip

    def _mass(self, term: Term, weight: float) -> float:
        return weight * self._reader.idf(term.articles)

    def _worth(self, term: Term, listed: Listed, weight: float) -> tuple[Scores, int]:
        """Return the worth of each variant mask and the highest of them, in units of the scores."""
        idf = self._reader.idf(term.articles) * (1 - EXACT)
        bonus = self._reader.idf(term.exact_articles) * EXACT
        factor, best = _factors(listed.exact, listed.similar)
        # Even what every article has scores: no score is 0 but that of an article that does not match.
        worth = np.maximum(np.rint((idf + bonus * factor) * weight * UNIT), 1).astype(np.int32)
        return worth, max(round((idf + bonus * best) * weight * UNIT), 1)


def title_weight(words: Sequence[Clause]) -> float:
    """Return what a hit in the title is worth beside one anywhere."""
    count = _count(words)
    if count < len(TITLE_WEIGHTS):
        return TITLE_WEIGHTS[count]
    return LEAD_TITLE_WEIGHT if count >= LEAD_WORDS else 0.0


def refined(words: Sequence[Clause]) -> list[Clause]:
    """Return the words that a second look at the best articles is about; none in a short query."""
    words = _distinct(words)
    if _count(words) < len(TITLE_WEIGHTS):
        return []
    content = [clause for clause in words if not clause.term.function_word] or words
    return [clause for clause in content if not clause.field and not clause.term.optional]


def _count(words: Sequence[Clause]) -> int:
    return sum(not clause.term.optional for clause in words)


def _distinct(words: Sequence[Clause]) -> list[Clause]:
    distinct: dict[tuple[tuple[str, ...], str], Clause] = {}
    for clause in words:
        distinct.setdefault((clause.term.keys, clause.field), clause)
    return list(distinct.values())


@lru_cache(1024)
def _factors(exact: int, similar: int) -> tuple[NDArray[np.float64], float]:
    """Return by variant mask the share of the exact form's worth, and the highest share."""
    masks = np.arange(256)
    factor = np.where(masks & similar, SIMILAR, 0.0)
    factor[(masks & exact) != 0] = 1.0
    return factor, float(factor.max())
