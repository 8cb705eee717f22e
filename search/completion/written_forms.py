"""How articles write a form: a compound that is known in one word may have hyphens there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...index.analysis.folding import COMMAS, fold, spellings_pattern
from .source import CompletionSource

# Shorter forms are no compounds, and hardly any compound is in more articles.
_SHORTEST, _MOST_ARTICLES = 7, 300


def written(source: CompletionSource, forms: Sequence[str]) -> list[str]:
    """Return forms as some article writes each, in lower case: `prim-ministru` for `primministru`."""
    long = [form for form in forms if len(form) >= _SHORTEST]
    found = dict(zip(long, texts_with(source, long), strict=True))
    return [spelled(form, found.get(form, ())) for form in forms]


def texts_with(source: CompletionSource, forms: Sequence[str]) -> list[list[str]]:
    """Return of each form some texts that have it, none of one that is too frequent for a compound."""
    return source.texts_with(forms, _MOST_ARTICLES) if forms else []


def spelled(form: str, texts: Sequence[str]) -> str:
    """Return a form as some of the texts that have it writes it, in lower case."""
    if len(form) < _SHORTEST or not texts:
        return form
    hyphened = ""
    word = re.compile(rf"(?<!\w){spellings_pattern(fold(form.lower()), '-?')}(?!\w)", re.IGNORECASE)
    for match in map(word.search, texts):
        if match and "-" not in match[0]:
            return form
        if match and not hyphened:
            hyphened = match[0].lower().translate(COMMAS)
    return hyphened or form


def with_hyphens(compound: str, texts: Sequence[str]) -> bool:
    """Tell whether any of some texts has this compound: `e-mail` is `email` in others."""
    word = re.compile(rf"(?<!\w){spellings_pattern(fold(compound.lower()))}(?!\w)", re.IGNORECASE)
    return any(map(word.search, texts))
