"""What a generation on a cluster has of its articles, read back by a writer."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np

from ...article import Article
from ...errors import IndexCorrupt
from ..connection.client import Client
from . import mapping
from .counts import Counts, of_postings
from .documents import document_key
from .record import WHOLE, read, read_article

# Articles that are asked for at once.
_AT_ONCE = 200


def articles(client: Client, index: str, hashes: Sequence[int]) -> Iterator[Article]:
    """Yield articles by their id hashes; raises IndexCorrupt where one is not there."""
    yield from map(read_article, _records(client, index, hashes))


def every_article(client: Client, index: str) -> Iterator[Article]:
    """Yield all articles, by their id hashes."""
    after: list[Any] = []
    while True:
        body = {"size": _AT_ONCE, "sort": [{mapping.HASH: "asc"}], **WHOLE}
        more = {"search_after": after} if after else {}
        hits = client.request("POST", f"{index}/_search", body | more)["hits"]["hits"]
        if not hits:
            return
        after = hits[-1]["sort"]
        for hit in hits:
            yield read_article(read(hit))


def counts_of(
    client: Client, index: str, hashes: Sequence[int], concept_of: Callable[[str], int], lemmas: int
) -> Counts:
    """Return the counts of some articles of a segment of so many `lemmas`; `concept_of` numbers them."""
    concepts: list[int] = []
    masks = bytearray()
    titles: list[int] = []
    number = cache(concept_of)
    for record in _records(client, index, hashes):
        places = record[mapping.CONCEPTS].split(mapping.BETWEEN_POSITIONS)
        concepts += map(number, _lemmas(places))
        titles += map(number, _lemmas(places[: record[mapping.TITLE_LENGTH]]))
        masks += base64.b64decode(record[mapping.MASKS])
    return of_postings(
        np.array(concepts, np.int64), np.frombuffer(masks, np.uint8), np.array(titles, np.int64), lemmas
    )


def _lemmas(places: Sequence[str]) -> list[str]:
    """Return the lemmas at some places of a stream, each once, in the order of their first places."""
    found = dict.fromkeys(lemma for place in places for lemma in place.split(mapping.BETWEEN_LEMMAS))
    # A stream of no places is told as one that is empty.
    for nothing in (mapping.NO_LEMMA, ""):
        found.pop(nothing, None)
    return list(found)


def _records(client: Client, index: str, hashes: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Yield the records of articles by their id hashes, in this order."""
    for first in range(0, len(hashes), _AT_ONCE):
        wanted = list(map(int, hashes[first : first + _AT_ONCE]))
        body = {"query": {"ids": {"values": list(map(document_key, wanted))}}, "size": len(wanted), **WHOLE}
        hits = client.request("POST", f"{index}/_search", body)["hits"]["hits"]
        found = {record[mapping.HASH]: record for record in map(read, hits)}
        for hashed in wanted:
            if hashed not in found:
                fix = f"Run `rasfoi rebuild CORPUS --index {client.address}`."
                raise IndexCorrupt(f"{index} has lost the article {document_key(hashed)}. {fix}")
            yield found[hashed]
