"""Months that a query abbreviates beside a number: `25 sept 2017` looks for *septembrie* as well."""

from __future__ import annotations

import re
from dataclasses import replace

from ...index.analysis.folding import fold
from ..store import Vocabulary
from .location import tokens_of
from .tree import Bool, Node, Word

# `mai` is whole, and `noi` is another word.
_WHOLE = {
    "ian": "ianuarie", "feb": "februarie", "febr": "februarie", "mar": "martie", "mart": "martie",
    "apr": "aprilie", "iun": "iunie", "iul": "iulie", "aug": "august", "sep": "septembrie",
    "sept": "septembrie", "oct": "octombrie", "nov": "noiembrie", "dec": "decembrie",
}  # fmt: skip
_DAY, _YEAR = re.compile(r"[0-3]?\d"), re.compile(r"(?:19|20)\d\d")


def with_whole_months(query: Bool, vocabulary: Vocabulary) -> Bool:
    """Return a located query in which abbreviated months between a day and a year may be whole."""
    nodes = query.should
    return replace(query, should=tuple(_read(nodes, at, vocabulary) for at in range(len(nodes))))


def _read(nodes: tuple[Node, ...], at: int, vocabulary: Vocabulary) -> Node:
    node, whole = nodes[at], _WHOLE.get(_text(nodes, at))
    if not whole or not isinstance(node, Word) or node.exact or len(node.tokens) != 1:
        return node
    if not (_DAY.fullmatch(_text(nodes, at - 1)) or _YEAR.fullmatch(_text(nodes, at + 1))):
        return node
    token, (meant, *_) = node.tokens[0], tokens_of(whole, vocabulary, False)
    terms = tuple(term.or_synonym(meant.terms[0]) for term in token.terms)
    return replace(node, tokens=(replace(token, terms=terms, parts=terms),))


def _text(nodes: tuple[Node, ...], at: int) -> str:
    node = nodes[at] if 0 <= at < len(nodes) else None
    return fold(node.text.lower()).rstrip(".") if isinstance(node, Word) and not node.field else ""
