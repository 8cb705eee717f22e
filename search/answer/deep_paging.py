"""Deep paging: cursors that name a place in the hits of a search, and the ranking that they lead through.

A page by its offset is ranked from the first hit on, each time. A cursor belongs to one generation and one
search, whose ranking is made once in growing steps and kept for a while: a page costs the same at any depth.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64_digest

from ...index.errors import BadCursor
from ..query.syntax.filters import Filters
from ..store import Answer, Found, Store
from .folding import distinct

# Hits that cursors lead through: a ranking of so many takes 2.4 MB and well under a second.
DEEPEST = 100_000
# Hits that are ranked at once, four times as many each time: all together cost little more than the last.
_STEPS = (*(4**power for power in range(4, 9)), DEEPEST)
# Bytes of rankings that an index keeps.
MOST_BYTES = 24 << 20
_DIGEST = 8


class Criteria(NamedTuple):
    """What is searched, whatever page of it: what a cursor belongs to."""

    query: str
    sort: str
    filters: Filters
    correct: bool
    duplicates: bool
    prefix: bool
    meaning: str = "auto"

    @property
    def listing(self) -> bool:
        """Whether a query without a word matches every article."""
        return self.sort != "relevance" or self.filters.any


class Place(NamedTuple):
    """Where a page begins: so many hits are before it, in this generation, read by this user's dictionary."""

    generation: str
    offset: int
    dictionary: str = ""


def write_cursor(place: Place, criteria: Criteria) -> str:
    """Return a place in the hits of a search as letters and figures."""
    said = f"{place.offset} {place.generation} {place.dictionary}".encode()
    whole = said + repr(tuple(criteria)).encode("utf-8", "surrogatepass")
    return (xxh3_64_digest(whole) + said).hex()


def read_cursor(cursor: str, criteria: Criteria) -> Place:
    """Return the place that a cursor names; raises BadCursor for an altered one or that of another search."""
    try:
        offset, generation, dictionary = bytes.fromhex(cursor)[_DIGEST:].decode("ascii").split(" ")
        place = Place(generation, int(offset), dictionary)
    except (ValueError, TypeError):
        raise BadCursor from None
    if write_cursor(place, criteria) != cursor:
        raise BadCursor
    return place


class Ranking(NamedTuple):
    """The best hits of a search, as columns: they take a tenth of what objects would; and how many match."""

    segments: NDArray[np.int32]
    docs: NDArray[np.int32]
    scores: NDArray[np.float64]
    added: NDArray[np.float64]
    total: int

    def part(self, start: int, end: int) -> list[Found]:
        """Return the hits from `start` up to before `end`."""
        columns = (column[start:end].tolist() for column in self[:4])
        return [Found(*each) for each in zip(*columns, strict=True)]


def size(ranking: Ranking, criteria: Criteria, *_: object) -> int:
    """Return what a ranking and what it is kept by take in memory, in bytes."""
    return sum(column.nbytes for column in ranking[:4]) + 4 * len(repr(criteria))


def step(hits: int) -> int:
    """Return how many hits to rank so that the first so many are among them."""
    return next((each for each in _STEPS if each >= hits), DEEPEST)


def rank(store: Store, answer: Answer, sort: str, hits: int, *, folds: bool) -> Ranking:
    """Rank the first `hits`, or all; those that are near-duplicates of better ones are none if `folds`."""
    seen = hits
    while True:
        found, total = answer.run(seen, 0, sort)
        kept = list(distinct(found, store)) if folds else found
        if len(kept) >= hits or len(found) < seen:
            break
        seen *= 2
    segments, docs, scores, added = zip(*kept[:hits], strict=True) if kept else ((), (), (), ())
    return Ranking(
        np.array(segments, np.int32),
        np.array(docs, np.int32),
        np.array(scores, np.float64),
        np.array(added, np.float64),
        total,
    )
