"""How articles write a form: a compound that is known in one word may have hyphens there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..index.analysis.folding import COMMAS, fold, spellings_pattern
from .completion_source import CompletionSource

# Shorter forms are no compounds, and hardly any compound is in more articles.
_SHORTEST, _MOST_ARTICLES = 7, 300


def written(source: CompletionSource, forms: Sequence[str]) -> list[str]:
    """Return forms as some article writes each, in lower case: `prim-ministru` for `primministru`."""
    long = [form for form in forms if len(form) >= _SHORTEST]
    found = dict(zip(long, source.texts_with(long, _MOST_ARTICLES) if long else (), strict=True))
    return [_written(form, found.get(form, ())) for form in forms]


def with_hyphens(source: CompletionSource, form: str, compound: str) -> bool:
    """Tell whether any article writes a form as this compound, `e-mail` for `email`."""
    word = re.compile(rf"(?<!\w){spellings_pattern(fold(compound.lower()))}(?!\w)", re.IGNORECASE)
    return any(map(word.search, source.texts_with([form], _MOST_ARTICLES)[0]))


def _written(form: str, texts: Sequence[str]) -> str:
    if not texts:
        return form
    hyphened = ""
    word = re.compile(rf"(?<!\w){spellings_pattern(fold(form.lower()), '-?')}(?!\w)", re.IGNORECASE)
    for match in map(word.search, texts):
        if match and "-" not in match[0]:
            return form
        if match and not hyphened:
            hyphened = match[0].lower().translate(COMMAS)
    return hyphened or form
