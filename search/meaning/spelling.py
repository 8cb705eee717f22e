"""A query as it would be written with its diacritics, which a model was trained on."""

from __future__ import annotations

import re

from ...index.analysis.folding import fold
from ..query.location import has_diacritics
from ..store import Vocabulary

_WORD = re.compile(r"[^\W\d_]+")


def with_diacritics(text: str, vocabulary: Vocabulary) -> str:
    """Return a text without any diacritic with each word as most articles write it; another one as it is."""
    if has_diacritics(text):
        return text

    def written(match: re.Match[str]) -> str:
        typed = match[0]
        spellings = vocabulary.spellings(fold(typed.lower()))
        best = max(spellings, default=(0, typed.lower()))[1]
        if best == typed.lower():
            return typed
        return best.capitalize() if typed[0].isupper() else best

    return _WORD.sub(written, text)
