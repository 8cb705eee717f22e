"""A located query as every engine takes it: the words that rank, the parts that say what it is about."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import cached_property

from ..index.analysis.words.stop_words import is_function_word
from .query.syntax.filters import Filters
from .query.syntax.tree import Bool, Leaf, Node, Phrase, Prefix, Word, is_loose, leaves, narrows
from .query.terms import Term, Token
from .ranking.all_words import preference
from .ranking.clauses import Clause, QueryWords, clauses


class LocatedQuery:
    """A query whose words are located, and the filters beside it.

    `words` are those that rank. It is `loose` where it looks for nothing but words to be found
    anywhere, and `simple` where no condition stands beside them. One without a word matches every article
    if it `lists_all`, else none.
    """

    def __init__(self, tree: Bool, filters: Filters, *, listing: bool) -> None:
        """`listing` makes a query without a word match every article."""
        self.tree, self.filters = tree, filters
        self.lists_all = listing or filters.any
        self.words = QueryWords(_clauses(tree))
        self.loose = bool(self.words) and is_loose(tree)
        self.simple = self.loose and not tree.must and not tree.must_not

    @property
    def prefers_all_words(self) -> bool:
        """Whether articles with all content words come before others: not for one word, nor for many."""
        return preference(self.words.count) > 0

    @property
    def all_words_first(self) -> bool:
        """Whether no article comes before one that has all content words, but for others that have them."""
        return preference(self.words.count) >= 1

    @property
    def required_terms(self) -> list[Term]:
        """The terms of which a hit of a loose query has one: the content words, or else all words."""
        return [clause.term for clause in self.words.content]

    @cached_property
    def matched(self) -> Bool:
        """The tree by which articles match one that is not simple: without function words beside content.

        Beside conditions words find what they find alone.
        """
        if self.simple:
            return self.tree
        tree = _by_content(self.tree)
        if not self.loose:
            return tree
        return replace(
            tree, should=tuple(Word(term.word, tokens=_alone(term)) for term in self.required_terms)
        )

    @cached_property
    def content(self) -> list[Node]:
        """The loose parts of the query but for function words, or all if there is nothing else."""
        loose = self.tree.should if self.loose else self.matched.should
        return list(filter(_says_something, loose)) or list(loose)

    @property
    def known_content(self) -> tuple[Node, ...]:
        """The parts that an article with all content words has, but for what no article has."""
        return self.matched.should if self.loose else tuple(filter(_is_known, self.content))

    def all_words(self, total: int) -> int | None:
        """Return how many of `total` hits have every content word, or None where they must be counted.

        None has them where the index lacks one of them.
        """
        if len(self.content) < 2 and self.words.count < 2:
            return total
        return None if all(map(_is_known, self.content)) else 0


def _clauses(tree: Bool) -> list[Clause]:
    found: list[Clause] = []
    place = 0
    for leaf in leaves(tree):
        if isinstance(leaf, Word | Phrase):
            optional = isinstance(leaf, Phrase) and leaf.optional
            found += clauses(leaf.tokens, leaf.field, place, optional=optional)
            place += sum(token.positions for token in leaf.tokens)
    return found


def _terms(leaf: Leaf) -> Iterator[Term]:
    for token in leaf.tokens:
        yield from token.terms


def _alone(term: Term) -> tuple[Token, ...]:
    return (Token(term.word, 0, 1, (term,), (term,)),)


def _says_something(node: Node) -> bool:
    """Tell whether any word in a node is more than a function word."""
    return any(
        (isinstance(leaf, Prefix) and not is_function_word(leaf.beginning.lower()))
        or any(not term.function_word for term in _terms(leaf))
        for leaf in leaves(node)
    )


def _by_content(query: Bool) -> Bool:
    """Return a query without the function words among alternatives of which one says what it is about."""
    must, should, must_not = (
        tuple(_by_content(node) if isinstance(node, Bool) else node for node in nodes)
        for nodes in (query.must, query.should, query.must_not)
    )
    content = [node for node in should if _says_something(node) and _is_known(node)]
    fields = {"", *(leaf.field for node in content for leaf in leaves(node))}
    if content:
        should = tuple(node for node in should if not _is_function(node, fields))
    return Bool(must, should, must_not)


def _is_function(node: Node, fields: Collection[str]) -> bool:
    """Tell whether a node finds articles by function words only, loosely typed and in one of some fields."""
    if isinstance(node, Bool):
        loose = node.should and all(map(narrows, node.must))
        return bool(loose) and all(_is_function(child, fields) for child in node.should)
    return isinstance(node, Word) and node.field in fields and not _says_something(node)


def _is_known(node: Node) -> bool:
    """Tell whether a node may be in the articles: any but a word that none has."""
    return not isinstance(node, Word) or any(term.known for term in _terms(node))
