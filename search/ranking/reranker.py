"""A second look at the best articles: how early its words come, which stand together,
and other words of their families.

A short query names what it wants; a question or a headline tells about it in words that the article
may derive otherwise (`demolare` for `a demola`), and news says what matters first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...index.native import loops
from ...index.segment.articles import SegmentArticles
from ...index.segment.postings.impacts import LEVELS
from ..store import Found
from ..vocabulary.term_resolver import TermResolver
from .clauses import Clause
from .neighbours import NEAR_SPAN

# Articles looked at again: 50 move nothing by more than .002 on any dev set. Fragments of financial titles
# have .800 with 20, .823 with 50, which costs a tenth of the time of such a search.
DEPTH = 20
# MRR@10 on the dev sets of `python -m bench.quality` (XQuAD, headlines, financial headlines): without
# families .951, .711, .643; without early words .955, .699, .632; with both .954, .708, .646.
FAMILY = 0.8
# Of long queries; twice that of short ones. With .4 for all XQuAD has .951, financial headlines .655; with .5
# keywords with a typo have .915, not .911, and beginnings of two words without title .180, not .175.
EARLY = 0.25
SHORT = 3
# A word this many positions into the text counts half of one at the beginning.
EARLY_HALF = 40
# A word in the title at its own place in the query, and how many places off it counts half: who types a
# headline begins at its beginning. Half for each content word more than SHORT. First two and three words of
# headlines that keep their titles have .599 and .811 without, .624 and .838 with it; keywords .942 and .943,
# financial keywords .781 and .778. For long queries too XQuAD has .953, not .955.
IN_PLACE = 0.5
IN_PLACE_HALF = 2

# Two words as far from each other as in the query. A query of a few words is often
# copied, a question never: fragments of titles, 4 to 6 words without diacritics, have .876 without and
# .908 with it, fragments of bodies .718 and .839. So it counts half for each content word more than these,
# and a tenth at least: without that leads have .678, not .684.
NEAR_IN_FULL = 4
NEAR = 0.1
_SAME = np.arange(256, dtype=np.uint8)

Floats = NDArray[np.float64]


class Share(NamedTuple):
    """What a word, or two, adds to the scores of some articles; `kind` is early, title, near or family."""

    word: str
    kind: str
    scores: Floats


def shares(
    words: Sequence[Clause],
    reader: TermResolver,
    segment: SegmentArticles,
    number: int,
    docs: NDArray[np.int64],
) -> list[Share]:
    """Return what the second look adds to articles of segment `number`, which are ascending."""
    if not words or not len(docs):
        return []
    early, in_title, near = _scores(words, reader, segment, number, docs)
    found = [Share(clause.term.word, "early", scores) for clause, scores in zip(words, early, strict=True)]
    found += [
        Share(clause.term.word, "title", scores) for clause, scores in zip(words, in_title, strict=True)
    ]
    found += [
        Share(f"{first.term.word} {second.term.word}", "near", scores)
        for first, second, scores in zip(words, words[1:], near, strict=False)
    ]
    families = _families(words, early, reader, segment, number, docs)
    return found + [Share(clause.term.word, "family", scores) for clause, scores in families]


def _added(
    words: Sequence[Clause],
    reader: TermResolver,
    segment: SegmentArticles,
    number: int,
    docs: NDArray[np.int64],
) -> Floats:
    """Return what all shares of articles add up to, in the same order."""
    scores = _scores(words, reader, segment, number, docs)
    total: Floats = scores.reshape(-1, len(docs)).sum(axis=0)
    for _, more in _families(words, scores[0], reader, segment, number, docs):
        total += more
    return total


def _families(
    words: Sequence[Clause],
    early: Floats,
    reader: TermResolver,
    segment: SegmentArticles,
    number: int,
    docs: NDArray[np.int64],
) -> Iterator[tuple[Clause, Floats]]:
    """Yield what words that some articles lack add to these by others of their families."""
    # Every word that is there comes early to some degree.
    absent = early == 0
    for at in np.flatnonzero(absent.any(axis=1)).tolist():
        relatives = reader.relatives(words[at].term)
        if relatives.lists[number]:
            articles = min(words[at].term.articles + relatives.articles, reader.articles)
            highest = np.where(absent[at], _highest_impact(segment, relatives.lists[number], docs), 0)
            yield words[at], highest * FAMILY * reader.idf(articles) / LEVELS


def _scores(
    words: Sequence[Clause],
    reader: TermResolver,
    segment: SegmentArticles,
    number: int,
    docs: NDArray[np.int64],
) -> Floats:
    """Return what each word, early, in the title and before the next, adds to articles: float64[3, W, N]."""
    lists = [(at, each.concept) for at, word in enumerate(words) for each in word.term.lists[number]]
    found = segment.occurrences.find([concept for _, concept in lists], docs)
    places = [word.place for word in words]
    apart = [second - first for first, second in pairwise(places)]
    count = len(words)
    worths = _early_worth(count), EARLY_HALF, _in_place_worth(count), IN_PLACE_HALF, _near_worth(count)
    scores = np.empty((3, count, len(docs)))
    loops.second_look(
        found.concepts, found.articles, found.positions, np.array([at for at, _ in lists], np.int64),
        segment.title_lengths[docs], np.array(places, np.int64),
        np.array([each if each <= NEAR_SPAN else 0 for each in (*apart, 0)], np.int64),
        np.array([reader.idf(word.term.articles) for word in words]), np.array(worths, np.float64),
        scores.ravel(),
    )  # fmt: skip
    return scores


def _near_worth(count: int) -> float:
    """Return what two words that stand together are worth in a query of so many content words."""
    return max(NEAR, 0.5 ** max(count - NEAR_IN_FULL, 0))


def _in_place_worth(count: int) -> float:
    """Return what a word at its own place in the title is worth in a query of so many content words."""
    return IN_PLACE * 0.5 ** max(count - SHORT, 0)


def _early_worth(count: int) -> float:
    """Return what a word at the very beginning is worth in a query of so many content words."""
    return EARLY * (1 + 0.5 ** max(count - SHORT, 0))


def _highest_impact(
    segment: SegmentArticles, concepts: Sequence[int], docs: NDArray[np.int64]
) -> NDArray[np.uint8]:
    highest = np.zeros(len(docs), np.uint8)
    for postings in map(segment.postings, concepts):
        loops.highest_among(postings.docs, postings.impact, _SAME, docs, highest)
    return highest


def refine(
    found: Sequence[Found], words: Sequence[Clause], reader: TermResolver, segments: Sequence[SegmentArticles]
) -> list[Found]:
    """Return the articles in the order of their scores after a second look at the first of them."""
    best, rest = found[:DEPTH], found[DEPTH:]
    added = np.zeros(len(best))
    for number, segment in enumerate(segments):
        here = [at for at, each in enumerate(best) if each.segment == number]
        docs = np.array([best[at].doc for at in here], np.int64)
        order = np.argsort(docs)
        if here and words:
            added[np.array(here, np.int64)[order]] = _added(words, reader, segment, number, docs[order])
    refined = [
        Found(each.segment, each.doc, each.score + more, more)
        for each, more in zip(best, added.tolist(), strict=True)
    ]
    return sorted(refined, key=lambda each: -each.score) + list(rest)
