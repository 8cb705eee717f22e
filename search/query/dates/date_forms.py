"""Dates in the words of a query, as articles may write them: `25 sept 2017` and `25.09.2017` look for
*25 septembrie 2017* as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ....index.analysis.folding import fold
from ...store import Vocabulary
from ..syntax.tree import Bool, Node, Word
from ..terms import Term

_MONTHS = (
    "ianuarie", "februarie", "martie", "aprilie", "mai", "iunie", "iulie", "august", "septembrie",
    "octombrie", "noiembrie", "decembrie",
)  # fmt: skip
# The first three letters, but `mai` is whole, and `noi` another word.
_SHORT = {name[:3]: name for name in _MONTHS if name not in ("mai", "noiembrie")}
_SHORT |= {"nov": "noiembrie", "febr": "februarie", "mart": "martie", "sept": "septembrie"}
_DAY, _YEAR = re.compile(r"[0-3]?\d"), re.compile(r"(?:19|20)\d\d")
# What of a numeric date is its day, its month and its year; the day may be missing.
_NUMERIC = tuple(
    re.compile(form)
    for form in (
        r"(?P<day>[0-3]?\d)([./-])(?P<month>[01]?\d)\2(?P<year>(?:19|20)\d\d)",
        r"(?P<year>(?:19|20)\d\d)([./-])(?P<month>[01]?\d)\2(?P<day>[0-3]?\d)",
        r"(?P<month>[01]?\d)[./](?P<year>(?:19|20)\d\d)",
    )
)


class DateForms:
    """Adds other ways to write a date to the words of queries."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def expand(self, query: Bool) -> Bool:
        """Return a located query in which the months beside days and years may be written otherwise."""
        return replace(query, should=tuple(self._read(query.should, at) for at in range(len(query.should))))

    def _read(self, nodes: Sequence[Node], at: int) -> Node:
        node = nodes[at]
        if not isinstance(node, Word) or node.exact or node.field:
            return node
        if match := next(filter(None, (form.fullmatch(node.text) for form in _NUMERIC)), None):
            return self._numeric(node, match)
        whole = _SHORT.get(_text(nodes, at))
        if whole and (_DAY.fullmatch(_text(nodes, at - 1)) or _YEAR.fullmatch(_text(nodes, at + 1))):
            return self._with_others(node, [whole])
        return node

    def _numeric(self, word: Word, match: re.Match[str]) -> Word:
        parts = sorted((match.start(name), name, value) for name, value in match.groupdict().items() if value)
        return self._with_others(word, [self._other(name, value) for _, name, value in parts])

    def _other(self, name: str, value: str) -> str:
        """Return how a part of a date may be written otherwise, "" for no other way."""
        if name == "month":
            return _MONTHS[int(value) - 1] if 0 < int(value) <= len(_MONTHS) else ""
        return str(int(value)) if name == "day" and value.startswith("0") else ""

    def _with_others(self, word: Word, others: Sequence[str]) -> Word:
        """Return a word whose terms, in order, may be written as others where these are not ""."""
        left = iter(others)

        def either(terms: Sequence[Term]) -> tuple[Term, ...]:
            return tuple(self._or(term, next(left, "")) for term in terms)

        tokens = []
        for token in word.tokens:
            terms = either(token.terms)
            tokens.append(replace(token, terms=terms, parts=terms))
        return replace(word, tokens=tuple(tokens))

    def _or(self, term: Term, other: str) -> Term:
        return term.or_synonym(self._vocabulary.token(other, False).terms[0]) if other else term


def _text(nodes: Sequence[Node], at: int) -> str:
    node = nodes[at] if 0 <= at < len(nodes) else None
    return fold(node.text.lower()).rstrip(".") if isinstance(node, Word) and not node.field else ""
