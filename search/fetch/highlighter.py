"""Which positions of an article answer a query: the ground of snippets and of the article page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from ...index.deadline import checked
from ..query.tree import Node, Phrase, Prefix, Word, leaves
from ..ranking.matcher import Matcher, phrase_words
from ..vocabulary.term_resolver import TermResolver
from ..vocabulary.wildcards import matching_forms
from .snippets import Mark


class Highlighter:
    """Finds the matches of one query in articles of one segment."""

    def __init__(self, query: Node, matcher: Matcher, resolver: TermResolver) -> None:
        self._matcher, self._segment, self._resolver = matcher, matcher.segment, resolver
        words: dict[int, tuple[int, float, bool]] = {}
        functions: dict[int, tuple[int, float, bool]] = {}
        self._phrases: list[tuple[Phrase, int, float]] = []
        for number, leaf in enumerate(leaves(query)):
            if isinstance(leaf, Phrase):
                self._phrases.append(self._phrase(leaf, number))
            else:
                self._enter(leaf, number, words, functions)
        # Function words are only worth a mark where the query has nothing else.
        self._concepts = words or ({} if self._phrases else functions)

    def _enter(
        self,
        leaf: Word | Prefix,
        number: int,
        words: dict[int, tuple[int, float, bool]],
        functions: dict[int, tuple[int, float, bool]],
    ) -> None:
        if isinstance(leaf, Prefix):
            for concept in self._prefixed(leaf):
                words.setdefault(concept, (number << 8, 1.0, False))
            return
        for token in leaf.tokens:
            for at, term in enumerate(token.terms):
                into = functions if term.function_word else words
                for listed in term.lists[self._matcher.number]:
                    weight = self._resolver.idf(term.articles)
                    into.setdefault(listed.concept, (number << 8 | at, weight, listed.joined))

    def _prefixed(self, leaf: Prefix, most: int = 200) -> Iterable[int]:
        """Yield the concepts of the commonest forms that a word with a wildcard stands for."""
        numbers = np.asarray(matching_forms(self._segment, leaf.beginning, leaf.tail), np.int64)
        order = np.argsort(-self._segment.form_counts[numbers].astype(np.int64), kind="stable")
        for number in numbers[order[:most]].tolist():
            for concept, _ in self._segment.concepts_of(number):
                yield concept

    def _phrase(self, leaf: Phrase, number: int) -> tuple[Phrase, int, float]:
        words = phrase_words(leaf.tokens)
        return leaf, number << 8, sum(self._resolver.idf(term.articles) for _, term in words)

    def find(self, docs: Sequence[int]) -> list[list[Mark]]:
        """Return the matched positions of each article, in order; positions count from the title's first."""
        order = np.argsort(docs, kind="stable")
        ascending = np.asarray(docs, np.int64)[order]
        found: list[list[Mark]] = [[] for _ in docs]
        places = order.tolist()
        words = list(self._concepts.values())
        occurrences = self._segment.occurrences.find(list(self._concepts), ascending)
        rows = list(zip(*(each.tolist() for each in occurrences), strict=True))
        for concept, article, position in checked(rows):
            found[places[article]].append(Mark(position, *words[concept]))
        for phrase, word, weight in self._phrases:
            self._add_phrase(phrase, word, weight, ascending, order, found)
        for hits in found:
            hits.sort()
        return found

    def _add_phrase(
        self,
        phrase: Phrase,
        word: int,
        weight: float,
        docs: NDArray[np.int64],
        order: NDArray[np.intp],
        found: list[list[Mark]],
    ) -> None:
        words = phrase_words(phrase.tokens)
        articles, starts = self._matcher.phrase(phrase, docs)
        rows = zip(np.searchsorted(docs, articles).tolist(), starts.tolist(), strict=True)
        for article, start in checked(rows):
            found[order[article]].extend(Mark(start + offset, word, weight) for offset, _ in words)
