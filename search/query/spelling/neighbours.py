"""What the other words of a query say for one of them: articles that have both, or one beside the other."""

from __future__ import annotations

from collections.abc import Sequence

from ...store import Store
from ..terms import Token
from ..tree import Bool, Phrase, Word

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

    def articles(self, token: Token, own: float) -> float:
        """Return in how many articles a word would be if all had the neighbour that speaks most for it.

        `own` is in how many it is.
        """
        every = self._store.vocabulary.articles
        before = self._share(self._before, (self._before, token), own / every) if self._before else 0.0
        after = self._share(self._after, (token, self._after), own / every) if self._after else 0.0
        return max(before, after) * max(every, _LEAST_ARTICLES)

    def alone(self, own: float) -> float:
        """Return in how many articles a word is, without a look at its neighbours."""
        every = max(self._store.vocabulary.articles, 1)
        return own * max(every, _LEAST_ARTICLES) / every

    def _share(self, other: Token, pair: tuple[Token, Token], everywhere: float) -> float:
        """Return in what share of the articles with another word a word is, as far as evidence goes."""
        together = self._store.count(Bool(must=tuple(Word(each.text, tokens=(each,)) for each in pair)))
        beside = self._store.count(Phrase("", tokens=pair)) if together else 0
        found = _ELSEWHERE * everywhere + _TOGETHER * together + _BESIDE * beside
        return found / (_ELSEWHERE + _articles(other))


def _says_something(token: Token) -> bool:
    return all(term.known and not term.function_word for term in token.terms if not term.optional)


def _articles(token: Token) -> int:
    return min((term.articles for term in token.terms if not term.optional), default=0)
