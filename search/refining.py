"""A second look at the best articles of a long query: how early its words come, and their families.

A short query names what it wants; a question or a headline tells about it in words that the article
may derive otherwise (`construi` for `construcția`), and news says what matters first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..index.ranking import LEVELS
from ..index.segment import Segment
from .reading import Reader, Term

# Articles looked at again: 20 to 100 move nothing by more than .002.
DEPTH = 50
# MRR@10 on the dev sets of `python -m bench.quality` (XQuAD, headlines, financial headlines), each
# constant set to 0: without families .952, .709, .641; without early words .955, .699, .640; with
# both .956, .704, .652.
FAMILY = 0.8
EARLY = 0.25
# A word this many positions into the text counts half of one at the beginning.
EARLY_HALF = 40

Floats = NDArray[np.float64]


class Found(NamedTuple):
    """One article among the hits: segment number, article number, score, and what refining added to it."""

    segment: int
    doc: int
    score: float
    added: float = 0.0


class Share(NamedTuple):
    """What a word adds to the scores of some articles; `kind` is `early` or `family`."""

    term: Term
    kind: str
    scores: Floats


def shares(
    terms: Sequence[Term], reader: Reader, segment: Segment, number: int, docs: NDArray[np.int64]
) -> list[Share]:
    """Return what the second look adds to articles of segment `number`, which are ascending."""
    found = []
    for term in terms:
        first = _first_positions(term, segment, number, docs)
        weight = reader.idf(term.articles)
        found.append(Share(term, "early", EARLY * weight / (1 + first / EARLY_HALF)))
        absent = np.flatnonzero(np.isinf(first))
        relatives = reader.relatives(term)
        if len(absent) and relatives.lists[number]:
            scores = np.zeros(len(docs))
            scores[absent] = _highest_impact(segment, relatives.lists[number], docs[absent])
            articles = min(term.articles + relatives.articles, reader.articles)
            found.append(Share(term, "family", scores * FAMILY * reader.idf(articles) / LEVELS))
    return found


def _first_positions(term: Term, segment: Segment, number: int, docs: NDArray[np.int64]) -> Floats:
    """Return how far into each body a word first stands, 0 for one in the title, inf for none."""
    first = np.full(len(docs), np.inf)
    for listed in term.lists[number]:
        at, positions = segment.first_positions(listed.concept, docs)
        into_body = np.maximum(positions - segment.title_lengths[docs[at]].astype(np.int64), 0)
        first[at] = np.minimum(first[at], into_body)
    return first


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
    found: Sequence[Found], terms: Sequence[Term], reader: Reader, segments: Sequence[Segment]
) -> list[Found]:
    """Return the articles in the order of their scores after a second look at the first of them."""
    best, rest = found[:DEPTH], found[DEPTH:]
    added = np.zeros(len(best))
    for number, segment in enumerate(segments):
        here = [at for at, each in enumerate(best) if each.segment == number]
        docs = np.array([best[at].doc for at in here], np.int64)
        order = np.argsort(docs)
        for share in shares(terms, reader, segment, number, docs[order]):
            added[np.array(here)[order]] += share.scores
    refined = [
        each._replace(score=each.score + more, added=more)
        for each, more in zip(best, added.tolist(), strict=True)
    ]
    return sorted(refined, key=lambda each: -each.score) + list(rest)
