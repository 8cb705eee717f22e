"""The words that fold as one of a query does, and which of them it may be read as."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import NamedTuple

from ...index.analysis.folding import fold
from ...index.analysis.words.stemmer import concepts
from ...index.analysis.words.stop_words import is_function_word
from ...index.segment.format import NAME
from ...index.segment.words import SegmentWords
from ..query.terms import SegmentTerm

# A reading of an undiacritised word must have this share of its articles; below, it is noise.
MIN_SHARE = 0.1
# A word in capitals is no acronym where so many times more articles have it in small letters; of an acronym
# that few have, fewer times: headlines are written in capitals, too.
_SHOUTED, _SHOUTED_FEW, _FEW_SHOUTED = 200, 20, 2
# The share of articles of a word with a capital that have it as a name; below, it began the query.
_LEAST_NAME = 0.02


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

    def with_names(self, listed: SegmentTerm, names: Set[str]) -> SegmentTerm:
        """Return a listed concept with the bits of its forms that are some names, or inflections of names."""
        name = inflected = 0
        for rank, number in enumerate(self.segment.variants(listed.concept)):
            if self.spelled.get(number) in names:
                name |= 1 << min(rank, 7)
            elif self.segment.capitals(number) >= NAME:
                inflected |= 1 << min(rank, 7)
        return listed._replace(name=name, inflected=inflected & ~name)

    def has_others(self, listed: SegmentTerm) -> bool:
        """Tell whether any article has a form of a concept that is no name."""
        bits = listed.name | listed.inflected
        return self.segment.frequency(listed.concept) > self.segment.articles_with(listed.concept, bits)


def names(found: Sequence[Alike], form: str, plain: bool, *, capital: bool) -> Set[str]:
    """Return the forms that a word is a name as: those that articles write with a capital nearly always.

    A word with a `capital` is those of its spellings that are one, any other all of them if they mostly are.
    """
    every: dict[str, float] = {}
    capitals: dict[str, float] = {}
    for each in found:
        for number, spelled in each.spelled.items():
            if plain or spelled == form:
                articles = each.articles[number]
                every[spelled] = every.get(spelled, 0) + articles
                capitals[spelled] = capitals.get(spelled, 0) + articles * each.segment.capitals(number)
    total = sum(every.values())
    if not capital:
        return every.keys() if total and sum(capitals.values()) >= NAME * total else set()
    chosen = {spelled for spelled, count in every.items() if capitals[spelled] >= NAME * count}
    return chosen if sum(map(every.__getitem__, chosen)) >= _LEAST_NAME * total else set()


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
