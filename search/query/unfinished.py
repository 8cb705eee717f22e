"""The last word of a query that is still being typed."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from ...index.analysis.name_key import facet_key
from ...index.analysis.token_parts import shape
from ..store import Store
from .dates.date_ranges import is_date
from .syntax.lexer import Lexeme
from .syntax.tree import Bool, Column, Node, Word

# A word of one letter may become anything.
MIN_LENGTH = 2
# Letters before a hyphen behind which a short word may become anything.
_LONG_ENOUGH = 4


def unfinished_word(text: str, found: Sequence[Lexeme], field: str = "") -> str:
    """Return the last word of a query if it may go on, or ""; `found` are the lexemes of `text`.

    It is looked for in a `field`. A compound may go on behind its hyphen.
    """
    if not found or found[-1].kind != "word" or found[-1].field != field or not text.endswith(found[-1].text):
        return ""
    typed = found[-1].text
    return typed if len(typed) >= MIN_LENGTH and (typed.isalpha() or _is_compound(typed)) else ""


def _is_compound(typed: str) -> bool:
    *first, rest = typed.split("-")
    if not first or not typed.replace("-", "").isalnum() or not all((*first, rest)):
        return False
    # `prim-mi` may become `prim-ministru`, `dă-mi` nothing.
    return shape(typed).parts[-1].joined or len(first[0]) >= _LONG_ENOUGH


def is_unfinished(text: str, found: Sequence[Lexeme]) -> bool:
    """Tell whether something may still be added to the last lexeme of a query."""
    return (bool(found) and not text[-1:].isspace()) or any(each.kind == "quote" for each in found)


def begun_columns(query: Bool, text: str, found: Sequence[Lexeme], store: Store) -> Bool:
    """Return a query whose last source or section is any that begins so, without half of a date."""
    last = found[-1] if found else None
    if last is None or last.kind != "word" or last.field in ("", "title") or not text.endswith(last.text):
        return query
    typed = Column(last.field, last.text)
    begun: tuple[Node, ...] = ()
    if last.field in ("source", "section"):
        names = store.names(last.field)
        begun = tuple(
            Column(last.field, name)
            for name in dict.fromkeys(names)
            if facet_key(name).startswith(facet_key(last.text))
        )
    elif is_date(last.text):
        return query
    must, must_not = (
        tuple(Bool(should=begun) if each == typed else each for each in nodes if begun or each != typed)
        for nodes in (query.must, query.must_not)
    )
    return Bool(must, query.should, must_not)


def keep(query: Bool, typed: str) -> Bool:
    """Return a query whose last word, if it is `typed`, is neither corrected nor taken for a compound."""
    *others, last = query.should or (None,)
    if not isinstance(last, Word) or last.text != typed:
        return query
    return dataclasses.replace(query, should=(*others, dataclasses.replace(last, exact=True)))
