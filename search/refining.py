"""A second look at the best articles of a long query: how early its words come, which stand together,
and other words of their families.

A short query names what it wants; a question or a headline tells about it in words that the article
may derive otherwise (`demolare` for `a demola`), and news says what matters first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..index.ranking import LEVELS
from ..index.segment import Segment
from ..index.vocabulary import csr
from .matching import intersect
from .reading import Reader, Term
from .scoring import united
from .weights import Clause

# Articles looked at again: 20 to 100 move nothing by more than .002.
DEPTH = 50
# MRR@10 on the dev sets of `python -m bench.quality` (XQuAD, headlines, financial headlines): without
# families .952, .710, .646; without early words .955, .696, .632; with both .956, .704, .654.
FAMILY = 0.8
EARLY = 0.25
# A word this many positions into the text counts half of one at the beginning.
EARLY_HALF = 40

# Two words as far from each other as in the query, at most this far. A query of a few words is often
# copied, a question never: fragments of titles, 4 to 6 words without diacritics, have .877 with 0 and
# .912 with 1, fragments of bodies .718 and .845; XQuAD has .956 with NEAR 0, .956 with .1, .954 with .4.
NEAR = 0.1
NEAR_IN_FRAGMENT = 1.0
FRAGMENT = 6
NEAR_SPAN = 3

Floats = NDArray[np.float64]


class Found(NamedTuple):
    """One article among the hits: segment number, article number, score, and what refining added to it."""

    segment: int
    doc: int
    score: float
    added: float = 0.0


class Share(NamedTuple):
    """What a word, or two, adds to the scores of some articles; `kind` is early, near or family."""

    word: str
    kind: str
    scores: Floats


def shares(
    words: Sequence[Clause], reader: Reader, segment: Segment, number: int, docs: NDArray[np.int64]
) -> list[Share]:
    """Return what the second look adds to articles of segment `number`, which are ascending."""
    room = segment.title_lengths[docs] + segment.body_lengths[docs] + NEAR_SPAN + 1
    begins = csr(room)
    near = NEAR_IN_FRAGMENT if words and words[-1].place - words[0].place < FRAGMENT else NEAR
    found = []
    before: tuple[Clause, NDArray[np.int64]] | None = None
    for clause in words:
        term, weight = clause.term, reader.idf(clause.term.articles)
        places = _places(term, segment, number, docs, begins)
        into_text = _into_text(places, segment, docs, begins)
        found.append(Share(term.word, "early", EARLY * weight / (1 + into_text / EARLY_HALF)))
        if before and 0 < clause.place - before[0].place <= NEAR_SPAN:
            other = before[0].term
            together = intersect(before[1] + (clause.place - before[0].place), places)
            scores = np.zeros(len(docs))
            scores[_owners(together, begins)] = near * min(weight, reader.idf(other.articles))
            found.append(Share(f"{other.word} {term.word}", "near", scores))
        before = clause, places
        absent = np.flatnonzero(np.isinf(into_text))
        relatives = reader.relatives(term)
        if len(absent) and relatives.lists[number]:
            scores = np.zeros(len(docs))
            scores[absent] = _highest_impact(segment, relatives.lists[number], docs[absent])
            articles = min(term.articles + relatives.articles, reader.articles)
            found.append(Share(term.word, "family", scores * FAMILY * reader.idf(articles) / LEVELS))
    return found


def _places(
    term: Term, segment: Segment, number: int, docs: NDArray[np.int64], begins: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return where a word stands in the articles as laid out in a row from `begins` on, ascending."""
    found = []
    for listed in term.lists[number]:
        at, positions = segment.positions_in(listed.concept, docs)
        found.append(begins[at] + positions)
    return united(found) if found else np.empty(0, np.int64)


def _owners(places: NDArray[np.int64], begins: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.searchsorted(begins, places, "right") - 1


def _into_text(
    places: NDArray[np.int64], segment: Segment, docs: NDArray[np.int64], begins: NDArray[np.int64]
) -> Floats:
    """Return how far into each body a word first stands, 0 for one in the title, inf for none."""
    first = np.searchsorted(places, begins)
    there = np.flatnonzero(np.diff(first))
    into_text = np.full(len(docs), np.inf)
    bodies = begins[there] + segment.title_lengths[docs[there]]
    into_text[there] = np.maximum(places[first[there]] - bodies, 0)
    return into_text


def _highest_impact(segment: Segment, concepts: Sequence[int], docs: NDArray[np.int64]) -> Floats:
    highest = np.zeros(len(docs))
    for concept in concepts:
        postings = segment.postings(concept)
        at = np.searchsorted(postings.docs, docs.astype(np.uint32))
        at[at == len(postings.docs)] = 0
        there = postings.docs[at] == docs
        highest = np.maximum(highest, np.where(there, postings.impact[at], 0))
    return highest


def refine(
    found: Sequence[Found], words: Sequence[Clause], reader: Reader, segments: Sequence[Segment]
) -> list[Found]:
    """Return the articles in the order of their scores after a second look at the first of them."""
    best, rest = found[:DEPTH], found[DEPTH:]
    added = np.zeros(len(best))
    for number, segment in enumerate(segments):
        here = [at for at, each in enumerate(best) if each.segment == number]
        docs = np.array([best[at].doc for at in here], np.int64)
        order = np.argsort(docs)
        for share in shares(words, reader, segment, number, docs[order]):
            added[np.array(here)[order]] += share.scores
    refined = [
        each._replace(score=each.score + more, added=more)
        for each, more in zip(best, added.tolist(), strict=True)
    ]
    return sorted(refined, key=lambda each: -each.score) + list(rest)
