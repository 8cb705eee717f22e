"""Which positions of an article answer a query: the ground of snippets and of the article page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...index.analysis.folding import fold
from ...index.native import loops
from ...index.segment.articles import SegmentArticles
from ..query.syntax.tree import Node, Phrase, Prefix, Word, leaves
from ..ranking.phrases import find_phrase, phrase_words
from ..ranking.scores.scoring import Docs
from ..store import Found
from ..vocabulary.term_resolver import TermResolver
from ..vocabulary.wildcards import forms_of
from .snippets import ON_HYPHENS, ON_MARKS, Marks, no_marks

# A word of the query: the number of its leaf, and its own number there.
Key = tuple[int, int]


class _Word(NamedTuple):
    """What a concept is a match of: a word, its weight, and whether it is a compound in one word."""

    key: Key
    weight: float
    joined: bool


# The words of a query by the concepts of a segment.
_Words = dict[int, _Word]
# Forms of a word with a wildcard that are looked for, the commonest: all of `p*` would take longer than the
# search.
_MOST_FORMS = 2000
# Places of articles, positions, words, and how far each match reaches.
_Matches = tuple[Docs, Docs, Docs, NDArray[np.uint8]]


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

    def _enter_prefix(self, leaf: Prefix, number: int, words: list[_Words]) -> None:
        """Enter the concepts of the commonest forms that a word with a wildcard stands for."""
        for segment, into in zip(self._segments, words, strict=True):
            numbers = np.asarray(forms_of(segment, leaf), np.int64)
            order = np.argsort(-segment.form_counts[numbers].astype(np.int64), kind="stable")
            for form in numbers[order[:_MOST_FORMS]].tolist():
                for concept, _ in segment.concepts_of(form):
                    into.setdefault(concept, _Word((number, 0), 1.0, False))

    def _phrase(self, leaf: Phrase, number: int, at: int = 0) -> tuple[Phrase, Key, float]:
        words = phrase_words(leaf.tokens)
        return leaf, (number, at), sum(self._resolver.idf(term.articles) for _, term in words)

    def find(self, found: Sequence[Found]) -> Marks:
        """Return the matched positions of each article, in order; positions count from the title's first."""
        parts: list[_Matches] = []
        for number in range(len(self._segments)):
            here = sorted((each.doc, at) for at, each in enumerate(found) if each.segment == number)
            if here:
                docs, places = np.array(here, np.int64).T.copy()
                parts += self._matches(number, docs, places)
        if not parts:
            return no_marks(len(found))
        matches = _joined(parts)
        count, bounds = len(matches[0]), np.empty(len(found) + 1, np.int64)
        positions, words, reach = (
            np.empty(count, np.int64),
            np.empty(count, np.int64),
            np.empty(count, np.uint8),
        )
        loops.order_marks(*matches, positions, words, reach, bounds)
        return Marks(positions, words, reach, self._weights, bounds, self._typed)

    def _matches(self, number: int, docs: Docs, places: Docs) -> Iterator[_Matches]:
        """Yield the matches in ascending articles of a segment, which have these places on the page."""
        chosen, segment = self._chosen[number], self._segments[number]
        words = np.array([self._numbers[word] for word, _, _ in chosen.values()], np.int64)
        reach = np.array([ON_HYPHENS if joined else 0 for _, _, joined in chosen.values()], np.uint8)
        where = segment.occurrences.find(list(chosen), docs)
        yield places[where.articles], where.positions, words[where.concepts], reach[where.concepts]
        for phrase, word, _ in self._phrases:
            begun, starts = find_phrase(phrase, segment, number, docs)
            offsets = np.array([offset for offset, _ in phrase_words(phrase.tokens)], np.int64)
            positions = (starts[:, np.newaxis] + offsets).ravel()
            at = places[docs.searchsorted(begun)].repeat(len(offsets))
            yield at, positions, np.full_like(at, self._numbers[word]), np.full(len(at), ON_MARKS, np.uint8)


def _joined(parts: Sequence[_Matches]) -> _Matches:
    if len(parts) == 1:
        return parts[0]
    places, positions, words, reach = (np.concatenate(column) for column in zip(*parts, strict=True))
    return places, positions, words, reach
