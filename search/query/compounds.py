"""Compounds: however they were typed, they are read as written with a hyphen.

`anticorupție`, `anti corupție` and `anti-corupție` are one query, in any inflection. Of a compound whose
first part is a letter or a mere prefix only the whole is searched, joined, with a hyphen or, as `apart`
adds, in two words; of any other, such as `Cluj-Napoca`, the parts too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ...index.analysis.folding import fold
from ...index.analysis.token_parts import unclipped
from ...index.analysis.words.lemmatizer import lemmas
from ...index.analysis.words.stemmer import is_mere_prefix, is_prefix
from ...index.analysis.words.stop_words import is_function_word
from ...index.deadline import check, checked
from ..store import Store
from .location import tokens_of
from .spelling.correction import Speller
from .syntax.tree import Bool, Node, Phrase, Word
from .terms import Term, Token
from .units import apart, per_hundred

_MIN_REST = 3
# A word of the dictionary is split, if any article has it so, where it has so many letters behind a prefix,
# and none of the prefixes that are also prepositions or adverbs: `contrapartidă` is not „contra partidei".
_MIN_KNOWN_REST = 5
FREE_PREFIXES = frozenset("co contra multi ne para post pre prim pro re social sub".split())
# The letter before what is electronic, and the particles behind English words: e-mail, start-up, check-in.
_LETTER = "e"
_PARTICLES = ("by", "down", "in", "off", "on", "out", "over", "up")
_PARTICLE = re.compile(rf"({'|'.join(_PARTICLES)})(?:ul|ului|uri|urile|urilor)?\Z")
# Letters in the halves of a compound without a prefix, and in how many articles such a word may be, or in
# what share of all: a common word is no compound.
_MIN_HALF = 4
_RARE, _RARE_SHARE = 50, 0.01
# Letters of a word with a shorter half, and the share of the articles with its first half that have both.
_SHORT, _TOGETHER = 2 * _MIN_HALF - 1, 0.5
# Articles with two words in one, and for each that has them side by side.
_KNOWN = 5
# Figures behind letters, as in `covid19`.
_LAST_LETTERS = re.compile(r"[^\W\d_]+\Z")
_FIGURES = re.compile(r"(?<=[^\W\d_])\d{1,4}\Z")


class Compounds:
    """Finds compounds among the words of queries that were typed with or without diacritics."""

    def __init__(self, store: Store, speller: Speller, plain: bool) -> None:
        self._vocabulary, self._count, self._plain = store.vocabulary, store.count, plain
        self._speller = speller

    def hyphenated(self, query: Bool) -> Bool:
        """Return a query with a hyphen in every compound among its loosely typed words."""
        found: list[Node] = []
        for node in self._with_units_apart(query.should):
            check()
            before = found[-1] if found else None
            if not isinstance(node, Word) or node.field or node.exact or not _is_plain(node.text):
                found.append(node)
            elif isinstance(before, Word) and not before.field and (compound := self._together(before, node)):
                found[-1] = compound
            else:
                found.append(self._split(node))
        should = tuple(found)
        return query if should == query.should else replace(query, should=should)

    def _with_units_apart(self, nodes: Iterable[Node]) -> Iterator[Node]:
        for node in nodes:
            if isinstance(node, Word) and not node.field and not node.exact and node.text[:1].isdigit():
                yield from apart(node, self._vocabulary, self._plain)
            else:
                yield node

    def _together(self, first: Word, second: Word) -> Word | None:
        """Return two words that stand side by side as the compound that the index knows them as."""
        head = _LAST_LETTERS.search(first.text)
        # Most pairs are none, which is seen at a look.
        if not head or not second.text.isalnum() or not self._vocabulary.has_beginning(head[0], second.text):
            return None
        compound = self._compound(first, f"{first.text}-{second.text}")
        if not compound.tokens[-1].whole:
            return None
        may_be = _may_belong_together(head[0], second) or self._is_one_word(first, second)
        return compound if may_be or self._hardly_apart(compound) else None

    def _is_one_word(self, first: Word, second: Word) -> bool:
        """Tell whether articles have two words in one, and hardly side by side: `rom gaz`, `you tube`."""
        joined = fold(f"{first.text}{second.text}".lower())
        if not joined.isalpha() or _is_function(first) or _is_function(second):
            return False
        articles = sum(count for count, _ in self._vocabulary.spellings(joined))
        if articles < _KNOWN:
            return False
        apart = Phrase(f"{first.text} {second.text}", tokens=(*first.tokens, *second.tokens))
        return articles >= _KNOWN * self._count(apart)

    def _split(self, word: Word) -> Word:
        """Return a compound in one word with its hyphen; any other, or one that is a slip, as it is."""
        compound = self._divided(word)
        return word if compound is not word and self._speller.is_slip(word.tokens[0]) else compound

    def _divided(self, word: Word) -> Word:
        """Return a compound in one word with its hyphen if any article has it apart; any other as it is."""
        folded = fold(word.text.lower())
        if len(folded) == len(word.text):
            known = all(term.known for token in word.tokens for term in token.terms)
            for at, end in checked(self._halves(word, folded)):
                prefixed = self._is_prefixed(word, at)
                # Of most the rest is no word, which is seen in a fifth of the time.
                if not prefixed and not self._is_known(word.text[at:end]):
                    continue
                compound = self._compound(word, f"{word.text[:at]}-{word.text[at:end]}")
                whole = compound.tokens[-1].whole
                if (whole and prefixed) or ((whole or not known) and self._side_by_side(compound)):
                    return compound
            for at in self._short_halves(word, folded):
                compound = self._compound(word, f"{word.text[:at]}-{word.text[at:]}")
                if compound.tokens[-1].whole and self._hardly_apart(compound):
                    return compound
        return word

    def _halves(self, word: Word, folded: str) -> Iterator[tuple[int, int]]:
        """Yield where the halves of a word may end, of one that may be a compound; an article may follow."""
        size = len(folded)
        if (figures := _FIGURES.search(folded)) and not is_function_word(folded[: figures.start()]):
            yield figures.start(), size
        if not folded.isalpha():
            return
        for at in range(1, size - _MIN_REST + 1):
            head = folded[:at]
            if head != _LETTER and not is_prefix(head):
                continue
            free = head in FREE_PREFIXES or head == _LETTER
            if (not free and size - at >= _MIN_KNOWN_REST) or not word.tokens[0].in_dictionary:
                yield at, size
        if self._is_rare(word) and not word.tokens[0].in_dictionary:
            # Looking for a first half takes a hundredth of the time of reading both.
            has, places = self._vocabulary.has_form, range(_MIN_HALF, size - _MIN_HALF + 1)
            yield from ((at, size) for at in places if has(word.text[:at]))
            if particle := _PARTICLE.search(folded, _MIN_HALF):
                yield particle.span(1)

    def _short_halves(self, word: Word, folded: str) -> Iterator[int]:
        """Yield where a rare word may be cut in two of which one is short, as `wi-fi` is."""
        if (
            folded.isalpha()
            and len(folded) <= _SHORT
            and self._is_rare(word)
            and not word.tokens[0].in_dictionary
        ):
            has, places = self._vocabulary.has_form, range(2, len(folded) - 1)
            both = (at for at in places if has(word.text[:at]) and has(word.text[at:]))
            yield from (at for at in both if self._is_half(self._tokens(word.text[:at])[0].parts[0]))

    def _hardly_apart(self, compound: Word) -> bool:
        """Tell whether the first half of a compound, no word itself, hardly stands without the other."""
        parts = [part for token in compound.tokens for part in token.parts]
        if len(parts) != 2 or not self._is_half(parts[0]):
            return False
        return self._count(Phrase(compound.text, tokens=compound.tokens)) >= parts[0].articles * _TOGETHER

    def _is_half(self, first: Term) -> bool:
        """Tell whether a rare word is none of its own, so that it may be half of a compound."""
        return 0 < first.articles <= self._most_of_rare() and not lemmas([first.word])[0]

    def _compound(self, word: Word, text: str) -> Word:
        return replace(word, text=text, tokens=self._tokens(text))

    def _tokens(self, text: str) -> tuple[Token, ...]:
        return tokens_of(text, self._vocabulary, self._plain)

    def _is_known(self, rest: str) -> bool:
        """Tell whether the index has what is behind the hyphen of a compound, in any inflection."""
        return any(term.known for token in self._tokens(unclipped(rest)) for term in token.terms)

    def _is_prefixed(self, word: Word, at: int) -> bool:
        """Tell whether a word that is not in the dictionary is a mere prefix before another word."""
        text, has = word.text, self._vocabulary.has_form
        if not is_mere_prefix(fold(text[:at].lower())) or not has(text[:at]) or word.tokens[0].in_dictionary:
            return False
        # Of a word that the index has not in this inflection the second half may be new as well.
        return has(text[at:]) or (len(text) - at > _MIN_HALF and not has(text))

    def _is_rare(self, word: Word) -> bool:
        most = self._most_of_rare()
        return any(0 < term.articles <= most for token in word.tokens for term in token.terms)

    def _most_of_rare(self) -> int:
        return max(_RARE, round(self._vocabulary.articles * _RARE_SHARE))

    def _side_by_side(self, compound: Word) -> bool:
        """Tell whether any article has the halves of a compound with a hyphen or a blank between them."""
        phrase = Phrase(compound.text, tokens=compound.tokens)
        return all(map(_has_parts, compound.tokens)) and self._count(phrase) > 0

    def in_two_words(self, query: Bool) -> Bool:
        """Return a query that also finds in two words the compounds of which only the whole is searched.

        And `3%` as „3 la sută".
        """
        should = tuple(self._in_two_words(node) for node in query.should)
        return query if should == query.should else replace(query, should=should)

    def _in_two_words(self, word: Node) -> Node:
        if not isinstance(word, Word):
            return word
        if text := per_hundred(word):
            tokens = self._tokens(text)
        elif any(map(_is_one, word.tokens)):
            text = word.text.replace("-", " ")
            tokens = tuple(
                part for token in word.tokens for part in (token.apart() if _is_one(token) else (token,))
            )
        else:
            return word
        phrase = Phrase(text, word.field, optional=True, tokens=tokens)
        return Bool(should=(word, phrase)) if self._count(Bool((phrase,), (), (word,))) else word


def _is_one(token: Token) -> bool:
    """Tell whether only the whole of a compound is searched, and every part of it is a word."""
    return token.terms[0].offset == 0 and len(token.terms) == 1 < token.positions and _has_parts(token)


def _has_parts(token: Token) -> bool:
    """Tell whether every part of a token is a word: none is an article, as in `anti-ul`."""
    return len(token.parts) == token.positions


def _is_plain(text: str) -> bool:
    """Tell whether a word may be a compound: letters and figures, and no signs but inside, as in `S&P500`."""
    return "-" not in text and text[0].isalnum() and text[-1].isalnum()


def _may_belong_together(head: str, second: Word) -> bool:
    """Tell whether two words side by side may be a compound: after a prefix, or of long words."""
    begins, ends = fold(head.lower()), fold(second.text.lower())
    if is_prefix(begins) or begins == _LETTER:
        return not _is_function(second) and not ends.isdecimal()
    if ends.isdecimal():
        return not is_function_word(head)
    if min(len(begins), len(ends)) < _MIN_HALF and not (len(begins) >= _MIN_HALF and ends in _PARTICLES):
        return False
    return not is_function_word(head) and (ends in _PARTICLES or not _is_function(second))


def _is_function(word: Word) -> bool:
    return all(term.function_word for token in word.tokens for term in token.terms)
