"""A query as it would be written with its diacritics, which a model was trained on."""

from __future__ import annotations

import re

from ...index.analysis.folding import fold
from ..query.location import is_plain
from ..query.syntax.lexer import lexemes, same_length_clean
from ..query.syntax.parser import parse
from ..store import Vocabulary

_WORD = re.compile(r"[^\W\d_]+")


def with_diacritics(text: str, vocabulary: Vocabulary) -> str:
    """Return a query typed without diacritics with each word as most articles write it; another as it is."""
    if not is_plain(parse(lexemes(same_length_clean(text)))):
        return text

    def written(match: re.Match[str]) -> str:
        typed = match[0]
        spellings = vocabulary.spellings(fold(typed.lower()))
        best = max(spellings, default=(0, typed.lower()))[1]
        if best == typed.lower():
            return typed
        return best.capitalize() if typed[0].isupper() else best

    return _WORD.sub(written, text)
