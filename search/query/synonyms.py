"""Words of a query that a user's dictionary has synonyms for: what it looks for besides.

A synonym of one word counts as the word itself does, of which it is one more form; a synonym of several is
a phrase beside each of the words that it stands for. So an article has all words of `buget UE` that has
`bugetul Uniunii Europene`. What stands in quotation marks, and what must not be there, is taken literally.
A name of the dictionary is scored as a word, but only found in the form that was typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeGuard

from ...index.analysis.folding import fold
from ...index.deadline import check
from ..store import Store
from .dictionary import Dictionary, Rule
from .location import has_diacritics, tokens_of
from .syntax.tree import Bool, Node, Phrase, Prefix, Word
from .terms import Term, Token

# Expressions that are searched beside the words of one query.
MAX_EXPANSIONS = 50


class Synonyms:
    """Reads the words of one query by a dictionary."""

    def __init__(self, dictionary: Dictionary, store: Store) -> None:
        self._dictionary, self._vocabulary, self._count = dictionary, store.vocabulary, store.count
        self._left, self._typed = MAX_EXPANSIONS, ""

    def places(self, query: Bool) -> Iterator[range]:
        """Yield where in the query's text stand words that the dictionary has: their spelling is right."""
        for nodes in (query.must, query.should):
            for at, rules in self._found(nodes):
                for word in nodes[at : at + len(rules[0].typed)]:
                    if isinstance(word, Word):
                        yield from _place(word)
            for node in nodes:
                if isinstance(node, Bool):
                    yield from self.places(node)
                elif self._is_name(node):
                    yield from _place(node)

    def expand(self, query: Bool, typed: str = "") -> Bool:
        """Return a located query that looks for synonyms too, and in which stop words say nothing.

        The word that is `typed` just now is left as it is.
        """
        self._typed = typed
        return self._expand(query)

    def _expand(self, query: Bool) -> Bool:
        must, should = self._expanded(query.must), self._expanded(query.should)
        excluded = tuple(_written(node) if self._is_name(node) else node for node in query.must_not)
        return Bool(must, tuple(map(self._stopped, should)), excluded)

    def _is_name(self, node: Node) -> TypeGuard[Word]:
        """Tell whether a node is a word of which only the typed form is meant."""
        return (
            isinstance(node, Word)
            and len(node.tokens) == node.tokens[0].positions == 1
            and node.text != self._typed
            and fold(node.text.lower()) in self._dictionary.names
        )

    def _stopped(self, node: Node) -> Node:
        if (
            not isinstance(node, Word)
            or node.exact
            or fold(node.text.lower()) not in self._dictionary.stop_words
        ):
            return node
        return replace(node, tokens=tuple(token.as_function_word() for token in node.tokens))

    def _expanded(self, nodes: tuple[Node, ...]) -> tuple[Node, ...]:
        found = [self._read(node) for node in nodes]
        for at, rules in self._found(nodes):
            length = len(rules[0].typed)
            others = tuple(dict.fromkeys(other for rule in rules for other in rule.others))[: self._left]
            self._left -= len(others)
            for place in range(at, at + length):
                node = nodes[place]
                if isinstance(node, Word):
                    found[place] = self._with(node, others)
        return tuple(found)

    def _read(self, node: Node) -> Node:
        if self._is_name(node):
            return Bool(must=(_written(node),), should=(node,))
        return self._expand(node) if isinstance(node, Bool) else node

    def _found(self, nodes: Sequence[Node]) -> Iterator[tuple[int, list[Rule]]]:
        """Yield where the words of rules stand side by side, the longest that begin there."""
        at = 0
        while at < len(nodes):
            check()
            node = nodes[at]
            rules = self._dictionary.beginning(node.text) if isinstance(node, Word) else []
            matching = [rule for rule in rules if self._stands(rule, nodes[at : at + len(rule.typed)])]
            longest = max((len(rule.typed) for rule in matching), default=0)
            if longest:
                yield at, [rule for rule in matching if len(rule.typed) == longest]
            at += longest or 1

    def _stands(self, rule: Rule, nodes: Sequence[Node]) -> bool:
        words = [node for node in nodes if isinstance(node, Word) and node.text != self._typed]
        return (
            len(words) == len(rule.typed)
            and len({word.field for word in words}) == 1
            and all(map(self._same, words, rule.typed))
        )

    def _same(self, word: Word, written: str) -> bool:
        """Tell whether a word of a query is one of the dictionary, in any inflection."""
        if fold(word.text.lower()) == fold(written.lower()):
            return True
        keys = _keys(word.tokens)
        if not keys or not written.isalpha():
            return False
        return keys[0] in _keys([self._vocabulary.token(written, not has_diacritics(written))])

    def _with(self, word: Word, others: Sequence[str]) -> Node:
        """Return a word that is found as any of some expressions as well."""
        phrases = []
        for other in others:
            tokens = self._tokens(other)
            if len(tokens) == 1 and len(tokens[0].terms) == 1:
                word = replace(
                    word, tokens=tuple(_or_synonym(token, tokens[0].terms[0]) for token in word.tokens)
                )
            elif tokens and self._count(phrase := Phrase(other, word.field, tokens=tokens)):
                phrases.append(replace(phrase, tokens=tuple(_shown(token, word.text) for token in tokens)))
        known = any(term.known for token in word.tokens for term in token.terms)
        if not phrases:
            return word
        if not known:
            return Bool(should=tuple(phrases))
        return Bool(should=(word, *(replace(phrase, optional=True) for phrase in phrases)))

    def _tokens(self, expression: str) -> tuple[Token, ...]:
        return tokens_of(expression, self._vocabulary, not has_diacritics(expression))


def _keys(tokens: Sequence[Token]) -> list[str]:
    """Return the concepts of a single word, the commonest first; none of more than one."""
    return list(tokens[0].terms[0].keys) if len(tokens) == 1 and len(tokens[0].terms) == 1 else []


def _place(word: Word) -> Iterator[range]:
    """Yield where a word stands in the query's text, if it was typed."""
    if word.start >= 0:
        yield range(word.start, word.start + len(word.text))


def _written(name: Word) -> Prefix:
    return Prefix(name.text, name.field, tail="", beginning=name.text)


def _or_synonym(token: Token, synonym: Term) -> Token:
    if not synonym.known:
        return token
    terms = tuple(term if term.optional else term.or_synonym(synonym) for term in token.terms)
    return replace(token, terms=terms)


def _shown(token: Token, typed: str) -> Token:
    """Return a token of a synonym that explanations show beside the word it was taken for."""
    return replace(token, terms=tuple(replace(term, word=f"{typed} = {term.word}") for term in token.terms))
