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

from ...index.native.sorted_sets import distinct, intersect
from ...index.segment.impacts import LEVELS
from ...index.segment.reader import Segment
from ...index.segment.term_dictionary import csr
from ..query.term_resolver import TermResolver
from .term_weights import Clause

# Articles looked at again: 50 move nothing by more than .002 on any dev set. Fragments of financial titles
# have .800 with 20, .823 with 50, which costs a tenth of the time of such a search.
DEPTH = 20
# MRR@10 on the dev sets of `python -m bench.quality` (XQuAD, headlines, financial headlines): without
# families .951, .711, .643; without early words .955, .699, .632; with both .955, .708, .652.
FAMILY = 0.8
EARLY = 0.25
# A word this many positions into the text counts half of one at the beginning.
EARLY_HALF = 40

# Two words as far from each other as in the query, at most this far. A query of a few words is often
# copied, a question never: fragments of titles, 4 to 6 words without diacritics, have .876 with 0 and
# .908 with 1, fragments of bodies .718 and .839; XQuAD has .956 with NEAR 0, .955 with .1, .954 with .4.
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
    words: Sequence[Clause], reader: TermResolver, segment: Segment, number: int, docs: NDArray[np.int64]
) -> list[Share]:
    """Return what the second look adds to articles of segment `number`, which are ascending."""
    if not words or not len(docs):
        return []
    idf = np.array([reader.idf(clause.term.articles) for clause in words])
    row = _Row(words, segment, number, docs)
    into_text = row.into_text(segment.title_lengths[docs])
    early = EARLY * idf[:, np.newaxis] / (1 + into_text / EARLY_HALF)
    near = row.near(words) * np.minimum(idf[:-1], idf[1:])[:, np.newaxis]
    found = [Share(clause.term.word, "early", scores) for clause, scores in zip(words, early, strict=True)]
    found += [
        Share(f"{first.term.word} {second.term.word}", "near", scores)
        for first, second, scores in zip(words, words[1:], near, strict=False)
    ]
    for clause, absent in zip(words, np.isinf(into_text), strict=True):
        relatives = reader.relatives(clause.term)
        if absent.any() and relatives.lists[number]:
            articles = min(clause.term.articles + relatives.articles, reader.articles)
            highest = np.where(absent, _highest_impact(segment, relatives.lists[number], docs), 0)
            found.append(Share(clause.term.word, "family", highest * FAMILY * reader.idf(articles) / LEVELS))
    return found


class _Row:
    """Where each word stands, the articles laid out in a row, and a row for each word, as one number."""

    def __init__(
        self, words: Sequence[Clause], segment: Segment, number: int, docs: NDArray[np.int64]
    ) -> None:
        lists = [(at, each.concept) for at, word in enumerate(words) for each in word.term.lists[number]]
        self._words, self._docs = len(words), len(docs)
        begins = csr(segment.title_lengths[docs] + segment.body_lengths[docs] + NEAR_SPAN + 1)
        self._length = int(begins[-1])
        self._begins = (np.arange(len(words))[:, np.newaxis] * self._length + begins[:-1]).ravel()
        found = segment.occurrences.find([concept for _, concept in lists], docs)
        word_of = np.array([at for at, _ in lists], np.int64)
        places = self._begins[word_of[found.concepts] * self._docs + found.articles] + found.positions
        self._places = distinct(places)

    def into_text(self, title_lengths: NDArray[np.uint32]) -> Floats:
        """Return how far into each body each word first stands, 0 for one in the title, inf for none."""
        first = np.searchsorted(self._places, np.append(self._begins, self._words * self._length))
        there = np.flatnonzero(np.diff(first))
        into_text = np.full(len(self._begins), np.inf)
        positions = self._places[first[there]] - self._begins[there]
        into_text[there] = np.maximum(positions - title_lengths[there % self._docs].astype(np.int64), 0)
        return into_text.reshape(self._words, self._docs)

    def near(self, words: Sequence[Clause]) -> Floats:
        """Return what each word gets with the next one for each article, before it is weighted."""
        near = NEAR_IN_FRAGMENT if words[-1].place - words[0].place < FRAGMENT else NEAR
        apart = np.diff([clause.place for clause in words], append=words[0].place)
        close = (apart > 0) & (apart <= NEAR_SPAN)
        word = self._places // self._length
        after = (self._places + self._length + apart[word])[close[word]]
        together = intersect(np.sort(after), self._places)
        owners = np.searchsorted(self._begins, together, "right") - 1
        scores = np.zeros(len(self._begins))
        scores[owners - self._docs] = near
        return scores.reshape(self._words, self._docs)[:-1]


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
    found: Sequence[Found], words: Sequence[Clause], reader: TermResolver, segments: Sequence[Segment]
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
