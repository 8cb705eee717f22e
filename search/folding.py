"""Articles with nearly the same text, folded under the one that comes first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from ..index.deadline import checked
from ..index.near_duplicates import Duplicates
from .ranking.reranker import Found
from .searcher import Search

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


def run_folded(search: Search, duplicates: Duplicates, limit: int, offset: int, sort: str) -> Folded:
    """Return the hits from `offset` on, near-duplicates of better ones passed over.

    Only articles that match and pass the filters fold others, or are counted.
    """
    if not duplicates.any:
        found, total = search.run(limit, offset, sort)
        return Folded(found, [0] * len(found), total, 0)
    wanted = limit + offset if limit else 0
    seen = wanted + _SPARE if limit else 0
    while True:
        found, total = search.run(seen, 0, sort)
        kept = list(distinct(found, duplicates))
        if len(kept) >= wanted or len(found) < seen:
            break
        seen *= 2
    shown = kept[offset:wanted]
    groups = np.concatenate(
        [
            numbers[search.matches(segment)[docs]]
            for segment, (docs, numbers) in enumerate(zip(duplicates.docs, duplicates.groups, strict=True))
        ]
    )
    members = np.bincount(groups, minlength=1)
    numbers = [duplicates.group(each.segment, each.doc) for each in shown]
    counts = [int(members[number]) - 1 if number >= 0 else 0 for number in numbers]
    return Folded(shown, counts, total, len(groups) - int(np.count_nonzero(members)))


def distinct(found: Iterable[Found], duplicates: Duplicates, seen: Iterable[int] = ()) -> Iterator[Found]:
    """Yield articles, of each group of near-duplicates the first one; none of the groups `seen` before."""
    passed = set(seen)
    for each in checked(found):
        number = duplicates.group(each.segment, each.doc)
        if number < 0 or number not in passed:
            passed.add(number)
            yield each
