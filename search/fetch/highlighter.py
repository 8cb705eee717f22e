"""Which positions of an article answer a query: the ground of snippets and of the article page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ...index.analysis.folding import fold
from ...index.segment.articles import SegmentArticles
from ..query.syntax.tree import Node, Phrase, Prefix, Word, leaves
from ..ranking.phrases import find_phrase, phrase_words
from ..ranking.scores.scoring import Docs
from ..store import Found
from ..vocabulary.term_resolver import TermResolver
from ..vocabulary.wildcards import forms_of
from .snippets import ON_HYPHENS, ON_MARKS, Marks

# Bits of a match below its article, its position and its word: more than either takes.
_ARTICLE, _WORD_BITS, _REACH_BITS = 48, 16, 2
_POSITION, _WORD = (1 << _ARTICLE - _WORD_BITS) - 1, (1 << _WORD_BITS - _REACH_BITS) - 1
_REACH = (1 << _REACH_BITS) - 1


# A word of the query: the number of its leaf, and its own number there.
Key = tuple[int, int]


class _Word(NamedTuple):
    """What a concept is a match of: a word, its weight, and whether it is a compound in one word."""

    key: Key
    weight: float
    joined: bool


# The words of a query by the concepts of a segment.
_Words = dict[int, _Word]


class Highlighter:
    """Finds the matches of one query in articles."""

    def __init__(self, query: Node, segments: Sequence[SegmentArticles], resolver: TermResolver) -> None:
        self._segments, self._resolver = segments, resolver
        words: list[_Words] = [{} for _ in segments]
        functions: list[_Words] = [{} for _ in segments]
        self._phrases: list[tuple[Phrase, Key, float]] = []
        for number, leaf in enumerate(leaves(query)):
            if isinstance(leaf, Phrase):
                self._phrases.append(self._phrase(leaf, number))
            elif isinstance(leaf, Prefix):
                self._enter_prefix(leaf, number, words)
            else:
                self._enter(leaf, number, words, functions)
        # Function words are only worth a mark where the query has nothing else.
        self._chosen = words if any(words) or self._phrases else functions
        weights = {word: weight for chosen in self._chosen for word, weight, _ in chosen.values()}
        weights |= {word: weight for _, word, weight in self._phrases}
        self._typed = tuple(
            fold(token.text.lower())
            for leaf in leaves(query)
            if isinstance(leaf, Word)
            for token in leaf.tokens
        )
        # Words are numbered in the order that they have in the query.
        self._numbers = {word: number for number, word in enumerate(sorted(weights))}
        self._weights = np.array([weights[word] for word in self._numbers], np.float64)

    def _enter(self, leaf: Word, number: int, words: list[_Words], functions: list[_Words]) -> None:
        for at, term in enumerate(term for token in leaf.tokens for term in token.terms):
            weight = self._resolver.idf(term.articles)
            for into, listed in zip(functions if term.function_word else words, term.lists, strict=True):
                for each in listed:
                    into.setdefault(each.concept, _Word((number, at), weight, each.joined))
        # Where a text has a compound in two words, these are one match.
        for at, token in enumerate(leaf.tokens):
            if len(token.terms) > 1 and len(token.parts) == token.positions:
                phrase = Phrase(token.text, tokens=(token,))
                self._phrases.append(self._phrase(phrase, number, -at - 1))

    def _enter_prefix(self, leaf: Prefix, number: int, words: list[_Words], most: int = 200) -> None:
        """Enter the concepts of the commonest forms that a word with a wildcard stands for."""
        for segment, into in zip(self._segments, words, strict=True):
            numbers = np.asarray(forms_of(segment, leaf), np.int64)
            order = np.argsort(-segment.form_counts[numbers].astype(np.int64), kind="stable")
            for form in numbers[order[:most]].tolist():
                for concept, _ in segment.concepts_of(form):
                    into.setdefault(concept, _Word((number, 0), 1.0, False))

    def _phrase(self, leaf: Phrase, number: int, at: int = 0) -> tuple[Phrase, Key, float]:
        words = phrase_words(leaf.tokens)
        return leaf, (number, at), sum(self._resolver.idf(term.articles) for _, term in words)

    def find(self, found: Sequence[Found]) -> Marks:
        """Return the matched positions of each article, in order; positions count from the title's first."""
        # A match in one number: its article, position and word, and how far it reaches.
        matches = [np.empty(0, np.int64)]
        for number in range(len(self._segments)):
            here = sorted((each.doc, at) for at, each in enumerate(found) if each.segment == number)
            if here:
                docs, articles = np.array(here, np.int64).T.copy()
                matches += self._matches(number, docs, articles << _ARTICLE)
        rows = np.sort(np.concatenate(matches))
        bounds = rows.searchsorted(np.arange(len(found) + 1) << _ARTICLE)
        positions, words = rows >> _WORD_BITS & _POSITION, rows >> _REACH_BITS & _WORD
        return Marks(positions, words, (rows & _REACH).astype(np.uint8), self._weights, bounds, self._typed)

    def _matches(self, number: int, docs: Docs, articles: Docs) -> Iterator[Docs]:
        """Yield the matches in ascending articles of a segment; `articles` are their parts of the numbers."""
        chosen, segment = self._chosen[number], self._segments[number]
        low = np.array(
            [self._low(word, ON_HYPHENS if joined else 0) for word, _, joined in chosen.values()], np.int64
        )
        where = segment.occurrences.find(list(chosen), docs)
        yield articles[where.articles] | where.positions << _WORD_BITS | low[where.concepts]
        for phrase, word, _ in self._phrases:
            begun, starts = find_phrase(phrase, segment, number, docs)
            offsets = np.array([offset for offset, _ in phrase_words(phrase.tokens)], np.int64)
            positions = (starts[:, np.newaxis] + offsets).ravel()
            of_articles = articles[docs.searchsorted(begun)].repeat(len(offsets))
            yield of_articles | positions << _WORD_BITS | self._low(word, ON_MARKS)

    def _low(self, word: Key, reach: int) -> int:
        return self._numbers[word] << _REACH_BITS | reach
