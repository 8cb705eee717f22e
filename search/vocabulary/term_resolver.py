"""The words of a query to the concepts and forms that each segment knows them by, once for all.

A word typed without diacritics, in a query that has none, is read as every word of the index that
folds to it and is common enough; otherwise the diacritics count. The dictionary is only asked for a
word that the index does not have in any spelling.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import replace
from functools import cached_property

from ...index.analysis.folding import fold, modern
from ...index.analysis.token_parts import PERCENT, Part, shape
from ...index.analysis.words.stemmer import concepts, is_mere_prefix
from ...index.analysis.words.stop_words import is_function_word
from ...index.deadline import check
from ...index.segment.words import SegmentWords
from ..caching import cached
from ..query.terms import SegmentTerm, Term, Token
from ..store import NearForm
from .beginnings import find_beginning
from .compound_terms import compound_concepts, has_beginning
from .expansion import Relatives, find_relatives
from .near_forms import near_forms
from .readings import Alike, known, names, readings

# Bytes of words that are kept, and as many of their families.
_KEPT = 8 << 20


class TermResolver:
    """Locates the words of queries in the vocabularies of some segments; safe for many threads."""

    def __init__(self, segments: Sequence[SegmentWords]) -> None:
        self._segments = segments
        # Words come again in other queries.
        self._term = cached(self._read_term, _KEPT, _size)
        self._relatives = cached(self._find_relatives, _KEPT, _size_of_relatives)

    @cached_property
    def articles(self) -> int:
        """Articles in the index."""
        return sum(segment.live_articles for segment in self._segments)

    def token(self, word: str, plain: bool, start: int = 0) -> Token:
        """Return a raw token that begins at `start`, as the index knows it."""
        positions, parts = shape(word)
        capital = word[:1].isupper() and not word.isupper()
        terms = tuple(self._term(part, plain, capital) for part in parts)
        words = tuple(term for term in terms if not term.optional)
        whole = terms[-1] if terms[-1].optional and terms[-1].known else None
        if whole is None:
            return Token(word, start, positions, terms, words)
        # Of F-16 neither the letter nor the figure says anything alone.
        if len(parts[0].form) == 1 or is_mere_prefix(fold(parts[0].form.lower())):
            return Token(word, start, positions, (replace(whole, optional=False),), words, whole)
        return Token(word, start, positions, tuple(term.or_whole(whole) for term in words), words, whole)

    def has_form(self, form: str) -> bool:
        """Tell whether any article has a word, with whatever diacritics."""
        folded = fold(form.lower())
        return any(any(map(each.articles_with_form, each.forms.folding(folded))) for each in self._segments)

    def _read_term(self, part: Part, plain: bool, capital: bool) -> Term:
        check()
        form = part.form
        if form.isupper() and len(form) > 1 and not any(self._with_form(form)):
            form = modern(form.lower())
        alike = self._alike(form)
        keys = readings(alike, form, plain)
        if part.joined:
            keys = tuple(dict.fromkeys((*keys, *self._inflected(part, plain))))
        elif not keys:
            keys = known(alike, concepts(form.lower().rstrip(PERCENT)))
        term = self._listed(part, form, keys, alike, plain)
        return self._as_name(term, names(alike, form, plain, capital=capital), alike)

    def _alike(self, form: str) -> list[Alike]:
        return [Alike.of(segment, form) for segment in self._segments]

    def _with_form(self, form: str) -> Iterator[tuple[SegmentWords, int]]:
        """Yield the segments of which any article has exactly a form, and its number there."""
        for segment in self._segments:
            number = segment.forms.find(form)
            if number >= 0 and segment.articles_with_form(number):
                yield segment, number

    def has_beginning(self, head: str, rest: str) -> bool:
        """Tell whether a word begins as a compound of these two does, whatever its inflection."""
        return has_beginning(self._segments, head, rest)

    def beginning(self, typed: str, before: Iterable[Token]) -> Token | None:
        """Return a token for the words that likeliest begin so, behind others; None if no word does."""
        return find_beginning(self._segments, typed, before, self.articles)

    def spellings(self, folded: str) -> list[tuple[int, str]]:
        """Return the words that fold so, each behind the number of articles it is in."""
        counts: dict[str, int] = {}
        for segment in self._segments:
            for number, form in segment.forms.spelled(folded).items():
                counts[form] = counts.get(form, 0) + segment.articles_with_form(number)
        return [(count, form) for form, count in counts.items() if count]

    def concepts(self, form: str) -> Iterator[str]:
        """Yield the concepts of a form, none of one that no article has."""
        for segment, number in self._with_form(form):
            yield from (segment.concepts.word(concept) for concept, _ in segment.concepts_of(number))

    def near(self, folded: str, distance: int, *, common: bool) -> list[NearForm]:
        """Return the forms whose folding is at most so many edits away: the common ones, or others."""
        return [form for each in self._segments for form in near_forms(each, folded, distance, common=common)]

    def _inflected(self, part: Part, plain: bool) -> Iterator[str]:
        """Return the concepts of a compound in one word in other inflections."""
        rest = part.form[len(part.head) :]
        wanted = (*readings(self._alike(rest), rest, plain), *concepts(rest))
        return compound_concepts(self._segments, part.head, rest, wanted)

    def _listed(
        self, part: Part, form: str, keys: tuple[str, ...], alike: Sequence[Alike], plain: bool
    ) -> Term:
        lists = tuple(
            tuple(filter(None, (each.listed(key, form, plain, part.joined) for key in keys)))
            for each in alike
        )
        return Term(
            word=part.form,
            offset=part.offset,
            keys=keys,
            lists=lists,
            articles=self._count(lists, exact=False),
            exact_articles=self._count(lists, exact=True),
            optional=part.joined,
            function_word=not part.joined and is_function_word(form),
        )

    def _as_name(self, term: Term, forms: Set[str], alike: Sequence[Alike]) -> Term:
        """Return a word that is a name in some forms, where it would find other words too."""
        if not forms or term.optional or term.function_word or not term.known:
            return term
        lists = tuple(
            tuple(each.with_names(one, forms) for one in listed)
            for each, listed in zip(alike, term.lists, strict=True)
        )
        pairs = zip(alike, lists, strict=True)
        if not any(each.has_others(one) for each, listed in pairs for one in listed):
            return term
        articles = self._articles_with(lists, lambda each: each.name)
        return replace(term, lists=lists, name_articles=articles)

    def _count(self, lists: tuple[tuple[SegmentTerm, ...], ...], exact: bool) -> int:
        if exact:
            return self._articles_with(lists, lambda each: each.exact)
        counts = (
            segment.frequency(each.concept)
            for segment, listed in zip(self._segments, lists, strict=True)
            for each in listed
        )
        return min(sum(counts), self.articles)

    def _articles_with(
        self, lists: tuple[tuple[SegmentTerm, ...], ...], bits_of: Callable[[SegmentTerm], int]
    ) -> int:
        """Return how many articles have concepts in the forms of some bits, each counted alone."""
        total = 0
        for segment, listed in zip(self._segments, lists, strict=True):
            for each in listed:
                if bits := bits_of(each):
                    total += segment.articles_with(each.concept, bits)
        return min(total, self.articles)

    def _find_relatives(self, keys: tuple[str, ...]) -> Relatives:
        return find_relatives(self._segments, keys)

    def relatives(self, term: Term) -> Relatives:
        """Return the words of the family of a term that are in the index."""
        return self._relatives(term.keys)

    def idf(self, articles: int) -> float:
        """Return the weight of a word that `articles` articles have.

        Robertson and Sparck Jones's weight with 1 added inside, as in Lucene, so that it stays positive.
        """
        return math.log(1 + (self.articles - articles + 0.5) / (articles + 0.5))


def _size(term: Term, *_: object) -> int:
    """Return about how many bytes a term takes, its word in the key included."""
    listed = sum(map(len, term.lists))
    return 600 + 8 * len(term.word) + sum(80 + 2 * len(key) for key in term.keys) + 180 * listed


def _size_of_relatives(found: Relatives, keys: tuple[str, ...]) -> int:
    return 200 + sum(80 + 2 * len(key) for key in keys) + sum(60 + 40 * len(each) for each in found.lists)
