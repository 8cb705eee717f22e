"""Words of a query as an index knows them: what everything after the reading of a query goes by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from ...index.analysis.words.lemmatizer import lemmas


class SegmentTerm(NamedTuple):
    """A concept in one segment: its number, the mask bits of the form as typed and of its look-alikes.

    `joined` marks that of a compound: with a hyphen in the text, it is at the position of the first part.
    `synonym` is the word that the concept was taken for, if a user's dictionary says so. Of a word that is a
    name `name` are the bits of the forms that are, and `inflected` those of the name's other forms.
    """

    concept: int
    exact: int
    similar: int
    joined: bool = False
    synonym: str = ""
    name: int = 0
    inflected: int = 0


@dataclass(frozen=True, eq=False)
class Term:
    """A query word as the index knows it; the same word is the same object for as long as it is kept.

    `keys` are its concepts; `lists[s]` are those concepts in segment s. `articles` and `exact_articles`
    count the articles with a concept and with a form that counts as typed. `name_articles` are those with the
    forms that are a name, where other forms of the concept are none, else 0.
    """

    word: str
    offset: int
    keys: tuple[str, ...]
    lists: tuple[tuple[SegmentTerm, ...], ...]
    articles: int
    exact_articles: int
    optional: bool = False
    function_word: bool = False
    name_articles: int = 0

    @property
    def known(self) -> bool:
        """Whether any article has it."""
        return self.articles > 0

    def or_synonym(self, other: Term) -> Term:
        """Return this word as one that may be written as another; the forms that were typed count most."""
        lists = tuple(
            own
            + tuple(
                each._replace(exact=0, similar=0, synonym=other.word, name=0, inflected=0)
                for each in others
                if each.concept not in [listed.concept for listed in own]
            )
            for own, others in zip(self.lists, other.lists, strict=True)
        )
        return replace(
            self,
            keys=tuple(dict.fromkeys((*self.keys, *other.keys))),
            lists=lists,
            articles=max(self.articles, other.articles),
            exact_articles=self.exact_articles or other.exact_articles,
        )

    def or_whole(self, whole: Term) -> Term:
        """Return this part of a compound as one that the whole compound, in one word, has too."""
        lists = tuple(
            part + tuple(each for each in joined if each.concept not in [own.concept for own in part])
            for part, joined in zip(self.lists, whole.lists, strict=True)
        )
        return replace(
            self,
            keys=(*self.keys, *whole.keys),
            lists=lists,
            # Most articles with the compound write it with a hyphen, and so have the part as well.
            articles=max(self.articles, whole.articles),
            exact_articles=max(self.exact_articles, whole.exact_articles),
            name_articles=0,
        )


def _joined(term: Term) -> tuple[tuple[SegmentTerm, ...], ...]:
    return tuple(tuple(each._replace(joined=True) for each in listed) for listed in term.lists)


@dataclass(frozen=True)
class Token:
    """A raw token of a query: its text, where that begins in its leaf, and the terms that stand for it.

    It takes `positions`. `parts` are the words of a compound, for phrases, of other tokens the terms;
    `whole` is the compound in one word, where the index has it so.
    """

    text: str
    start: int
    positions: int
    terms: tuple[Term, ...]
    parts: tuple[Term, ...]
    whole: Term | None = None

    @cached_property
    def in_dictionary(self) -> bool:
        """Whether the dictionary has the word; it is only asked where that matters."""
        return bool(lemmas([self.text.lower()])[0])

    def as_function_word(self) -> Token:
        """Return the token as one that no article is about."""
        terms = tuple(replace(term, function_word=True) for term in self.terms)
        return replace(self, terms=terms, parts=terms)

    def as_compound(self, text: str) -> Token:
        """Return a token of words in one as what they are with a hyphen, `text`."""
        terms = tuple(replace(term, lists=_joined(term)) for term in self.terms)
        return Token(text, self.start, text.count("-") + 1, terms, terms)

    def apart(self) -> Iterator[Token]:
        """Yield the parts of a compound as words that stand side by side."""
        texts = self.text.split("-")
        for part in self.parts:
            alone = replace(part, offset=0)
            yield Token(texts[part.offset], self.start, 1, (alone,), (alone,))
