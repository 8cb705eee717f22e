"""Figures that were typed in one with what they count: `20mil`, `5.000lei`, `10km`, `3%`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ...index.analysis.token_parts import PERCENT
from ..store import Vocabulary
from .location import tokens_of
from .syntax.tree import Word

# One letter behind a figure is a name: 5G, 4K.
_FIGURE_WITH_UNIT = re.compile(r"(\d+(?:[.,]\d+)*)([^\W\d_]{2,})")
_PERCENTAGE, _PER_HUNDRED = re.compile(rf"\d+(?:[.,]\d+)*{PERCENT}"), "la sută"


def apart(word: Word, vocabulary: Vocabulary, plain: bool) -> Iterator[Word]:
    """Yield a figure and its unit as two words where no article has them in one; any other word as it is."""
    match = _FIGURE_WITH_UNIT.fullmatch(word.text)
    known = all(term.known for token in word.tokens for term in token.terms)
    if not match or known or not vocabulary.has_form(match[2]):
        yield word
        return
    for at in (1, 2):
        tokens = tokens_of(match[at], vocabulary, plain)
        yield replace(word, text=match[at], start=word.start + match.start(at), tokens=tokens)


def per_hundred(word: Word) -> str:
    """Return a percentage in words, `3 la sută` for `3%`, or "" for anything else."""
    if word.exact or not _PERCENTAGE.fullmatch(word.text):
        return ""
    return f"{word.text.rstrip(PERCENT)} {_PER_HUNDRED}"
