"""Words that only hold a sentence together, but for where they stand: May and „mai”, former and „been”."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from ...index.analysis.folding import fold
from .terms import Term, Token
from .tree import Bool, Node, Word

# Behind these `fost` is a part of the verb: „a fost ales”, „nu ar mai fi fost”.
_AUXILIARIES = frozenset("a am ai au ar as ati vor va fi mai tot cam".split())


def in_context(query: Bool) -> Bool:
    """Return a located query in which `mai` beside a number is the month, and `fost` may be former."""
    return replace(
        query,
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
    before, after = (_text(nodes, at + step) for step in (-1, 1))
    text = fold(node.text.lower())
    if (text == "mai" and (before.isdecimal() or after.isdecimal())) or (
        text == "fost" and after and before not in _AUXILIARIES
    ):
        return replace(node, tokens=(_as_content(node.tokens[0]),))
    return node


def _text(nodes: tuple[Node, ...], at: int) -> str:
    node = nodes[at] if 0 <= at < len(nodes) else None
    return fold(node.text.lower()) if isinstance(node, Word) else ""


def _as_content(token: Token) -> Token:
    return replace(token, terms=tuple(map(_content, token.terms)), parts=tuple(map(_content, token.parts)))


# The same word is the same object: what is kept of it goes by that.
@lru_cache(64)
def _content(term: Term) -> Term:
    return replace(term, function_word=False)
