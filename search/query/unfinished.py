"""The last word of a query that is still being typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .lexer import Lexeme
from .tree import Bool, Word

# A word of one letter may become anything.
MIN_LENGTH = 2


def unfinished_word(text: str, found: Sequence[Lexeme]) -> str:
    """Return the last word of a query if it may go on, or ""; `found` are the lexemes of `text`."""
    if not found or found[-1].kind != "word" or found[-1].field or not text.endswith(found[-1].text):
        return ""
    typed = found[-1].text
    return typed if len(typed) >= MIN_LENGTH and typed.isalpha() else ""


def keep(query: Bool, typed: str) -> Bool:
    """Return a query whose last word, if it is `typed`, is neither corrected nor taken for a compound."""
    *others, last = query.should or (None,)
    if not isinstance(last, Word) or last.text != typed:
        return query
    return replace(query, should=(*others, replace(last, exact=True)))
