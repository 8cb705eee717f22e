"""What the user typed to a query tree. Nothing that can be typed raises anything but BadQuery.

words            any of them, ranked        "in this order"   „la fel"   «la fel»
+must  -not      ȘI SAU NU, AND OR NOT      ( )               prefix*
titlu:word  title:word                      sursa:Name  source:Name
data:2025-04   dupa:2025-04-01   inainte:2025-05-01  (data: date:, after:, before:)
"""

from __future__ import annotations

from collections.abc import Sequence

from ....index.errors import BadQuery
from ...answer.remark import Remark
from .lexer import Lexeme
from .tree import Bool, Column, Node, Phrase, Prefix, Word, narrows

MAX_DEPTH = 40
MAX_OPERATORS = 100
MAX_CLAUSES = 256
MAX_WILDCARDS = 20
MAX_PHRASES = 50
# Characters of the name of a source or a section.
MAX_NAME = 500
# A shorter query has not too much of anything: what takes the least room is `a*` and a blank.
_SURELY_SHORT = 3 * MAX_WILDCARDS
# Lexemes that are only told about.
_EMPTY = ("field", "quote")


def parse(found: Sequence[Lexeme]) -> Bool:
    """Return the tree of a query's lexemes; one without a word in it has no parts.

    Raises BadQuery for a query that has more of something than can be searched in time.
    """
    if sum(len(each.text) + 1 for each in found) > _SURELY_SHORT:
        _check_size(found)
    return _Parser([each for each in found if each.kind not in _EMPTY]).parse()


def _check_size(found: Sequence[Lexeme]) -> None:
    clauses = {each[1:4] for each in found if each.text}
    phrases = [text for text, *_ in {each[1:4] for each in found if each.kind == "phrase"}]
    for count, most, code in (
        (sum(each.kind in ("and", "or", "not") for each in found), MAX_OPERATORS, "too_many_operators"),
        (sum(each.kind == "(" for each in found), MAX_OPERATORS, "too_many_brackets"),
        (sum("*" in text for text, *_ in clauses), MAX_WILDCARDS, "too_many_wildcards"),
        (len(phrases), MAX_PHRASES, "too_many_phrases"),
        (len(clauses) + sum(len(text.split()) for text in phrases), MAX_CLAUSES, "too_many_words"),
    ):
        if count > most:
            raise BadQuery(Remark(code, most, count))


def _leaf(lexeme: Lexeme, field: str) -> Node:
    text, field = lexeme.text, lexeme.field or field
    if field and field != "title":
        if len(text) > MAX_NAME:
            raise BadQuery(Remark("too_long_name", MAX_NAME, len(text)))
        return Column(field, text)
    if lexeme.kind == "phrase":
        return Phrase(text, field)
    head, star, tail = text.lstrip("*").partition("*")
    if star and head[-1:].isalnum():
        return Prefix(head, field, f"*{tail}")
    return Word(text, field, bool(lexeme.sign or field), lexeme.start)


class _Parser:
    """Recursive descent; a lexeme that makes no sense where it stands is passed over."""

    def __init__(self, found: Sequence[Lexeme]) -> None:
        self._lexemes = found
        self._at = 0
        self._depth = 0

    def parse(self) -> Bool:
        if all(each.kind == "word" and not each.sign and not each.field for each in self._lexemes):
            return Bool(should=tuple(_leaf(each, "") for each in self._lexemes))
        groups = []
        while self._at < len(self._lexemes):
            groups.append(self._loose(""))
            self._at += 1
        return groups[0] if len(groups) == 1 else Bool(should=tuple(g for g in groups if g != Bool()))

    def _peek(self) -> str:
        return self._lexemes[self._at].kind if self._at < len(self._lexemes) else ""

    def _loose(self, field: str) -> Bool:
        """Read clauses side by side up to a closing bracket or the end; `field` is that of the bracket."""
        must: list[Node] = []
        should: list[Node] = []
        must_not: list[Node] = []
        while self._peek() not in ("", ")"):
            first = self._lexemes[self._at]
            node = self._either(field)
            if node is None:
                continue
            negative = first.sign == "-" or first.kind == "not"
            if negative and isinstance(node, Bool) and node.must_not and not node.must:
                must_not += node.must_not
            elif first.sign == "+" or (narrows(node) and not field):
                must.append(node)
            else:
                should.append(node)
        if len(should) == 1 and not must and not must_not and isinstance(should[0], Bool):
            return should[0]
        either = _alternatives(should[0]) if len(should) == 1 else tuple(should)
        return Bool(tuple(_one_of(must)), either, tuple(must_not))

    def _either(self, field: str) -> Node | None:
        nodes = [self._both(field)]
        while self._peek() == "or":
            self._at += 1
            nodes.append(self._both(field))
        kept = [node for node in nodes if node is not None]
        if len(kept) < 2:
            return kept[0] if kept else None
        # Of words in brackets each is an alternative, as without.
        return Bool(should=tuple(each for node in kept for each in _alternatives(node)))

    def _both(self, field: str) -> Node | None:
        nodes = [self._clause(field)]
        while self._peek() == "and":
            self._at += 1
            nodes.append(self._clause(field))
        kept = [node for node in nodes if node is not None]
        if len(kept) < 2:
            return kept[0] if kept else None
        excluded = [node for node in kept if isinstance(node, Bool) and node == Bool(must_not=node.must_not)]
        must = tuple(node for node in kept if node not in excluded)
        return Bool(must=must, must_not=tuple(child for node in excluded for child in node.must_not))

    def _clause(self, field: str) -> Node | None:
        kind = self._peek()
        if kind in ("", ")"):
            return None
        lexeme = self._lexemes[self._at]
        self._at += 1
        if kind in ("and", "or"):
            return None
        if kind == "not":
            return _excluded(self._clause(field))
        node = self._group(lexeme.field or field) if kind == "(" else _leaf(lexeme, field)
        return _excluded(node) if lexeme.sign == "-" else node

    def _group(self, field: str) -> Node | None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise BadQuery(Remark("too_deep", MAX_DEPTH))
        group = self._loose(field)
        self._depth -= 1
        if self._peek() == ")":
            self._at += 1
        return group if group != Bool() else None


def _one_of(must: list[Node]) -> list[Node]:
    """Return clauses with the sources that stand side by side as one, as none has two; so with sections."""
    for field in ("source", "section"):
        named = tuple(node for node in must if isinstance(node, Column) and node.field == field)
        if len(named) > 1:
            must = [*(node for node in must if node not in named), Bool(should=named)]
    return must


def _alternatives(node: Node) -> tuple[Node, ...]:
    return node.should if isinstance(node, Bool) and node == Bool(should=node.should) else (node,)


def _excluded(node: Node | None) -> Bool | None:
    return Bool(must_not=(node,)) if node is not None else None
