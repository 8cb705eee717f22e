"""What the other words of a query say for one of them: articles that have both, or one beside the other."""

from __future__ import annotations

from collections.abc import Sequence

from ...store import Store
from ..syntax.tree import Bool, Phrase, Word
from ..terms import Token

# What an article that has both words counts, and one that has them side by side beside that; and in how many
# articles without a word it is taken to be as frequent as everywhere.
_TOGETHER, _BESIDE, _ELSEWHERE = 1.0, 3.0, 60
# A smaller index counts as one of so many articles: what is frequent in it is frequent.
_LEAST_ARTICLES = 1000


class Neighbours:
    """The nearest words before and behind a place in a query that the index knows and that say something.

    `before` are all words before it.
    """

    def __init__(self, store: Store, before: Sequence[Token], after: Sequence[Token]) -> None:
        self._store, self.before = store, before
        self._before = next(filter(_says_something, reversed(before)), None)
        self._after = next(filter(_says_something, after), None)

    def __bool__(self) -> bool:
        return self._before is not None or self._after is not None

    def articles(self, words: Sequence[tuple[Token, float]]) -> list[float]:
        """Return in how many articles each word would be if all had the neighbour that speaks most for it.

        Behind each word stands in how many it is.
        """
        every = self._store.vocabulary.articles
        shares = [[0.0] * len(words)]
        if before := self._before:
            shares.append(self._shares(before, [(before, token) for token, _ in words], words))
        if after := self._after:
            shares.append(self._shares(after, [(token, after) for token, _ in words], words))
        return [max(each) * max(every, _LEAST_ARTICLES) for each in zip(*shares, strict=True)]

    def alone(self, own: float) -> float:
        """Return in how many articles a word is, without a look at its neighbours."""
        every = max(self._store.vocabulary.articles, 1)
        return own * max(every, _LEAST_ARTICLES) / every

    def _shares(
        self, other: Token, pairs: Sequence[tuple[Token, Token]], words: Sequence[tuple[Token, float]]
    ) -> list[float]:
        """Return in what share of the articles with another word each word is, as far as evidence goes."""
        count, every = self._store.counts, self._store.vocabulary.articles
        together = count(
            [Bool(must=tuple(Word(each.text, tokens=(each,)) for each in pair)) for pair in pairs]
        )
        met = [pair for pair, articles in zip(pairs, together, strict=True) if articles]
        beside = iter(count([Phrase("", tokens=pair) for pair in met]))
        return [
            (_ELSEWHERE * own / every + _TOGETHER * both + (_BESIDE * next(beside) if both else 0.0))
            / (_ELSEWHERE + _articles(other))
            for (_, own), both in zip(words, together, strict=True)
        ]


def _says_something(token: Token) -> bool:
    return all(term.known and not term.function_word for term in token.terms if not term.optional)


def _articles(token: Token) -> int:
    return min((term.articles for term in token.terms if not term.optional), default=0)
