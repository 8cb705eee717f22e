"""What a query word is worth in a segment. Every constant names the measurement that chose it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..index.segment import Segment
from .reading import Listed, Reader, Term, Token
from .scoring import UNIT, Scores, Scoring, Weighted

# MRR@10 on the dev sets of `python -m bench.quality`, all other constants as they stand.
# The share of the exact form: .1 gives XQuAD .940, .2 gives .947, .3 gives .948, and keywords
# inflected otherwise .910, .901, .891.
EXACT = 0.2
# A form that differs from the typed one in its diacritics only: 0 to 1 move nothing by more than .002.
SIMILAR = 0.5
# By number of words, function words too; 0 from four on. Short queries are headline words, questions
# are not: XQuAD has .943 with 2 for four words, .947 with 1, .950 with 0; keywords .943 with 2, .945 with 4.
TITLE_WEIGHTS = (4.0, 4.0, 4.0, 4.0)
# A query this long is a lead or a paragraph, whose main words its headline has: leads of financial news
# have .646 with 0, .662 with .5, .676 with 1.
LEAD_WORDS = 20
LEAD_TITLE_WEIGHT = 1.0
# For titles that cover a short query: keywords inflected otherwise have .887 with 0, .901 with 1.
COVERAGE_BONUS = 1.0
# A compound in one word beside its parts: .25 to 1 move nothing.
JOINED = 0.5


class Clause(NamedTuple):
    """A query word in the ranking: its term, its field, how much it counts, its place in the query."""

    term: Term
    field: str = ""
    weight: float = 1.0
    place: int = 0


def clauses(tokens: Sequence[Token], field: str = "", place: int = 0) -> list[Clause]:
    """Return the known words of some tokens that begin at a place of the query.

    A compound in one word counts less than its parts.
    """
    found = []
    for token in tokens:
        found += [
            Clause(term, field, JOINED if term.optional else 1.0, place + term.offset)
            for term in token.terms
            if term.known
        ]
        place += token.positions
    return found


def scoring(words: Sequence[Clause], reader: Reader, segment: Segment, number: int) -> Scoring:
    """Return how the articles of segment `number` are scored for some words."""
    words = _distinct(words)
    required = _required(words)
    weight = title_weight(words)
    anywhere, titles = [], []
    for clause in words:
        needed = clause in required
        anywhere += _weighted(clause, reader, segment, number, needed)
        if weight and needed and clause.field != "title":
            titles += _in_title(clause, reader, segment, number, weight)
    mass = sum(_mass(clause, reader) for clause in required)
    bonus = COVERAGE_BONUS if weight >= 1 and len(required) > 1 else 0.0
    return Scoring(anywhere, titles, mass, bonus)


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
    return [clause for clause in _required(words) if not clause.field and not clause.term.optional]


def _count(words: Sequence[Clause]) -> int:
    return sum(not clause.term.optional for clause in words)


def _required(words: Sequence[Clause]) -> Sequence[Clause]:
    return [clause for clause in words if not clause.term.function_word] or words


def _distinct(words: Sequence[Clause]) -> list[Clause]:
    distinct: dict[tuple[tuple[str, ...], str], Clause] = {}
    for clause in words:
        distinct.setdefault((clause.term.keys, clause.field), clause)
    return list(distinct.values())


def _mass(clause: Clause, reader: Reader) -> float:
    return clause.weight * reader.idf(clause.term.articles)


def _worth(clause: Clause, reader: Reader, listed: Listed, weight: float = 1.0) -> tuple[Scores, int]:
    """Return the worth of each variant mask and the highest of them, in units of the scores."""
    idf = reader.idf(clause.term.articles) * (1 - EXACT)
    bonus = reader.idf(clause.term.exact_articles) * EXACT
    factor, best = _factors(listed.exact, listed.similar)
    scale = clause.weight * weight * UNIT
    worth = np.rint((idf + bonus * factor) * scale).astype(np.int32)
    return worth, round((idf + bonus * best) * scale)


@lru_cache(1024)
def _factors(exact: int, similar: int) -> tuple[NDArray[np.float64], float]:
    """Return by variant mask the share of the exact form's worth, and the highest share."""
    masks = np.arange(256)
    factor = np.where(masks & similar, SIMILAR, 0.0)
    factor[(masks & exact) != 0] = 1.0
    return factor, float(factor.max())


def _weighted(
    clause: Clause, reader: Reader, segment: Segment, number: int, required: bool
) -> list[Weighted]:
    take = segment.title_postings if clause.field == "title" else segment.postings
    return [
        Weighted(
            take(listed.concept), *_worth(clause, reader, listed), required,
            word=clause.term.word, concept=listed.concept,
        )
        for listed in clause.term.lists[number]
    ]  # fmt: skip


def _in_title(clause: Clause, reader: Reader, segment: Segment, number: int, weight: float) -> list[Weighted]:
    mass = _mass(clause, reader)
    lists = [(listed, segment.title_postings(listed.concept)) for listed in clause.term.lists[number]]
    return [
        Weighted(
            postings, *_worth(clause, reader, listed, weight),
            mass=mass, word=clause.term.word, concept=listed.concept,
        )
        for listed, postings in lists
        if len(postings.docs)
    ]  # fmt: skip
