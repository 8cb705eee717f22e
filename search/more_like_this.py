"""Articles like another: all its telling words as one weighted query, then pairs of words, then the day.

The query is made of the index's own concepts, never of text that is read again. The figures beside the
constants are MRR@10 / recall@10 of a trial on the set of `python -m bench.related`, where the constants as
they stand had .522 / .619; twenty words of the highest tf * idf, read as a query, have .338 / .467 there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..index.analysis.token_parts import shape
from ..index.analysis.tokenizer import tokenize
from ..index.analysis.words.stop_words import is_function_word
from ..index.article import Article
from ..index.local_time import NO_DATE
from ..index.segment.articles import SegmentArticles
from ..index.segment.reader import Segment
from ..index.segment.words import Postings, SegmentWords
from .caching import cached
from .ranking.scores.scoring import UNIT, Scoring, Weighted
from .ranking.scores.top_k import top_k
from .store import Found
from .vocabulary.term_resolver import TermResolver

# Words of the query: .493 / .596 with 40, .511 / .599 with 60.
_TERMS = 100
# Frequencies saturate as in the impacts, sooner: .516 with 1.
_K = 0.5
# What a word counts in a title, beside what it counts anywhere: .505 with 0, .501 with .5.
TITLE = 0.25
# Words that a larger part of many articles has tell nothing, and their lists are long.
_MOST_ARTICLES, _MANY = 0.2, 100
# Characters of an article that are looked at; news says what matters first.
_TEXT = 20_000
# Articles looked at again.
DEPTH = 100
# A pair of words in both articles, in this order and so near, adds this share of the lighter one's weight:
# .463 without pairs, .483 with neighbours alone.
_PAIR = 0.2
_SPAN = 3
# An article of the same day counts twice, one this many days off one and a half times: .454 without dates,
# and where either has none.
_DAYS = 20.0
_DAY = 86_400
# Bytes of words that are kept: half of an article's are among the few thousand that all articles have.
_KEPT = 8 << 20

Ints = NDArray[np.int64]


class _Concept(NamedTuple):
    """A concept: its number in each segment, -1 where it is not there, and how many articles have it."""

    numbers: tuple[int, ...]
    articles: int


class TellingTerm(NamedTuple):
    """A concept of an article: its weight, and its number in each segment, -1 where it is not there."""

    weight: float
    concepts: tuple[int, ...]


class TellingTerms:
    """Finds the words of an article that tell it from others; safe for many threads."""

    def __init__(self, segments: Sequence[SegmentWords], reader: TermResolver) -> None:
        self._segments, self._reader = segments, reader
        self._concepts = cached(self._read_concepts, _KEPT, _size)

    def find(self, number: int, article: Article) -> list[TellingTerm]:
        """Return the concepts of the highest weight in an article of segment `number`: frequency times idf.

        The frequency is saturated.
        """
        most = max(_MOST_ARTICLES * self._reader.articles, _MANY)
        counts: Counter[_Concept] = Counter()
        for form, frequency in _forms(article).items():
            for concept in self._concepts(number, form):
                counts[concept] += frequency
        found = [
            TellingTerm(frequency / (frequency + _K) * self._reader.idf(concept.articles), concept.numbers)
            for concept, frequency in counts.items()
            if 1 < concept.articles <= most
        ]
        return sorted(found, key=lambda term: -term.weight)[:_TERMS]

    def _read_concepts(self, number: int, form: str) -> list[_Concept]:
        """Return the concepts of a form of segment `number`."""
        own = self._segments[number]
        at = own.forms.find(form)
        return [self._everywhere(own, concept) for concept, _ in own.concepts_of(at)] if at >= 0 else []

    def _everywhere(self, own: SegmentWords, concept: int) -> _Concept:
        key = own.concepts.word(concept) if len(self._segments) > 1 else ""
        numbers = tuple(concept if each is own else each.concepts.find(key) for each in self._segments)
        pairs = zip(self._segments, numbers, strict=True)
        return _Concept(numbers, sum(segment.frequency(at) for segment, at in pairs if at >= 0))


class MoreLikeThis:
    """Finds articles like others of an index in files; safe for many threads."""

    def __init__(self, segments: Sequence[Segment], reader: TermResolver) -> None:
        self._segments, self._terms = segments, TellingTerms(segments, reader)

    def find(self, article: Found) -> list[Found]:
        """Return the articles most like one, the best first, without itself; at most a hundred."""
        segments = self._segments
        terms = self._terms.find(article.segment, segments[article.segment].article(article.doc))
        ranked = [
            Found(number, doc, score)
            for number, segment in enumerate(segments)
            for doc, score in _ranked(segment, number, terms)
            if (number, doc) != article[:2]
        ]
        return look_again(segments, article, sorted(ranked, key=lambda each: -each.score)[:DEPTH], terms)


def look_again(
    segments: Sequence[SegmentArticles], article: Found, best: Sequence[Found], terms: Sequence[TellingTerm]
) -> list[Found]:
    """Return the best of some articles by words first, once pairs of words and days count too."""
    date = int(segments[article.segment].dates[article.doc])
    _, own = _pairs(segments[article.segment], article.segment, terms, [article.doc])
    found: list[Found] = []
    for number, segment in enumerate(segments):
        here = sorted((each for each in best if each.segment == number), key=lambda each: each.doc)
        docs = [each.doc for each in here]
        scores = np.array([each.score for each in here])
        scores += _shared_pairs(*_pairs(segment, number, terms, docs), own, terms, len(docs))
        scores *= 1 + _nearness(segment.dates[docs], date)
        found += map(Found, [number] * len(docs), docs, scores.tolist())
    return sorted(found, key=lambda each: (-each.score, int(segments[each.segment].ids[each.doc])))


def whole_worth(weight: float) -> int:
    """Return a weight in the whole units of scores."""
    return max(round(weight * UNIT), 1)


def _size(concepts: Sequence[_Concept], number: int, form: str) -> int:
    return 100 + 4 * len(form) + sum(150 + 40 * len(each.numbers) for each in concepts)


def _forms(article: Article) -> Counter[str]:
    """Return how often each form is in an article, compounds in their parts, no function words."""
    words = Counter(tokenize(f"{article.title}\n{article.body[:_TEXT]}").words)
    forms: Counter[str] = Counter()
    for word, frequency in words.items():
        for part in shape(word).parts:
            if not part.joined and not is_function_word(part.form):
                forms[part.form] += frequency
    return forms


def _ranked(segment: Segment, number: int, terms: Sequence[TellingTerm]) -> Iterator[tuple[int, float]]:
    """Return the best articles of a segment and their scores."""
    anywhere, titles = [], []
    for term in terms:
        concept = term.concepts[number]
        if concept >= 0:
            anywhere.append(_weighted(segment.postings(concept), term.weight))
            titles.append(_weighted(segment.title_postings(concept), term.weight * TITLE))
    ranked = top_k(Scoring(tuple(anywhere), tuple(titles)), DEPTH + 1, segment.articles, segment.alive)
    return zip(ranked.docs.tolist(), ranked.scores.tolist(), strict=True)


def _weighted(postings: Postings, weight: float) -> Weighted:
    worth = whole_worth(weight)
    return Weighted(postings, (worth, worth, worth))


def _pairs(
    segment: SegmentArticles, number: int, terms: Sequence[TellingTerm], docs: Sequence[int]
) -> tuple[Ints, Ints]:
    """Return the distinct pairs of near words in some articles, ascending: the article, the pair.

    A pair of the terms a and b, in this order, is a * len(terms) + b.
    """
    here = [at for at, term in enumerate(terms) if term.concepts[number] >= 0]
    found = segment.occurrences.find([terms[at].concepts[number] for at in here], np.array(docs, np.int64))
    order = np.lexsort((found.positions, found.articles))
    words = np.array(here, np.int64)[found.concepts[order]]
    articles, positions = found.articles[order], found.positions[order]
    pairs = [np.empty((2, 0), np.int64)]
    for step in range(1, _SPAN + 1):
        apart = positions[step:] - positions[:-step]
        near = (articles[step:] == articles[:-step]) & (apart > 0) & (apart <= _SPAN)
        pairs.append(np.stack([articles[step:], words[:-step] * len(terms) + words[step:]])[:, near])
    distinct = np.unique(np.concatenate(pairs, axis=1), axis=1)
    return distinct[0], distinct[1]


def _shared_pairs(
    articles: Ints, pairs: Ints, wanted: Ints, terms: Sequence[TellingTerm], count: int
) -> NDArray[np.float64]:
    """Return what the wanted pairs add to the scores of `count` articles."""
    shared = np.isin(pairs, wanted)
    weights = np.array([term.weight for term in terms])
    first, second = np.divmod(pairs[shared], max(len(terms), 1))
    lighter = _PAIR * np.minimum(weights[first], weights[second])
    return np.asarray(np.bincount(articles[shared], lighter, count), np.float64)


def _nearness(dates: Ints, date: int) -> NDArray[np.float64]:
    """Return 1 for articles of the same time as `date`, less the further off, 0 without a date."""
    if date == NO_DATE:
        return np.zeros(len(dates))
    days = np.abs(dates.astype(np.float64) - date) / _DAY
    return np.where(dates == NO_DATE, 0.0, 1 / (1 + days / _DAYS))
