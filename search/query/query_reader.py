"""Query text to a tree of located words. Each word is analysed once, here, and never after."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from ..answer.results import Suggestion
from ..store import Store
from .compounds import Compounds
from .dictionary import Dictionary
from .function_words import in_context
from .location import is_plain, locate, tokens_of
from .spelling.candidates import Candidates
from .spelling.correction import Speller
from .syntax.lexer import Lexeme, lexemes, same_length_clean
from .syntax.parser import parse
from .syntax.tree import Bool, Leaf, Word, distinct, every_leaf, leaves, with_leaves
from .unfinished import begun_columns, is_unfinished, keep, unfinished_word

if TYPE_CHECKING:
    from .synonyms import Synonyms

# The name of a site, at the beginning of a word.
_SITE = re.compile(r"\(?(?:www\.|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,4}(?:[/,;:!?)]|$))")
_ADDRESS_MARKS = ("@", "://")


class ReadQuery(NamedTuple):
    """A query as read: its located tree, the lexemes of what was typed, and its correction, if any.

    An `unfinished` one is still being typed.
    """

    tree: Bool
    lexemes: Sequence[Lexeme]
    suggestion: Suggestion | None
    unfinished: bool = False

    @property
    def says_nothing_yet(self) -> bool:
        """Whether what was typed so far asks for nothing, as `titlu:`."""
        return self.unfinished and self.tree == Bool()


class QueryReader:
    """Reads queries against a store; safe for many threads."""

    def __init__(self, store: Store, dictionary: Dictionary) -> None:
        self._store, self._vocabulary, self._dictionary = store, store.vocabulary, dictionary
        self._candidates = Candidates(store)

    def read(self, text: str, *, correct: bool, prefix: bool) -> ReadQuery:
        """Return a query as read; `correct` replaces words that the index does not know.

        With `prefix` the last word is read as a beginning while nothing follows it, and only corrected if no
        word begins so. Raises BadQuery for one that has too much of something.
        """
        text = same_length_clean(text)
        found = lexemes(text)
        query, typed = parse(found), ""
        plain = is_plain(query)
        speller = Speller(self._store, self._candidates, plain)
        compounds = Compounds(self._store, speller, plain)
        if prefix:
            query = begun_columns(query, text, found, self._store)
            typed = unfinished_word(text, found) or unfinished_word(text, found, "title")
        located, typed = self._locate(query, typed, plain)
        tree = compounds.hyphenated(located)
        synonyms = self._synonyms()
        kept = [*_kept(text), *(synonyms.places(tree) if synonyms else ())]
        suggestion = speller.correct(text, tree, kept) if correct else None
        if suggestion and suggestion.applied:
            corrected = keep(parse(lexemes(suggestion.query)), typed)
            known = (*every_leaf(located), *every_leaf(tree), *speller.words())
            tree = compounds.hyphenated(locate(corrected, self._vocabulary, plain, known))
        tree = distinct(in_context(tree))
        if any(map(str.isdigit, text)):
            # Here, as most queries have no figure in them.
            from .dates.date_forms import DateForms

            tree = DateForms(self._vocabulary).expand(tree)
        if synonyms:
            tree = synonyms.expand(tree, typed)
        unfinished = prefix and is_unfinished(text, found)
        return ReadQuery(compounds.in_two_words(tree), found, suggestion, unfinished)

    def _synonyms(self) -> Synonyms | None:
        # Here, as most have no dictionary of their own.
        if not self._dictionary.digest:
            return None
        from .synonyms import Synonyms

        return Synonyms(self._dictionary, self._store)

    def _locate(self, query: Bool, typed: str, plain: bool) -> tuple[Bool, str]:
        """Return a query with its words located, and the last one if it is read as a beginning, else ""."""
        if not typed:
            return locate(query, self._vocabulary, plain), ""
        located = locate(query, self._vocabulary, plain, [Word(typed)])
        before = (token for leaf in leaves(located) for token in leaf.tokens)
        # A compound is known in one word, whatever is behind its hyphen.
        token = self._vocabulary.beginning(typed.replace("-", ""), before)
        if token and "-" in typed:
            token = token.as_compound(typed)
        tokens = (token,) if token else tokens_of(typed, self._vocabulary, plain)
        with_last = with_leaves(
            located, lambda leaf: replace(leaf, tokens=tokens) if _is_word(leaf, typed) else leaf
        )
        return (keep(with_last, typed), typed) if token else (with_last, "")


def _is_word(leaf: Leaf, text: str) -> bool:
    return isinstance(leaf, Word) and leaf.text == text


def _kept(text: str) -> list[range]:
    """Return what of a query is no matter of spelling: its dates and addresses."""
    # Most queries have no address in them.
    words = re.finditer(r"\S+", text) if any(map(text.__contains__, ".@:")) else ()
    addresses = [range(*word.span()) for word in words if _is_address(word[0])]
    # Here, as most queries have no figure in them.
    if not any(map(str.isdigit, text)):
        return addresses
    from .dates.date_mentions import date_places

    return [*addresses, *date_places(text)]


def _is_address(word: str) -> bool:
    return any(mark in word for mark in _ADDRESS_MARKS) or bool(_SITE.match(word))
