"""Completions of `sursa:` and `sectiune:`: the names of sources and sections."""

from __future__ import annotations

import re

from ...index.analysis.folding import fold
from ...index.analysis.name_key import facet_key
from ..answer.details import Completion
from ..query.syntax.lexer import FIELDS, lexemes, same_length_clean
from .source import CompletionSource
from .words import typed_letters

# A field, a quotation mark that is open, and what is typed of a name.
_FIELD = re.compile(r'(\w+)\s*:\s*("?)([^"]*)$')


def complete_names(source: CompletionSource, text: str, limit: int) -> list[Completion] | None:
    """Return the commonest names that complete the field at the end of a text, None without a field."""
    match = _FIELD.search(same_length_clean(text))
    field = FIELDS.get(fold(match[1].lower())) if match else None
    if not match or field not in ("source", "section") or (not match[2] and " " in match[3].strip()):
        return None
    typed = facet_key(match[3])
    head = text[: match.start(2)]
    counts = source.count_names(field).most_common()
    found = [(name, count) for name, count in counts if facet_key(name).startswith(typed)]
    return [_completion(head, name, match[3], count) for name, count in found[:limit]]


def _completion(head: str, name: str, typed: str, count: int) -> Completion:
    quote = '"' if " " in name else ""
    letters = typed_letters(name, typed) + len(quote) if typed else 0
    return Completion(f"{head}{quote}{name}{quote}", "word", count=count, ranges=((0, len(head) + letters),))


def words_alone(text: str) -> str:
    """Return a text of the same length with blanks for fields, their values and what is excluded."""
    clean = same_length_clean(text)
    kept = [" "] * len(clean)
    for lexeme in lexemes(clean):
        if lexeme.kind in ("word", "phrase") and lexeme.field in ("", "title") and lexeme.sign != "-":
            kept[lexeme.start : lexeme.start + len(lexeme.text)] = lexeme.text
    return "".join(kept)
