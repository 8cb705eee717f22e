"""What a query word is worth in a segment. Every constant names the measurement that chose it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..index.segment import Segment
from .reading import Reader, Term, Token
from .scoring import Scoring, Weighted

# MRR@10 on the dev sets of `python -m bench.quality`, all other constants as they stand.
# The share of the exact form: .1 gives XQuAD .940, .2 gives .947, .3 gives .948, and keywords
# inflected otherwise .910, .901, .891.
EXACT = 0.2
# A form that differs from the typed one in its diacritics only: 0 to 1 move nothing by more than .002.
SIMILAR = 0.5
# By number of words, function words too. Short queries are headline words, questions are not: XQuAD
# has .943 with 2 for four words, .947 with 1, .950 with 0; keywords have .943 with 2, .945 with 4.
TITLE_WEIGHTS = (4.0, 4.0, 4.0, 4.0, 1.0)
LONG_TITLE_WEIGHT = 0.0
# For titles that cover a short query: keywords inflected otherwise have .887 with 0, .901 with 1.
COVERAGE_BONUS = 1.0
# A compound in one word beside its parts: .25 to 1 move nothing.
JOINED = 0.5


class Clause(NamedTuple):
    """A query word in the ranking: its term, its field, how much it counts."""

    term: Term
    field: str = ""
    weight: float = 1.0


def clauses(tokens: Sequence[Token], field: str = "") -> list[Clause]:
    """Return the words of some tokens as clauses; a compound in one word counts less than its parts."""
    return [
        Clause(term, field, JOINED if term.optional else 1.0)
        for token in tokens
        for term in token.terms
        if term.known
    ]


def scoring(words: Sequence[Clause], reader: Reader, segment: Segment, number: int) -> Scoring:
    """Return how the articles of segment `number` are scored for some words."""
    words = _distinct(words)
    content = [clause for clause in words if not clause.term.function_word]
    required = content or words
    weight = title_weight(sum(not clause.term.optional for clause in words))
    anywhere, titles = [], []
    for clause in words:
        needed = clause in required
        anywhere += _weighted(clause, reader, segment, number, needed)
        if weight and needed and clause.field != "title":
            titles += _in_title(clause, reader, segment, number, weight)
    mass = sum(_mass(clause, reader) for clause in required)
    bonus = COVERAGE_BONUS if weight >= 1 and len(required) > 1 else 0.0
    return Scoring(anywhere, titles, mass, bonus)


def title_weight(words: int) -> float:
    """Return what a hit in the title is worth beside one anywhere, for a query of this many words."""
    return TITLE_WEIGHTS[words] if words < len(TITLE_WEIGHTS) else LONG_TITLE_WEIGHT


def _distinct(words: Sequence[Clause]) -> list[Clause]:
    return list({(clause.term.keys, clause.field): clause for clause in words}.values())


def _mass(clause: Clause, reader: Reader) -> float:
    return clause.weight * reader.idf(clause.term.articles)


def _worth(clause: Clause, reader: Reader, exact: int, similar: int) -> tuple[np.ndarray, float]:
    """Return the worth of each variant mask and the highest of them."""
    idf = reader.idf(clause.term.articles) * (1 - EXACT)
    bonus = reader.idf(clause.term.exact_articles) * EXACT
    masks = np.arange(256)
    factor = np.where(masks & similar, SIMILAR, 0.0)
    factor[(masks & exact) != 0] = 1.0
    worth = ((idf + bonus * factor) * clause.weight).astype(np.float32)
    best = 1.0 if exact else SIMILAR if similar else 0.0
    return worth, float((idf + bonus * best) * clause.weight)


def _weighted(
    clause: Clause, reader: Reader, segment: Segment, number: int, required: bool
) -> list[Weighted]:
    found = []
    for concept, exact, similar in clause.term.lists[number]:
        worth, bound = _worth(clause, reader, exact, similar)
        take = segment.title_postings if clause.field == "title" else segment.postings
        found.append(Weighted(take(concept), worth, bound, required, 0.0, clause.term.word, concept))
    return found


def _in_title(clause: Clause, reader: Reader, segment: Segment, number: int, weight: float) -> list[Weighted]:
    found = []
    for concept, exact, similar in clause.term.lists[number]:
        worth, bound = _worth(clause, reader, exact, similar)
        mass = _mass(clause, reader)
        postings = segment.title_postings(concept)
        if len(postings.docs):
            worth = worth * np.float32(weight)
            found.append(Weighted(postings, worth, bound * weight, True, mass, clause.term.word, concept))
    return found
