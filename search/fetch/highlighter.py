"""Which positions of an article answer a query: the ground of snippets and of the article page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from ..query.tree import Node, Phrase, Prefix, Word, leaves
from ..ranking.matcher import Docs, Matcher, phrase_words
from ..vocabulary.term_resolver import TermResolver
from ..vocabulary.wildcards import matching_forms
from .snippets import NO_MARKS, Marks

# Bits of a match below its article, and below its position: more than either takes.
_ARTICLE, _WORD_BITS = 48, 16
_POSITION, _WORD = (1 << _ARTICLE - _WORD_BITS) - 1, (1 << _WORD_BITS - 1) - 1


# A word of the query: the number of its leaf, and its own number there.
Key = tuple[int, int]


class _Word(NamedTuple):
    """What a concept is a match of: a word, its weight, and whether it is a compound in one word."""

    key: Key
    weight: float
    joined: bool


class Highlighter:
    """Finds the matches of one query in articles of one segment."""

    def __init__(self, query: Node, matcher: Matcher, resolver: TermResolver) -> None:
        self._matcher, self._segment, self._resolver = matcher, matcher.segment, resolver
        words: dict[int, _Word] = {}
        functions: dict[int, _Word] = {}
        self._phrases: list[tuple[Phrase, Key, float]] = []
        for number, leaf in enumerate(leaves(query)):
            if isinstance(leaf, Phrase):
                self._phrases.append(self._phrase(leaf, number))
            else:
                self._enter(leaf, number, words, functions)
        # Function words are only worth a mark where the query has nothing else.
        chosen = words or ({} if self._phrases else functions)
        self._concepts = list(chosen)
        weights = {word: weight for word, weight, _ in chosen.values()}
        weights |= {word: weight for _, word, weight in self._phrases}
        # Words are numbered in the order that they have in the query.
        self._numbers = {word: number for number, word in enumerate(sorted(weights))}
        self._weights = np.array([weights[word] for word in self._numbers])
        self._whole = frozenset(self._numbers[word] for _, word, _ in self._phrases)
        # A match in one number: its article, position and word, and whether it is a compound.
        self._low = np.array(
            [self._numbers[word] << 1 | joined for word, _, joined in chosen.values()], np.int64
        )

    def _enter(
        self,
        leaf: Word | Prefix,
        number: int,
        words: dict[int, _Word],
        functions: dict[int, _Word],
    ) -> None:
        if isinstance(leaf, Prefix):
            for concept in self._prefixed(leaf):
                words.setdefault(concept, _Word((number, 0), 1.0, False))
            return
        for at, term in enumerate(term for token in leaf.tokens for term in token.terms):
            into = functions if term.function_word else words
            for listed in term.lists[self._matcher.number]:
                word = _Word((number, at), self._resolver.idf(term.articles), listed.joined)
                into.setdefault(listed.concept, word)

    def _prefixed(self, leaf: Prefix, most: int = 200) -> Iterable[int]:
        """Yield the concepts of the commonest forms that a word with a wildcard stands for."""
        numbers = np.asarray(matching_forms(self._segment, leaf.beginning, leaf.tail), np.int64)
        order = np.argsort(-self._segment.form_counts[numbers].astype(np.int64), kind="stable")
        for number in numbers[order[:most]].tolist():
            for concept, _ in self._segment.concepts_of(number):
                yield concept

    def _phrase(self, leaf: Phrase, number: int) -> tuple[Phrase, Key, float]:
        words = phrase_words(leaf.tokens)
        return leaf, (number, 0), sum(self._resolver.idf(term.articles) for _, term in words)

    def find(self, docs: Sequence[int]) -> list[Marks]:
        """Return the matched positions of each article, in order; positions count from the title's first."""
        order = np.argsort(docs, kind="stable")
        ascending = np.asarray(docs, np.int64)[order]
        concepts, articles, positions = self._segment.occurrences.find(self._concepts, ascending)
        matches = [
            articles << _ARTICLE | positions << _WORD_BITS | self._low[concepts],
            *(self._phrase_matches(phrase, word, ascending) for phrase, word, _ in self._phrases),
        ]
        found = np.sort(np.concatenate(matches))
        positions, words, joined = found >> _WORD_BITS & _POSITION, found >> 1 & _WORD, (found & 1) > 0
        ends = found.searchsorted(np.arange(1, len(docs) + 1) << _ARTICLE).tolist()
        marks = [NO_MARKS] * len(docs)
        for at, begin, end in zip(order.tolist(), [0, *ends], ends, strict=False):
            here = slice(begin, end)
            marks[at] = Marks(positions[here], words[here], joined[here], self._weights, self._whole)
        return marks

    def _phrase_matches(self, phrase: Phrase, word: Key, docs: Docs) -> Docs:
        articles, starts = self._matcher.phrase(phrase, docs)
        offsets = np.array([offset for offset, _ in phrase_words(phrase.tokens)], np.int64)
        positions = (starts[:, np.newaxis] + offsets).ravel()
        of_articles = np.searchsorted(docs, articles).repeat(len(offsets))
        return of_articles << _ARTICLE | positions << _WORD_BITS | self._numbers[word] << 1
