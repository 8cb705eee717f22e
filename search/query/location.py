"""The words of a query's tree to the tokens that a vocabulary has for them, each looked up once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ...index.analysis.folding import COMMAS, fold
from ...index.analysis.tokenizer import tokenize
from ..store import Vocabulary
from .syntax.lexer import LOWER_CASE
from .syntax.tree import Bool, Leaf, Prefix, Word, every_leaf, with_leaves, with_tokens
from .terms import Token


def has_diacritics(text: str) -> bool:
    """Tell whether any letter of a text carries a mark."""
    return not text.isascii() and fold(text.lower()) != text.lower()


def is_plain(query: Bool) -> bool:
    """Tell whether what a query looks for, or excludes, was typed without any mark.

    An operator tells nothing of how one types, nor does a name or a date that was copied from somewhere.
    """
    return not any(
        has_diacritics(leaf.text + leaf.tail if isinstance(leaf, Prefix) else leaf.text)
        for leaf in every_leaf(query)
    )


def locate(query: Bool, vocabulary: Vocabulary, plain: bool, known: Iterable[Leaf] = ()) -> Bool:
    """Return a query with the tokens of each of its words, those of `known` leaves taken over.

    `plain` says that its writer typed no diacritics in any of them.
    """
    located = {(type(leaf), leaf.text): leaf for leaf in known}

    def located_leaf(leaf: Leaf) -> Leaf:
        key = type(leaf), leaf.text
        same = located.get(key)
        if same is None:
            located[key] = same = _located(leaf, vocabulary, plain)
            return same
        if isinstance(leaf, Prefix) and isinstance(same, Prefix):
            return replace(leaf, tokens=same.tokens, beginning=same.beginning)
        return with_tokens(leaf, same.tokens)

    return with_leaves(query, located_leaf)


def _located(leaf: Leaf, vocabulary: Vocabulary, plain: bool) -> Leaf:
    if not isinstance(leaf, Prefix):
        tokens = tokens_of(leaf.text, vocabulary, plain)
        if isinstance(leaf, Word) and leaf.text in LOWER_CASE and not leaf.exact:
            tokens = tuple(token.as_function_word() for token in tokens)
        return with_tokens(leaf, tokens)
    *words, beginning = [part for word in tokenize(leaf.text).words for part in word.split("-")] or [""]
    return replace(leaf, tokens=tuple(vocabulary.token(word, plain) for word in words), beginning=beginning)


def tokens_of(text: str, vocabulary: Vocabulary, plain: bool) -> tuple[Token, ...]:
    """Return the tokens of a text."""
    if text.isalpha():
        # Most are one token as they stand.
        return (vocabulary.token(text.translate(COMMAS), plain),)
    raw = tokenize(text)
    return tuple(
        vocabulary.token(word, plain, start)
        for word, start in zip(raw.words, raw.starts.tolist(), strict=True)
    )


class WordTokens(dict[str, Token]):
    """The tokens of words of one query, each analysed when it is first asked for."""

    def __init__(self, vocabulary: Vocabulary, plain: bool) -> None:
        super().__init__()
        self._vocabulary, self._plain = vocabulary, plain

    def __missing__(self, word: str) -> Token:
        self[word] = token = self._vocabulary.token(word, self._plain)
        return token
