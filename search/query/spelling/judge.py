"""Which word near a misspelt one was likeliest meant, by what the words beside it and a capital say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ....index.analysis.folding import fold
from ..location import WordTokens
from .candidates import Candidates, Meant
from .doubt import RARE
from .letter_case import LetterCase
from .neighbours import Neighbours
from .slips import likelihood

MIN_LENGTH = 4
# A known word is a slip of another that is in ten times as many articles, to this power for each edit.
_TENFOLD = 2.2
# Below this a word may be the beginning of the one that was meant.
_GOOD = 0.0
# Below this a word is left as it is, most likely a name: two edits and a rare word.
LEAST = -1.3
# Below this a word beside others is looked for among the rare ones too.
SURE = -0.25
# What speaks for a name where a capital was typed.
_NAME = 0.35


class Judged(NamedTuple):
    """A word that may have been meant, and in how many articles it would be beside its neighbours."""

    meant: Meant
    articles: float

    @property
    def likelihood(self) -> float:
        """How likely it was meant, beside the other words of the query."""
        return likelihood(self.articles) - self.meant.cost


class Judge:
    """Weighs the words near a misspelt one of a query."""

    def __init__(self, candidates: Candidates, tokens: WordTokens, case: LetterCase) -> None:
        self._candidates, self._tokens, self._case = candidates, tokens, case

    def best_or_begun(self, folded: str, beside: Neighbours, capital: bool = False) -> Judged | None:
        """Return the likeliest word near a folded one, or one that it begins where none is likely."""
        best = self.best(folded, beside, capital)
        if best and best.likelihood >= _GOOD:
            return best
        whole = self.judged(self._candidates.endings(folded, beside.before), beside, capital)
        return max((*whole, *([best] if best else [])), key=lambda each: each.likelihood, default=None)

    def best(self, folded: str, beside: Neighbours, capital: bool = False) -> Judged | None:
        """Return the likeliest word near a folded one: among the common ones, or else among all."""
        judged = self.judged(self._candidates.common(folded), beside, capital)
        if not judged or max(each.likelihood for each in judged) < (SURE if beside else LEAST):
            judged += self.judged(self._candidates.rare(folded), beside, capital)
        best = max(judged, key=lambda each: each.likelihood, default=None)
        return self._followed(best) if best and best.likelihood > LEAST else None

    def judged(self, candidates: Sequence[Meant], beside: Neighbours, capital: bool = False) -> list[Judged]:
        """Return candidates with what the neighbours, and a capital letter, say for each."""
        if capital:
            candidates = [
                each._replace(likelihood=each.likelihood + _NAME * self._case.is_name(each.form))
                for each in candidates
                if each.likelihood > candidates[0].likelihood - 2 * _NAME
            ]
        if not beside:
            return [Judged(meant, beside.alone(meant.articles)) for meant in candidates]
        words = [(self._tokens[meant.form], meant.articles) for meant in candidates]
        return [Judged(*each) for each in zip(candidates, beside.articles(words), strict=True)]

    def _followed(self, best: Judged) -> Judged:
        """Return what a rare word is itself a slip of, if it is one."""
        folded = fold(best.meant.form.lower())
        if best.meant.articles > RARE or len(folded) < MIN_LENGTH:
            return best
        common = self._candidates.common(folded)
        if common and common[0].articles >= best.meant.articles * times(common[0]):
            return Judged(common[0], best.articles)
        return best


def times(meant: Meant) -> float:
    """Return in how many times more articles than its slip a word is."""
    return 10 ** (_TENFOLD * meant.cost)
