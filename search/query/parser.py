"""What the user typed to a query tree. Nothing that can be typed raises.

words            any of them, ranked        "in this order"   „la fel"   «la fel»
+must  -not      ȘI SAU NU, AND OR NOT      ( )               prefix*
titlu:word  title:word                      sursa:Name  source:Name
data:2025-04   dupa:2025-04-01   inainte:2025-05-01  (data: date:, after:, before:)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from ...index.analysis.folding import fold
from ...index.analysis.normalization import clean_text
from ...index.analysis.stemmer import is_prefix

FIELDS = {
    "titlu": "title", "title": "title", "sursa": "source", "source": "source", "sectiune": "section",
    "section": "section", "data": "date", "date": "date", "dupa": "after", "after": "after",
    "inainte": "before", "before": "before",
}  # fmt: skip
_AND, _OR, _NOT = ({"AND", "ȘI", "ŞI", "SI"}, {"OR", "SAU"}, {"NOT", "NU"})
_QUOTES = str.maketrans(dict.fromkeys("„”“‟«»″", '"'))
_LEXEME = re.compile(
    r'(?P<sign>[+-])?(?:(?P<field>\w+):)?(?:"(?P<phrase>[^"]*)"|(?P<text>[^\s()"]+))|(?P<bracket>[()])'
)
_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a hyphenated compound, in `title` or anywhere; `exact` ones are never corrected."""

    text: str
    field: str = ""
    exact: bool = False
    start: int = -1


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in this order, in `title` or anywhere."""

    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Prefix:
    """All words that begin so, in `title` or anywhere."""

    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """Articles whose `field` (source, section, date, after, before) has this value."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Bool:
    """All of `must`, none of `must_not`, and one of `should` where there is no `must`."""

    must: tuple[Node, ...] = ()
    should: tuple[Node, ...] = ()
    must_not: tuple[Node, ...] = ()


Node = Word | Phrase | Prefix | Column | Bool


class _Lexeme(NamedTuple):
    kind: str
    node: Node | None
    start: int


def parse(text: str) -> Bool:
    """Return the tree of a query; one without a word in it has no parts."""
    return _Parser(list(_lexemes(text))).parse()


def plain_words(query: Bool) -> tuple[Word, ...] | None:
    """Return the words of a query that is nothing but words to be found anywhere, else None."""
    if query.must or query.must_not:
        return None
    words = tuple(node for node in query.should if isinstance(node, Word) and not node.field)
    return words if len(words) == len(query.should) else None


def joined(query: Bool) -> Bool:
    """Return a query of plain words with a prefix and its next word in one: `anti-corupție`."""
    words = list(plain_words(query) or ())
    for at in range(len(words) - 2, -1, -1):
        if is_prefix(fold(words[at].text.lower())) and words[at + 1].text[0].isalpha():
            text = f"{words[at].text}-{words.pop(at + 1).text}"
            words[at] = replace(words[at], text=text)
    return Bool(should=tuple(words)) if words else query


def leaves(node: Node) -> Iterator[Word | Phrase | Prefix]:
    """Yield what a query looks for in the text, leaving out what it excludes."""
    if isinstance(node, Bool):
        for child in (*node.must, *node.should):
            yield from leaves(child)
    elif not isinstance(node, Column):
        yield node


def same_length_clean(text: str) -> str:
    """Return `text` as it is searched, with quotation marks made alike."""
    return clean_text(text).translate(_QUOTES)


def _lexemes(text: str) -> Iterator[_Lexeme]:
    if text.count('"') % 2:
        at = text.rindex('"')
        text = text[:at] + " " + text[at + 1 :]
    shouting = text.isupper() and len(text.split()) > 2
    for match in _LEXEME.finditer(text):
        yield _lexeme(match, shouting)


def _lexeme(match: re.Match[str], shouting: bool) -> _Lexeme:
    if match["bracket"]:
        return _Lexeme(match["bracket"], None, match.start())
    text, phrase, sign = match["text"], match["phrase"], match["sign"]
    field = FIELDS.get(fold(match["field"].lower()), "") if match["field"] else ""
    if match["field"] and not field:
        text = f"{match['field']}:{text or ''}" if phrase is None else None
    if text and not field and not sign and not shouting:
        for kind, names in (("and", _AND), ("or", _OR), ("not", _NOT)):
            if text in names:
                return _Lexeme(kind, None, match.start())
    exact = bool(sign or field)
    start = match.start("text") if match["text"] else match.start()
    return _Lexeme(sign or "node", _leaf(text, phrase, field, exact, start), match.start())


def _leaf(text: str | None, phrase: str | None, field: str, exact: bool, start: int) -> Node:
    value = text if phrase is None else phrase
    assert value is not None
    if field and field != "title":
        return Column(field, value)
    if phrase is not None:
        return Phrase(phrase, field)
    if value.endswith("*") and any(char.isalnum() for char in value):
        return Prefix(value.rstrip("*"), field)
    return Word(value, field, exact, start)


class _Parser:
    """Recursive descent; a lexeme that makes no sense where it stands is passed over."""

    def __init__(self, lexemes: list[_Lexeme]) -> None:
        self._lexemes = lexemes
        self._at = 0
        self._depth = 0

    def parse(self) -> Bool:
        groups = []
        while self._at < len(self._lexemes):
            groups.append(self._loose())
            self._at += 1
        return groups[0] if len(groups) == 1 else Bool(should=tuple(g for g in groups if g != Bool()))

    def _peek(self) -> str:
        return self._lexemes[self._at].kind if self._at < len(self._lexemes) else ""

    def _loose(self) -> Bool:
        """Read clauses side by side up to a closing bracket or the end."""
        must: list[Node] = []
        should: list[Node] = []
        must_not: list[Node] = []
        while self._peek() not in ("", ")"):
            sign = self._peek()
            node = self._either()
            if node is None:
                continue
            if sign in ("-", "not") and isinstance(node, Bool) and node.must_not and not node.must:
                must_not += node.must_not
            elif sign == "+" or isinstance(node, Column):
                must.append(node)
            else:
                should.append(node)
        if len(should) == 1 and not must and not must_not and isinstance(should[0], Bool):
            return should[0]
        return Bool(tuple(must), tuple(should), tuple(must_not))

    def _either(self) -> Node | None:
        nodes = [self._both()]
        while self._peek() == "or":
            self._at += 1
            nodes.append(self._both())
        kept = tuple(node for node in nodes if node is not None)
        return Bool(should=kept) if len(kept) > 1 else (kept[0] if kept else None)

    def _both(self) -> Node | None:
        nodes = [self._clause()]
        while self._peek() == "and":
            self._at += 1
            nodes.append(self._clause())
        kept = [node for node in nodes if node is not None]
        if len(kept) < 2:
            return kept[0] if kept else None
        excluded = [node for node in kept if isinstance(node, Bool) and node == Bool(must_not=node.must_not)]
        must = tuple(node for node in kept if node not in excluded)
        return Bool(must=must, must_not=tuple(child for node in excluded for child in node.must_not))

    def _clause(self) -> Node | None:
        kind = self._peek()
        if kind in ("", ")"):
            return None
        lexeme = self._lexemes[self._at]
        self._at += 1
        if kind == "not":
            child = self._clause()
            return Bool(must_not=(child,)) if child is not None else None
        if kind == "-":
            return Bool(must_not=(lexeme.node,)) if lexeme.node is not None else None
        if kind == "(":
            return self._group()
        return lexeme.node

    def _group(self) -> Node | None:
        self._depth += 1
        group = self._loose() if self._depth < _DEPTH else None
        self._depth -= 1
        if self._peek() == ")":
            self._at += 1
        return group if group != Bool() else None
