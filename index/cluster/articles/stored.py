"""What a generation on a cluster has of its articles, read back by a writer."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np

from ...article import Article
from ...errors import IndexCorrupt
from ...segment.stored_fields import decode
from ..connection.client import Client
from . import mapping
from .counts import Counts, of_postings
from .documents import document_key

# Articles that are asked for at once.
_AT_ONCE = 200


def articles(client: Client, index: str, hashes: Sequence[int]) -> Iterator[Article]:
    """Yield articles by their id hashes; raises IndexCorrupt where one is not there."""
    for document in _documents(client, index, hashes, [mapping.ARTICLE]):
        yield decode(document[mapping.ARTICLE].encode())


def every_article(client: Client, index: str) -> Iterator[Article]:
    """Yield all articles, by their id hashes."""
    after: list[Any] = []
    while True:
        body = {"size": _AT_ONCE, "_source": [mapping.ARTICLE], "sort": [{mapping.HASH: "asc"}]}
        more = {"search_after": after} if after else {}
        hits = client.request("POST", f"{index}/_search", body | more)["hits"]["hits"]
        if not hits:
            return
        after = hits[-1]["sort"]
        for hit in hits:
            yield decode(hit["_source"][mapping.ARTICLE].encode())


def counts_of(
    client: Client, index: str, hashes: Sequence[int], concept_of: Callable[[str], int], lemmas: int
) -> Counts:
    """Return the counts of some articles of a segment of so many `lemmas`; `concept_of` numbers them."""
    concepts: list[int] = []
    masks = bytearray()
    titles: list[int] = []
    number = cache(concept_of)
    fields = [mapping.CONCEPTS, mapping.TITLE_CONCEPTS, mapping.MASKS]
    for document in _documents(client, index, hashes, fields):
        concepts += map(number, _lemmas(document[mapping.CONCEPTS]))
        titles += map(number, _lemmas(document[mapping.TITLE_CONCEPTS]))
        masks += base64.b64decode(document[mapping.MASKS])
    return of_postings(
        np.array(concepts, np.int64), np.frombuffer(masks, np.uint8), np.array(titles, np.int64), lemmas
    )


def _lemmas(stream: str) -> list[str]:
    """Return the lemmas of a stream, each once, in the order of their first places."""
    found = dict.fromkeys(stream.replace(mapping.BETWEEN_LEMMAS, mapping.BETWEEN_POSITIONS).split())
    found.pop(mapping.NO_LEMMA, None)
    return list(found)


def _documents(
    client: Client, index: str, hashes: Sequence[int], fields: list[str]
) -> Iterator[dict[str, Any]]:
    for first in range(0, len(hashes), _AT_ONCE):
        keys = list(map(document_key, hashes[first : first + _AT_ONCE]))
        answer = client.request("POST", f"{index}/_mget", {"ids": keys}, params={"_source_includes": fields})
        for document in answer["docs"]:
            if not document.get("found"):
                fix = f"Run `rasfoi rebuild CORPUS --index {client.address}`."
                raise IndexCorrupt(f"{index} has lost the article {document['_id']}. {fix}")
            source: dict[str, Any] = document["_source"]
            yield source
