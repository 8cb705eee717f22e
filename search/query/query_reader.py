"""Query text to a tree of located words. Each word is analysed once, here, and never after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from ...index.segment.reader import Segment
from ..results import Suggestion
from .compounds import Compounds
from .correction import Speller
from .lexer import Lexeme, lexemes, same_length_clean
from .parser import parse
from .term_resolver import TermResolver, has_diacritics
from .tree import Bool, Leaf, Word, distinct, every_leaf, leaves, with_leaves
from .unfinished import keep, read_unfinished, unfinished_word

if TYPE_CHECKING:
    from ..ranking.matcher import Matcher


class ReadQuery(NamedTuple):
    """A query as read: its located tree, the lexemes of what was typed, and its correction, if any."""

    tree: Bool
    lexemes: Sequence[Lexeme]
    suggestion: Suggestion | None


class QueryReader:
    """Reads queries against some segments; safe for many threads."""

    def __init__(
        self, segments: Sequence[Segment], resolver: TermResolver, matchers: Sequence[Matcher]
    ) -> None:
        self._segments, self._resolver, self._matchers = segments, resolver, matchers
        self._speller = Speller(segments)

    def read(self, text: str, *, correct: bool, prefix: bool) -> ReadQuery:
        """Return a query as read; `correct` replaces words that the index does not know.

        With `prefix` the last word is read as a beginning while nothing follows it, and only corrected if no
        word begins so. Raises BadQuery for one that has too much of something.
        """
        text = same_length_clean(text)
        plain = not has_diacritics(text)
        compounds = Compounds(self._resolver, self._matchers, plain)
        found = lexemes(text)
        typed = unfinished_word(text, found) if prefix else ""
        located, typed = self._locate(parse(found), typed, plain)
        tree = compounds.hyphenated(located)
        suggestion = self._speller.correct(text, tree) if correct else None
        if suggestion and suggestion.applied:
            corrected = keep(parse(lexemes(suggestion.query)), typed)
            known = (*every_leaf(located), *every_leaf(tree))
            tree = compounds.hyphenated(self._resolver.locate(corrected, plain, known))
        return ReadQuery(compounds.in_two_words(distinct(tree)), found, suggestion)

    def _locate(self, query: Bool, typed: str, plain: bool) -> tuple[Bool, str]:
        """Return a query with its words located, and the last one if it is read as a beginning, else ""."""
        if not typed:
            return self._resolver.locate(query, plain), ""
        located = self._resolver.locate(query, plain, [Word(typed)])
        before = (token for leaf in leaves(located) for token in leaf.tokens)
        token = read_unfinished(typed, before, self._resolver, self._segments)
        tokens = (token,) if token else self._resolver.tokens(typed, plain)
        with_last = with_leaves(
            located, lambda leaf: replace(leaf, tokens=tokens) if _is_word(leaf, typed) else leaf
        )
        return (keep(with_last, typed), typed) if token else (with_last, "")


def _is_word(leaf: Leaf, text: str) -> bool:
    return isinstance(leaf, Word) and leaf.text == text
