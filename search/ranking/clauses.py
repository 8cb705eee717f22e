"""The words of a query in the ranking, and which of them say what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from ..query.terms import Term, Token

# A second look from so many content words on. From two on, and not three, keywords inflected otherwise have
# .905 instead of .902, beginnings of four words with their titles .918 instead of .913; the time of a
# search differs by less than it does between two runs.
REFINED_FROM = 2
# A compound in one word beside its parts: .25 to .5 move nothing, 1 costs leads .008.
JOINED = 0.5
# A synonym that a user's dictionary names, beside what was typed in another inflection: any less than 1 puts
# the typed word first where all else is equal.
SYNONYM = 0.9


class Clause(NamedTuple):
    """A query word in the ranking: its term, its field, how much it counts, its place in the query."""

    term: Term
    field: str = ""
    weight: float = 1.0
    place: int = 0


def clauses(
    tokens: Sequence[Token], field: str = "", place: int = 0, *, optional: bool = False
) -> list[Clause]:
    """Return the known words of some tokens that begin at a place of the query.

    A compound in one word counts less than its parts, and so do words that are `optional`.
    """
    found = []
    for token in tokens:
        terms = [replace(term, optional=True) for term in token.terms] if optional else token.terms
        found += [
            Clause(term, field, JOINED if term.optional else 1.0, place + term.offset)
            for term in terms
            if term.known
        ]
        place += token.positions
    return found


class QueryWords:
    """The words of a query in the ranking, each once: `every` one, and those of its `content`.

    These say what it is about: no function words, unless there is nothing else, which `says_something` tells.
    `count` counts them, compounds by their parts, and `pairs` the pairs of neighbours among them; `refining`
    are those for a second look at the best articles, none in a short query.
    """

    def __init__(self, found: Iterable[Clause]) -> None:
        distinct: dict[tuple[tuple[str, ...], str], Clause] = {}
        for clause in found:
            distinct.setdefault((clause.term.keys, clause.field), clause)
        self.every = [*distinct.values()]
        content = [clause for clause in self.every if not clause.term.function_word]
        self.says_something = bool(content)
        self.content = content or self.every
        apart = [clause for clause in self.content if not clause.term.optional]
        self.count = len(apart)
        self.pairs = max(self.count - 1, 0)
        anywhere = [clause for clause in apart if not clause.field]
        self.refining = anywhere if self.count >= REFINED_FROM else []

    def __bool__(self) -> bool:
        return bool(self.every)
