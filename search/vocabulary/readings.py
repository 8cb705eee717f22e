"""The words that fold as one of a query does, and which of them it may be read as."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ...index.analysis.folding import fold
from ...index.analysis.words.stemmer import concepts
from ...index.analysis.words.stop_words import is_function_word
from ...index.segment.words import SegmentWords
from ..query.terms import SegmentTerm

# A reading of an undiacritised word must have this share of its articles; below, it is noise.
MIN_SHARE = 0.1
# A word in capitals is no acronym where so many times more articles have it in small letters; of an acronym
# that few have, fewer times: headlines are written in capitals, too.
_SHOUTED, _SHOUTED_FEW, _FEW_SHOUTED = 200, 20, 2


class Alike(NamedTuple):
    """The forms of a segment that fold alike, by number as they are `spelled`, and their `concepts` by key.

    `articles` and `keys` are those of each form; what only deleted articles have is left out.
    """

    segment: SegmentWords
    spelled: dict[int, str]
    articles: dict[int, int]
    keys: dict[int, list[str]]
    concepts: dict[str, int]

    @classmethod
    def of(cls, segment: SegmentWords, form: str) -> Alike:
        """Return those that fold as a form does."""
        found = cls(segment, {}, {}, {}, {})
        for number, spelled in segment.forms.spelled(fold(form.lower())).items():
            if not (articles := segment.articles_with_form(number)):
                continue
            found.spelled[number], found.articles[number] = spelled, articles
            own = {segment.concepts.word(concept): concept for concept, _ in segment.concepts_of(number)}
            found.concepts.update(own)
            found.keys[number] = [*own]
        return found

    def listed(self, key: str, form: str, plain: bool, joined: bool) -> SegmentTerm | None:
        """Return a concept with the mask bits of the forms that are, or look like, the form typed."""
        concept = self.concepts.get(key, -1)
        if concept < 0 and (concept := self.segment.concepts.find(key)) < 0:
            return None
        exact = similar = 0
        for rank, number in enumerate(self.segment.variants(concept)):
            if number not in self.spelled:
                continue
            if plain or self.spelled[number] == form:
                exact |= 1 << min(rank, 7)
            else:
                similar |= 1 << min(rank, 7)
        return SegmentTerm(concept, exact, similar & ~exact, joined)


def known(found: Sequence[Alike], keys: Sequence[str]) -> tuple[str, ...]:
    """Return which of some concepts any article has."""
    return tuple(key for key in keys if any(_has(each.segment, key) for each in found))


def _has(segment: SegmentWords, key: str) -> bool:
    concept = segment.concepts.find(key)
    return concept >= 0 and segment.frequency(concept) > 0


def readings(found: Sequence[Alike], form: str, plain: bool) -> tuple[str, ...]:
    """Return the concepts of the words that a form is read as, the commonest first."""
    shares: dict[str, int] = {}
    own: dict[str, None] = {}
    for each in found:
        for number, spelled in each.spelled.items():
            for key in each.keys[number]:
                shares[key] = shares.get(key, 0) + each.articles[number]
                if spelled == form:
                    own[key] = None
    spelled_so = sum(map(shares.__getitem__, own))
    shouted = form.isupper() and _is_shouted(form, spelled_so, sum(shares.values()))
    marked = fold(form) != form
    if own and not shouted and (form.isupper() or not plain or marked):
        return tuple(sorted(own, key=lambda key: -shares[key]))
    if not plain and marked and shares and (typed := known(found, concepts(form))):
        return typed
    least = sum(shares.values()) * MIN_SHARE
    kept = [key for key, n in shares.items() if n >= least or (shouted and key in own)]
    return tuple(sorted(kept, key=lambda key: -shares[key]))


def _is_shouted(form: str, articles: int, every: int) -> bool:
    """Tell whether a word in capitals is rather a common one, `BANCA`, than an acronym as in `articles`.

    `every` counts its other spellings too. Of a function word it is an acronym: `AI`.
    """
    common = every > articles * _SHOUTED or (articles <= _FEW_SHOUTED and every > articles * _SHOUTED_FEW)
    return articles > 0 and common and not is_function_word(form.lower())
