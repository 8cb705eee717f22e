"""Words of the index that may have been meant by another, each with the cost of the slip."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ....index.analysis.words.stemmer import is_mere_prefix
from ....index.analysis.words.stop_words import is_function_word
from ....index.deadline import checked
from ...caching import cached
from ...store import NearForm, Store
from ..syntax.tree import Phrase
from ..terms import Token
from .attestation import continued
from .slips import likelihood, meant_likelihoods

# From this length on a word may be two edits away, where none at one edit is likelier than `_GOOD`.
LONG = 7
_GOOD = 0.0
# Candidates that are looked at more closely, and the share of its articles that a spelling of one must have.
_MOST, _SPELT = 6, 0.02
# A word that was not typed to its end: letters that are there, that may lack, and the cost of these.
_BEGINNING, _LACKING, _UNFINISHED = 5, 2, 0.7
# The halves of two words typed as one: letters, fewer for a function word, and articles with the rarer.
MIN_HALF = 3
_SHORTEST_HALF = 2
HALF_KNOWN = 3
# Bytes of candidates that are kept, and as many of words typed as one.
_KEPT = 1 << 20


class Meant(NamedTuple):
    """A word that may have been meant as it is spelt, in how many articles it is, and how likely it was."""

    form: str
    articles: int
    likelihood: float

    @property
    def cost(self) -> float:
        """What it costs to have typed the other word for it."""
        return likelihood(self.articles) - self.likelihood


class Candidates:
    """Finds the words that are near an unknown one; safe for many threads."""

    def __init__(self, store: Store) -> None:
        self._store, self._vocabulary = store, store.vocabulary
        self._near = cached(self._find_near, _KEPT, _size)
        self._halves = cached(self._find_halves, _KEPT, _size)

    def common(self, folded: str) -> tuple[Meant, ...]:
        """Return the likeliest of the common words near a folded one, the likeliest first."""
        return self._near(folded, True)

    def rare(self, folded: str) -> tuple[Meant, ...]:
        """Return the likeliest of the other words near a folded one."""
        return self._near(folded, False)

    def halves(self, folded: str) -> str:
        """Return two known words that were typed without the blank between them, or ""."""
        return self._halves(folded)

    def endings(self, folded: str, before: Sequence[Token]) -> list[Meant]:
        """Return a word that a folded one, behind some others, begins, if by more than a letter."""
        if len(folded) < _BEGINNING or (token := self._vocabulary.beginning(folded, before)) is None:
            return []
        words = Counter(continued(self._store, token, folded, _LACKING)).most_common(1)
        found = [self._commonest(word) for word, _ in words]
        return [Meant(form, n, likelihood(n) - _UNFINISHED) for n, form in found if n]

    def _find_near(self, folded: str, common: bool) -> tuple[Meant, ...]:
        near = self._vocabulary.near
        found = self._rated(folded, near(folded, 1, common=common))
        if len(folded) >= LONG and (not found or found[0].likelihood < _GOOD):
            # Those at one edit are among them.
            found = self._rated(folded, near(folded, 2, common=common))
        return tuple(sorted(found, key=lambda each: -each.likelihood)[:_MOST])

    def _rated(self, folded: str, near: Iterable[NearForm]) -> list[Meant]:
        articles: dict[str, int] = {}
        for form in near:
            articles[form.folded] = articles.get(form.folded, 0) + form.articles
        likely = meant_likelihoods(folded, [*articles], [*articles.values()])
        rated = [Meant(*each) for each in zip(articles, articles.values(), likely, strict=True)]
        rated.sort(key=lambda each: -each.likelihood)
        return [
            Meant(form, n, likelihood(n) - each.cost)
            for each in rated[:_MOST]
            for n, form in self._vocabulary.spellings(each.form)
            if n >= each.articles * _SPELT
        ]

    def _find_halves(self, folded: str) -> str:
        best = (0, "")
        for at in checked(range(_SHORTEST_HALF, len(folded) - MIN_HALF + 1)):
            prefix = is_mere_prefix(folded[:at])
            if at < MIN_HALF and not (prefix or is_function_word(folded[:at])):
                continue
            left, right = self._commonest(folded[:at]), self._commonest(folded[at:])
            articles, both = min(left, right)[0], f"{left[1]} {right[1]}"
            if articles > max(best[0], HALF_KNOWN - 1) and (prefix or self._side_by_side(both)):
                best = articles, both
        return best[1]

    def _side_by_side(self, words: str) -> bool:
        tokens = tuple(self._vocabulary.token(word, False) for word in words.split())
        return self._store.count(Phrase(words, tokens=tokens)) > 0

    def _commonest(self, folded: str) -> tuple[int, str]:
        """Return the commonest spelling of a folded word, after its number of articles."""
        return max(self._vocabulary.spellings(folded), default=(0, ""))


def _size(_: object, folded: str, *__: object) -> int:
    return 300 + (6 + 80 * _MOST) * len(folded)
