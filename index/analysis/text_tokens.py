"""The analyzer alone: the words of a text with their forms, their lemmas and where they stand."""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

from .analyzer import analyze
from .tokenizer import RawTokens, tokenize


class TextToken(NamedTuple):
    """A raw token of a text: its characters `text[start:end]`, its forms, and the lemmas these stand for.

    An ambiguous form has two lemmas, a compound those of its parts and its own; a word that is in no
    dictionary has a stem.
    """

    text: str
    start: int
    end: int
    forms: tuple[str, ...]
    lemmas: tuple[str, ...]


def tokens(text: str) -> tuple[TextToken, ...]:
    """Return the words of a text as the index and queries see them, in order."""
    words, starts, ends = tokenize(text)
    if not words:
        return ()
    columns = analyze(RawTokens.of(words))
    terms = iter(columns.in_order())
    found = []
    for start, end, count in zip(starts.tolist(), ends.tolist(), columns.counts.tolist(), strict=True):
        own = list(islice(terms, count))
        forms = tuple(dict.fromkeys(term.form for term in own))
        lemmas = tuple(dict.fromkeys(term.concept for term in own))
        found.append(TextToken(text[start:end], start, end, forms, lemmas))
    return tuple(found)
