"""A located query as every engine takes it: the words that rank, the parts that say what it is about."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from ..index.analysis.words.stop_words import is_function_word
from .query.syntax.filters import Filters
from .query.syntax.tree import Bool, Leaf, Node, Phrase, Prefix, Word, leaves, plain_words
from .query.terms import Term
from .ranking.all_words import preference
from .ranking.clauses import Clause, QueryWords, clauses


class LocatedQuery:
    """A query whose words are located, and the filters beside it.

    `words` are those that rank. It is `simple` where it is nothing but words to be found anywhere. One
    without a word matches every article if it `lists_all`, else none.
    """

    def __init__(self, tree: Bool, filters: Filters, *, listing: bool) -> None:
        """`listing` makes a query without a word match every article."""
        self.tree, self.filters = tree, filters
        self.lists_all = listing or filters.any
        self.words = QueryWords(_clauses(tree))
        self.simple = bool(self.words) and plain_words(tree) is not None

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
        """The terms of which a hit of a simple query has one: the content words, or else all words."""
        return [clause.term for clause in self.words.content]

    @cached_property
    def content(self) -> list[Node]:
        """The loose parts of the query but for function words, or all if there is nothing else."""
        return list(filter(_says_something, self.tree.should)) or list(self.tree.should)

    @property
    def known_content(self) -> tuple[Node, ...]:
        """The loose parts that may be in the articles."""
        return tuple(filter(_is_known, self.content))

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


def _says_something(node: Node) -> bool:
    """Tell whether any word in a node is more than a function word."""
    return any(
        (isinstance(leaf, Prefix) and not is_function_word(leaf.beginning.lower()))
        or any(not term.function_word for term in _terms(leaf))
        for leaf in leaves(node)
    )


def _is_known(node: Node) -> bool:
    """Tell whether a node may be in the articles: any but a word that none has."""
    return not isinstance(node, Word) or any(term.known for term in _terms(node))
