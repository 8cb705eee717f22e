"""Compounds: however they were typed, they are read as written with a hyphen.

`anticorupție`, `anti corupție` and `anti-corupție` are one query, in any inflection. Of a compound whose
first part is a mere prefix only the whole is searched, joined, with a hyphen or, as `apart` adds, in two
words; of any other, such as `Cluj-Napoca`, the parts too.
"""

from __future__ import annotations

from dataclasses import replace

from ...index.analysis.folding import fold
from ...index.analysis.stemmer import has_mere_prefix, is_mere_prefix, is_prefix
from ...index.deadline import check, checked
from ..store import Store
from .correction import Speller
from .location import tokens_of
from .terms import Token
from .tree import Bool, Node, Phrase, Word

_MIN_REST = 3
# Letters in the halves of a compound without a prefix, and in how many articles such a word may be, or in
# what share of all: a common word is no compound.
_MIN_HALF = 4
_RARE, _RARE_SHARE = 50, 0.01


class Compounds:
    """Finds compounds among the words of queries that were typed with or without diacritics."""

    def __init__(self, store: Store, speller: Speller, plain: bool) -> None:
        self._vocabulary, self._count, self._plain = store.vocabulary, store.count, plain
        self._speller = speller

    def hyphenated(self, query: Bool) -> Bool:
        """Return a query with a hyphen in every compound among its loosely typed words."""
        found: list[Node] = []
        for node in query.should:
            check()
            before = found[-1] if found else None
            if not isinstance(node, Word) or node.field or node.exact or not node.text.isalpha():
                found.append(node)
            elif isinstance(before, Word) and not before.field and (compound := self._together(before, node)):
                found[-1] = compound
            else:
                found.append(self._split(node))
        should = tuple(found)
        return query if should == query.should else replace(query, should=should)

    def _together(self, first: Word, second: Word) -> Word | None:
        """Return two words that stand side by side as the compound that the index knows them as."""
        prefixed = is_prefix(fold(first.text.lower()))
        if not prefixed and (len(first.text) < _MIN_HALF or len(second.text) < _MIN_HALF):
            return None
        if not first.text.isalpha() or _is_function(second) or (not prefixed and _is_function(first)):
            return None
        # Most pairs are none, which is seen at a look.
        if not self._vocabulary.has_beginning(first.text, second.text):
            return None
        compound = self._compound(first, f"{first.text}-{second.text}")
        return compound if compound.tokens[0].whole else None

    def _split(self, word: Word) -> Word:
        """Return a compound in one word with its hyphen; any other, or one of the dictionary, as it is."""
        compound = self._divided(word)
        return word if compound is not word and self._speller.is_slip(word.tokens[0]) else compound

    def _divided(self, word: Word) -> Word:
        text, folded = word.text, fold(word.text.lower())
        if len(folded) != len(text) or len(folded) <= _MIN_REST + 1:
            return word
        ends = range(2, len(text) - _MIN_REST + 1) if has_mere_prefix(folded) else ()
        for at in checked(ends):
            if is_mere_prefix(folded[:at]) and self._halves_known(word, at):
                compound = self._compound(word, f"{text[:at]}-{text[at:]}")
                if compound.tokens[0].whole or self._side_by_side(compound):
                    return compound
        if len(text) < 2 * _MIN_HALF or not self._is_rare(word):
            return word
        for at in checked(range(_MIN_HALF, len(text) - _MIN_HALF + 1)):
            if self._has(text[:at]) and self._has(text[at:]) and not word.tokens[0].in_dictionary:
                compound = self._compound(word, f"{text[:at]}-{text[at:]}")
                if self._side_by_side(compound):
                    return compound
        return word

    def _compound(self, word: Word, text: str) -> Word:
        return replace(word, text=text, tokens=tokens_of(text, self._vocabulary, self._plain))

    def _has(self, text: str) -> bool:
        return self._vocabulary.has_form(text)

    def _halves_known(self, word: Word, at: int) -> bool:
        """Tell whether both halves of a word may be words, though it is none of the dictionary itself."""
        text = word.text
        if not self._has(text[:at]) or word.tokens[0].in_dictionary:
            return False
        # Of a word that the index has not in this inflection the second half may be new as well.
        return self._has(text[at:]) or (len(text) - at > _MIN_HALF and not self._has(text))

    def _is_rare(self, word: Word) -> bool:
        most = max(_RARE, round(self._vocabulary.articles * _RARE_SHARE))
        return any(0 < term.articles <= most for token in word.tokens for term in token.terms)

    def _side_by_side(self, compound: Word) -> bool:
        """Tell whether any article has the halves of a compound with a hyphen or a blank between them."""
        phrase = Phrase(compound.text, tokens=compound.tokens)
        return all(map(_has_parts, compound.tokens)) and self._count(phrase) > 0

    def in_two_words(self, query: Bool) -> Bool:
        """Return a query that also finds in two words the compounds of which only the whole is searched."""
        should = tuple(self._in_two_words(node) for node in query.should)
        return query if should == query.should else replace(query, should=should)

    def _in_two_words(self, word: Node) -> Node:
        if not isinstance(word, Word) or not _is_prefixed(word):
            return word
        tokens = tuple(part for token in word.tokens for part in token.apart())
        phrase = Phrase(word.text.replace("-", " "), word.field, optional=True, tokens=tokens)
        return Bool(should=(word, phrase)) if self._count(Bool((phrase,), (), (word,))) else word


def _is_prefixed(word: Word) -> bool:
    first, hyphen, _ = word.text.partition("-")
    return bool(hyphen) and is_mere_prefix(fold(first.lower())) and all(map(_has_parts, word.tokens))


def _has_parts(token: Token) -> bool:
    """Tell whether every part of a token is a word: none is an article, as in `anti-ul`."""
    return len(token.parts) == token.positions


def _is_function(word: Word) -> bool:
    return all(term.function_word for token in word.tokens for term in token.terms)
