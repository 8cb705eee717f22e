"""The words of a query in the ranking, and which of them say what it is about."""

from __future__ import annotations

from collections.abc import Sequence
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


def refined(words: Sequence[Clause]) -> list[Clause]:
    """Return the words that a second look at the best articles is about; none in a short query."""
    if content_count(words) < REFINED_FROM:
        return []
    return [clause for clause in content_words(words) if not clause.field and not clause.term.optional]


def content_words(words: Sequence[Clause]) -> list[Clause]:
    """Return each word that says what a query is about: no function words, unless there is nothing else."""
    words = distinct(words)
    return [clause for clause in words if not clause.term.function_word] or words


def content_count(words: Sequence[Clause]) -> int:
    """Return of how many content words a query is, compounds counted by their parts."""
    return sum(not clause.term.optional for clause in content_words(words))


def distinct(words: Sequence[Clause]) -> list[Clause]:
    """Return the words without those that stand beside an equal one."""
    distinct: dict[tuple[tuple[str, ...], str], Clause] = {}
    for clause in words:
        distinct.setdefault((clause.term.keys, clause.field), clause)
    return list(distinct.values())
