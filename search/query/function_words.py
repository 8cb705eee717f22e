"""Words that hold a sentence together, or not, by where they stand: `mai`, `fost`, „la sută”."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from ...index.analysis.folding import fold
from .syntax.tree import Bool, Node, Word
from .terms import Term, Token

# Behind these `fost` is a part of the verb: „a fost ales”, „nu ar mai fi fost”.
_AUXILIARIES = frozenset("a am ai au ar as ati vor va fi mai tot cam".split())

# Behind a decimal: half of the articles write `13,9%`, which has no such word.
_PERCENT = frozenset("suta procent procente".split())
_AMBIGUOUS = _PERCENT | {"mai", "fost"}
_DECIMAL = re.compile(r"\d+[.,]\d+")


def in_context(query: Bool) -> Bool:
    """Return a located query in which `mai` beside a number is the month.

    `fost` without an auxiliary is *former*; behind a decimal „la sută” and „procente” are a mere sign.
    """
    return Bool(
        must=tuple(map(_inside, query.must)),
        should=tuple(_read(query.should, at) for at in range(len(query.should))),
        must_not=tuple(map(_inside, query.must_not)),
    )


def _inside(node: Node) -> Node:
    return in_context(node) if isinstance(node, Bool) else node


def _read(nodes: tuple[Node, ...], at: int) -> Node:
    node = nodes[at]
    if not isinstance(node, Word) or len(node.tokens) != 1:
        return _inside(node)
    text = fold(node.text.lower())
    if text not in _AMBIGUOUS:
        return node
    before, after = (_text(nodes, at + step) for step in (-1, 1))
    if text in _PERCENT and any(_DECIMAL.fullmatch(_text(nodes, at - back)) for back in (1, 2)):
        return replace(node, tokens=(_with(node.tokens[0], function_word=True),))
    if (text == "mai" and (before.isdecimal() or after.isdecimal())) or (
        text == "fost" and after and before not in _AUXILIARIES
    ):
        return replace(node, tokens=(_with(node.tokens[0], function_word=False),))
    return node


def _text(nodes: tuple[Node, ...], at: int) -> str:
    node = nodes[at] if 0 <= at < len(nodes) else None
    return fold(node.text.lower()) if isinstance(node, Word) else ""


def _with(token: Token, function_word: bool) -> Token:
    terms, parts = ([_read_as(term, function_word) for term in each] for each in (token.terms, token.parts))
    return replace(token, terms=tuple(terms), parts=tuple(parts))


# The same word is the same object: what is kept of it goes by that.
@lru_cache(64)
def _read_as(term: Term, function_word: bool) -> Term:
    return replace(term, function_word=function_word)
