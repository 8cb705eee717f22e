"""Query words to the concepts and forms that each segment knows them by.

A word typed without diacritics, in a query that has none, is read as every word of the index that
folds to it and is common enough; otherwise the diacritics count. The dictionary is only asked for a
word that the index does not have in any spelling.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from ...index.analysis.analyzer import Part, is_function_word, shape
from ...index.analysis.folding import fold, modern
from ...index.analysis.stemmer import concepts, family
from ...index.analysis.tokenizer import tokenize
from ...index.segment.reader import Segment
from .compound_terms import begins, compound_concepts, is_mere_prefix

# A reading of an undiacritised word must have this share of its articles; below, it is noise.
MIN_SHARE = 0.1
# Words of one family that are looked at, the commonest; with 2 XQuAD loses .001, more move nothing.
_RELATIVES = 3
# Spellings of one folding that stand side by side in a vocabulary.
_MAX_ALIKE = 16
# Words that begin with a stem and are looked at as its family; the next of kin come first.
_MAX_RELATIVES = 400


class Listed(NamedTuple):
    """A concept in one segment: its number, the mask bits of the form as typed and of its look-alikes.

    `joined` marks that of a compound: with a hyphen in the text, it is at the position of the first part.
    """

    concept: int
    exact: int
    similar: int
    joined: bool = False


@dataclass(frozen=True, eq=False)
class Term:
    """A query word as the index knows it; the same word is the same object for as long as it is kept.

    `forms` are the forms that count as typed, `keys` its concepts; `lists[s]` are those concepts
    in segment s. `articles` and `exact_articles` count the articles with a concept and with such a form.
    """

    word: str
    offset: int
    keys: tuple[str, ...]
    lists: tuple[tuple[Listed, ...], ...]
    articles: int
    exact_articles: int
    optional: bool = False
    function_word: bool = False

    @property
    def known(self) -> bool:
        """Whether any article has it."""
        return self.articles > 0


@dataclass(frozen=True)
class Token:
    """A raw token of the query: the terms that stand for it and the positions it takes.

    `parts` are the words of a compound, for phrases; of other tokens the terms.
    """

    text: str
    start: int
    positions: int
    terms: tuple[Term, ...]
    parts: tuple[Term, ...]


def _or_whole(term: Term, whole: Term) -> Term:
    """Return a part of a compound that the whole compound, in one word, has too."""
    lists = tuple(
        part + tuple(each for each in joined if each.concept not in [listed.concept for listed in part])
        for part, joined in zip(term.lists, whole.lists, strict=True)
    )
    return replace(
        term,
        keys=(*term.keys, *whole.keys),
        lists=lists,
        # Most articles with the compound write it with a hyphen, and so have the part as well.
        articles=max(term.articles, whole.articles),
        exact_articles=max(term.exact_articles, whole.exact_articles),
    )


class Relatives(NamedTuple):
    """Concepts of one family by segment, and in how many articles they are, each counted alone."""

    lists: tuple[tuple[int, ...], ...]
    articles: int


class Reader:
    """Reads query text against the vocabularies of some segments; safe for many threads."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._given: dict[str, tuple[Token, ...]] = {}
        self._term = lru_cache(8192)(self._read_term)
        self._tokens = lru_cache(8192)(self._read_tokens)
        self._relatives = lru_cache(8192)(self._read_relatives)

    @cached_property
    def articles(self) -> int:
        """Articles in the index."""
        return sum(segment.live_articles for segment in self._segments)

    def tokens(self, text: str, plain: bool) -> tuple[Token, ...]:
        """Return the tokens of a text; `plain` says that its writer typed no diacritics at all."""
        return self._given.get(text) or self._tokens(text, plain)

    def given(self, text: str, token: Token) -> Reader:
        """Return a reader that reads a text as this token, and all others as this one does."""
        reader = copy(self)
        reader._given = {text: (token,)}
        return reader

    def _read_tokens(self, text: str, plain: bool) -> tuple[Token, ...]:
        raw = tokenize(text)
        return tuple(
            self._token(word, start, plain)
            for word, start in zip(raw.words, raw.starts.tolist(), strict=True)
        )

    def has_form(self, form: str) -> bool:
        """Tell whether any article has a word, with whatever diacritics."""
        folded = fold(form.lower())
        return any(len(segment.forms.folding(folded)) for segment in self._segments)

    def whole(self, text: str, plain: bool) -> Term | None:
        """Return a hyphenated compound as one word, if it is one and the index has it so."""
        _, parts = shape(text)
        whole = self._term(parts[-1], plain) if parts[-1].joined else None
        return whole if whole and whole.known else None

    def _token(self, word: str, start: int, plain: bool) -> Token:
        positions, parts = shape(word)
        terms = tuple(self._term(part, plain) for part in parts)
        words = tuple(term for term in terms if not term.optional)
        whole = self.whole(word, plain)
        if whole is None:
            return Token(word, start, positions, terms, words)
        if is_mere_prefix(fold(parts[0].form.lower())):
            return Token(word, start, positions, (replace(whole, optional=False),), words)
        return Token(word, start, positions, tuple(_or_whole(term, whole) for term in words), words)

    def _read_term(self, part: Part, plain: bool) -> Term:
        form = part.form
        if form.isupper() and len(form) > 1 and not self._has_form(form):
            form = modern(form.lower())
        keys = self._compounds(part, plain) if part.joined else self._readings(form, plain)
        if not keys and not part.joined:
            keys = tuple(key for key in concepts(form.lower()) if self._has_concept(key))
        return self._listed(part, form, keys, plain)

    def _has_form(self, form: str) -> bool:
        return any(segment.forms.find(form) >= 0 for segment in self._segments)

    def begins(self, head: str, rest: str) -> bool:
        """Tell whether a word begins as a compound of these two does, whatever its inflection."""
        return begins(self._segments, head, rest)

    def _compounds(self, part: Part, plain: bool) -> tuple[str, ...]:
        rest = part.form[len(part.head) :]
        wanted = (*self._readings(rest, plain), *concepts(rest))
        inflected = compound_concepts(self._segments, part.head, rest, wanted)
        return tuple(dict.fromkeys((*self._readings(part.form, plain), *inflected)))

    def _has_concept(self, key: str) -> bool:
        return any(segment.concepts.find(key) >= 0 for segment in self._segments)

    def _readings(self, form: str, plain: bool) -> tuple[str, ...]:
        """Return the concepts of the words that are spelled so, the commonest first."""
        shares: dict[str, int] = {}
        own: set[str] = set()
        for segment in self._segments:
            for number in segment.forms.folding(fold(form.lower())):
                spelled = segment.forms.word(number)
                for concept, _ in segment.concepts_of(number):
                    key = segment.concepts.word(concept)
                    shares[key] = shares.get(key, 0) + int(segment.form_counts[number])
                    if spelled == form:
                        own.add(key)
        if own and (form.isupper() or not plain or fold(form) != form):
            return tuple(sorted(own, key=lambda key: -shares[key]))
        if not plain and fold(form) != form and shares:
            typed = tuple(key for key in concepts(form) if self._has_concept(key))
            if typed:
                return typed
        least = sum(shares.values()) * MIN_SHARE
        return tuple(sorted((key for key, n in shares.items() if n >= least), key=lambda key: -shares[key]))

    def _listed(self, part: Part, form: str, keys: tuple[str, ...], plain: bool) -> Term:
        lists = tuple(
            tuple(
                _list(segment, number, form, plain)._replace(joined=part.joined)
                for number in (segment.concepts.find(key) for key in keys)
                if number >= 0
            )
            for segment in self._segments
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

    def _count(self, lists: tuple[tuple[Listed, ...], ...], exact: bool) -> int:
        total = 0
        for segment, listed in zip(self._segments, lists, strict=True):
            for concept, bits, *_ in listed:
                if exact and not bits:
                    continue
                total += _articles_with(segment, concept, bits) if exact else segment.frequency(concept)
        return min(total, self.articles)

    def relatives(self, term: Term) -> Relatives:
        """Return the words of the family of a term that are in the index."""
        return self._relatives(term.keys)

    def _read_relatives(self, keys: tuple[str, ...]) -> Relatives:
        stems = {family(key) for key in keys} - {""}
        lists = tuple(
            tuple(
                sorted(
                    (at for stem in stems for at in _with_family(segment, stem, keys)),
                    key=segment.frequency,
                )[-_RELATIVES:]
            )
            for segment in self._segments
        )
        counts = (sum(map(each.frequency, found)) for each, found in zip(self._segments, lists, strict=True))
        return Relatives(lists, sum(counts))

    def idf(self, articles: int) -> float:
        """Return the weight of a word that `articles` articles have.

        Robertson and Sparck Jones's weight with 1 added inside, as in Lucene, so that it stays positive.
        """
        return math.log(1 + (self.articles - articles + 0.5) / (articles + 0.5))


def _list(segment: Segment, concept: int, form: str, plain: bool) -> Listed:
    """Return a concept with the mask bits of the forms that are, or look like, the form typed."""
    exact = similar = 0
    folded = fold(form.lower())
    first = segment.forms.lower_bound(folded.encode() + b"\t")
    for rank, number in enumerate(segment.variants(concept)):
        if number < first or number >= first + _MAX_ALIKE:
            continue
        spelled = segment.forms.word(number)
        bit = 1 << min(rank, 7)
        if spelled == form or (plain and fold(spelled.lower()) == folded):
            exact |= bit
        elif fold(spelled.lower()) == folded:
            similar |= bit
    return Listed(concept, exact, similar & ~exact)


def _with_family(segment: Segment, stem: str, keys: tuple[str, ...]) -> Iterator[int]:
    span = segment.concepts.prefixed(stem)[:_MAX_RELATIVES]
    for at, word in zip(span, segment.concepts.words_from(span.start), strict=False):
        if family(word) == stem and word not in keys:
            yield at


def _articles_with(segment: Segment, concept: int, bits: int) -> int:
    postings = segment.postings(concept)
    found = (postings.mask & bits) != 0
    if segment.alive is not None:
        found &= segment.alive[postings.docs]
    return int(np.count_nonzero(found))


def has_diacritics(text: str) -> bool:
    """Tell whether any letter of a text carries a mark."""
    return not text.isascii() and fold(text.lower()) != text.lower()
