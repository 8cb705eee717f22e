"""The tree of a query: what it looks for and how that hangs together."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..terms import Token


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a hyphenated compound, in `title` or anywhere; `exact` ones are never corrected.

    `start` tells where in the query its text begins, -1 for one that was not typed. What it looks for is
    `tokens`, the same in every leaf: none until a `TermResolver` has located them.
    """

    text: str
    field: str = ""
    exact: bool = False
    start: int = -1
    tokens: tuple[Token, ...] = dataclasses.field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in this order, in `title` or anywhere; an `optional` one is a compound beside its whole word."""

    text: str
    field: str = ""
    optional: bool = False
    tokens: tuple[Token, ...] = dataclasses.field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Prefix:
    """All words that begin so and go on with `tail`, in which `*` is anything; in `title` or anywhere.

    Without a `tail` it is the words that are written just so, in no other inflection.

    Located, `beginning` is the last word of `text`, and `tokens` are what it follows behind a hyphen.
    """

    text: str
    field: str = ""
    tail: str = "*"
    tokens: tuple[Token, ...] = dataclasses.field(default=(), compare=False)
    beginning: str = dataclasses.field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Column:
    """Articles whose `field` (source, section, date, after, before) has this value."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Bool:
    """All of `must`, none of `must_not`, and one of `should`, unless a `must` asks for a word itself."""

    must: tuple[Node, ...] = ()
    should: tuple[Node, ...] = ()
    must_not: tuple[Node, ...] = ()


Leaf = Word | Phrase | Prefix
Node = Leaf | Column | Bool


def is_loose(query: Bool) -> bool:
    """Tell whether a query looks for nothing but words anywhere, whatever conditions stand beside them."""
    return all(map(narrows, query.must)) and all(
        isinstance(node, Word) and not node.field for node in query.should
    )


def leaves(node: Node) -> Iterator[Leaf]:
    """Yield what a query looks for in the text, leaving out what it excludes."""
    if isinstance(node, Bool):
        for child in (*node.must, *node.should):
            yield from leaves(child)
    elif not isinstance(node, Column):
        yield node


def every_leaf(node: Node) -> Iterator[Leaf]:
    """Yield what a query looks for in the text, what it excludes too."""
    if isinstance(node, Bool):
        for child in (*node.must, *node.should, *node.must_not):
            yield from every_leaf(child)
    elif not isinstance(node, Column):
        yield node


def columns(node: Node) -> Iterator[Column]:
    """Yield what a query asks of sources, sections and dates, excluded ones too."""
    if isinstance(node, Bool):
        for child in (*node.must, *node.should, *node.must_not):
            yield from columns(child)
    elif isinstance(node, Column):
        yield node


def distinct(query: Bool) -> Bool:
    """Return a query without the clauses that stand beside an equal one."""
    return Bool(_once(query.must), _once(query.should), _once(query.must_not))


def narrows(node: Node) -> bool:
    """Tell whether a node is about the source, section or date only, whatever the text says."""
    if isinstance(node, Bool):
        parts = (*node.must, *node.should, *node.must_not)
        return bool(parts) and all(map(narrows, parts))
    return isinstance(node, Column)


def _once(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    found: dict[object, Node] = {}
    for node in nodes:
        key = (node.text, node.field, node.exact) if isinstance(node, Word) else node
        found.setdefault(key, distinct(node) if isinstance(node, Bool) else node)
    return tuple(found.values())


def with_tokens(leaf: Leaf, tokens: tuple[Token, ...]) -> Leaf:
    """Return a leaf with its words located."""
    if isinstance(leaf, Word):
        # Most leaves are: a third of the time of `replace`.
        return Word(leaf.text, leaf.field, leaf.exact, leaf.start, tokens)
    return dataclasses.replace(leaf, tokens=tokens)


def with_leaves(query: Bool, change: Callable[[Leaf], Leaf]) -> Bool:
    """Return a query with each of its leaves changed, excluded ones too."""

    def changed(node: Node) -> Node:
        if isinstance(node, Bool):
            return with_leaves(node, change)
        return node if isinstance(node, Column) else change(node)

    return Bool(*(tuple(map(changed, nodes)) for nodes in (query.must, query.should, query.must_not)))
