"""Articles that claim the same id: the first in the corpus has it, others are known by their place."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..article import Article
from ..report import Note
from ..segment.documents import Documents, id_hash
from ..segment.stored_fields import Compressor, Decompressor, decode, encode
from .merging.merge_sources import Stored

Ints = NDArray[np.int64]


class Renamed(NamedTuple):
    """An article that another one took the id of: its number, its new id, the other's number."""

    row: int
    id: str
    holder: int


def settle(ids: NDArray[np.uint64], order: Ints, place_of: Callable[[int], str]) -> list[Renamed]:
    """Return which of some articles get another id than they claim, in the order of the corpus.

    `ids` uint64[N] hash what they claim, `order` int64[N] sorts them as they stand in the corpus, and
    `place_of` returns the id that a place gives. Where an earlier one has that too, `#` is added.
    """
    by_id = np.lexsort((order, ids))
    hashes = ids[by_id]
    waiting = [(int(order[row]), int(row)) for row in by_id[1:][hashes[1:] == hashes[:-1]]]
    heapq.heapify(waiting)
    queued = {row for _, row in waiting}
    given: dict[int, int] = {}
    renamed = []

    def first_claim(hashed: int) -> int:
        at = int(np.searchsorted(hashes, np.uint64(hashed)))
        return int(by_id[at]) if at < len(hashes) and int(hashes[at]) == hashed else -1

    while waiting:
        _, row = heapq.heappop(waiting)
        name = place_of(row)
        while (hashed := id_hash(name)) in given or -1 < order_of(first_claim(hashed), order) < order[row]:
            name += "#"
        if (later := first_claim(hashed)) >= 0 and later not in queued:
            queued.add(later)
            heapq.heappush(waiting, (int(order[later]), later))
        given[hashed] = row
        own = int(ids[row])
        renamed.append(Renamed(row, name, given.get(own, first_claim(own))))
    return renamed


def order_of(row: int, order: Ints) -> int:
    """Return the place of an article in the corpus, -1 for none."""
    return int(order[row]) if row >= 0 else -1


def rename(stored: Sequence[Stored], renamed: Sequence[Renamed], dictionary: bytes) -> list[Stored]:
    """Return runs whose renamed articles have their new ids, and keys that have them read again."""
    starts = np.cumsum([0, *(len(each.orders) for each in stored)])
    found: dict[int, dict[int, str]] = {}
    for row, name, _ in renamed:
        at = int(np.searchsorted(starts, row, "right")) - 1
        found.setdefault(at, {})[row - int(starts[at])] = name
    return [
        replace(each, documents=_with_ids(each.documents, found[at], dictionary)) if at in found else each
        for at, each in enumerate(stored)
    ]


def _with_ids(documents: Documents, names: dict[int, str], dictionary: bytes) -> Documents:
    pack, unpack = Compressor(dictionary).compress, Decompressor(dictionary).decompress
    ids, keys, sizes = documents.ids.copy(), documents.keys.copy(), documents.sizes.copy()
    ends = np.cumsum(documents.sizes)
    parts, at = [], 0
    for row, name in sorted(names.items()):
        first, last = int(ends[row] - documents.sizes[row]), int(ends[row])
        article = decode(unpack(documents.records[first:last].tobytes()))
        record = np.frombuffer(pack(encode(replace(article, id=name))), np.uint8)
        parts += [documents.records[at:first], record]
        at = last
        ids[row], keys[row], sizes[row] = id_hash(name), 0, len(record)
    records = np.concatenate([*parts, documents.records[at:]])
    return documents._replace(ids=ids, keys=keys, sizes=sizes, records=records)


def articles_of(documents: Documents, dictionary: bytes) -> Iterator[Article]:
    """Yield the stored articles of a run."""
    unpack = Decompressor(dictionary).decompress
    ends = np.cumsum(documents.sizes)
    for first, last in zip(ends - documents.sizes, ends, strict=True):
        yield decode(unpack(documents.records[first:last].tobytes()))


def notes_on(renamed: Sequence[Renamed], place_of: Callable[[int], str]) -> list[Note]:
    """Return what to tell of renamed articles; of those that stay from before the place is not known."""
    notes = []
    for row, name, holder in renamed:
        other = place_of(holder)
        whose = f"that of {other} too" if other else "that of another article too"
        notes.append(Note(place_of(row), f"its id is {whose}, which keeps it; this one is {name}"))
    return notes
