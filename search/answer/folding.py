"""Articles with nearly the same text, folded under the one that comes first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ...index.deadline import checked
from ..store import Answer, Found, Store

# Articles beyond those wanted that are ranked at once, as some will be folded.
_SPARE = 10


class Folded(NamedTuple):
    """Hits of which no two are near-duplicates.

    `counts` tells how many matching articles are folded under each, `total` how many articles match
    in all, `folded` how many of these are under another.
    """

    found: list[Found]
    counts: list[int]
    total: int
    folded: int


def run_folded(store: Store, answer: Answer, limit: int, offset: int, sort: str) -> Folded:
    """Return the hits from `offset` on, near-duplicates of better ones passed over.

    Only articles that match and pass the filters fold others, or are counted.
    """
    if not store.has_duplicates:
        found, total = answer.run(limit, offset, sort)
        return Folded(found, [0] * len(found), total, 0)
    wanted = limit + offset if limit else 0
    seen = wanted + _SPARE if limit else 0
    while True:
        found, total = answer.run(seen, 0, sort)
        kept = list(distinct(found, store))
        if len(kept) >= wanted or len(found) < seen:
            break
        seen *= 2
    shown = kept[offset:wanted]
    counts, folded = answer.folded(shown)
    return Folded(shown, counts, total, folded)


def distinct(found: Iterable[Found], store: Store, seen: Iterable[int] = ()) -> Iterator[Found]:
    """Yield articles, of each group of near-duplicates the first one; none of the groups `seen` before."""
    passed = set(seen)
    for each in checked(found):
        number = store.group(each)
        if number < 0 or number not in passed:
            passed.add(number)
            yield each
