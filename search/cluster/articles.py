"""The articles of a generation on a cluster: found by their places, the last ones that it sent kept."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import orjson

from ...index.cluster.articles import mapping as fields
from ...index.cluster.articles.record import WHOLE, read, stored, unpack
from ...index.cluster.connection.client import Client
from ...index.cluster.connection.refusals import IndexClosed
from ...index.errors import ClusterDenied, IndexMissing
from ...index.local_time import NO_DATE
from ..store import Found
from .fetched import Document
from .query.clauses import Query, any_of
from .words import WordsSegment

# Bytes of articles that are kept for the next page, or for what else is asked about a hit.
_KEPT = 16 << 20
# Bytes that a kept article takes for each character of its texts.
_BYTES = 4
# Parameters of a search that let it tell only where articles are.
PLACES = {
    "_source": False,
    "stored_fields": "_none_",
    "docvalue_fields": [fields.SEGMENT, fields.DOC, fields.GROUP],
}

Place = tuple[int, int]


class _Kept(NamedTuple):
    document: Document
    size: int


class ArticleIndex:
    """The index of a generation's articles; what it answers is whole or an error."""

    def __init__(self, client: Client, name: str) -> None:
        self._client, self.name = client, name

    def search(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answer to a search."""
        return self._ask("_search", body)

    def _ask(self, action: str, body: object) -> dict[str, Any]:
        try:
            return self._client.request("POST", f"{self.name}/{action}", body)
        except IndexClosed:
            raise
        except IndexMissing:
            gone = f"{self.name} is gone from {self._client.address}: later generations were published."
            raise IndexMissing(f"{gone} Open the index again.") from None

    def bytes(self) -> int:
        """Return what its articles take on disk, each once; 0 where only others may ask that."""
        try:
            told = self._client.request("GET", f"{self.name}/_stats/store")
        except ClusterDenied:
            return 0
        return int(told["_all"]["primaries"]["store"]["size_in_bytes"])

    def search_each(self, bodies: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Return the answers to several searches, by one request."""
        if not bodies:
            return []
        head, most = self._client.preferences(), self._client.time_limit()
        lines = b"".join(orjson.dumps(each) + b"\n" for body in bodies for each in (head, {**body, **most}))
        answers: list[dict[str, Any]] = self._ask("_msearch", lines)["responses"]
        return answers

    def count(self, query: Query) -> int:
        """Return how many articles a query finds."""
        return total(self.search({"query": query, "size": 0, "track_total_hits": True}))

    def any(self, query: Query) -> bool:
        """Tell whether a query finds any article."""
        body = {"query": query, "size": 0, "track_total_hits": 1, "terminate_after": 1}
        return total(self.search(body)) > 0


def total(answer: Mapping[str, Any]) -> int:
    """Return how many articles an answer counts."""
    return int(answer["hits"]["total"]["value"])


class Articles:
    """Reads articles by segment and number; safe for many threads."""

    def __init__(self, index: ArticleIndex, segments: Sequence[WordsSegment]) -> None:
        self._index, self._numbers = index, [each.number for each in segments]
        self._at = {number: at for at, number in enumerate(self._numbers)}
        self._lock = threading.Lock()
        self._kept: dict[Place, _Kept] = {}
        self._size = 0
        # Of each article whether it was seen: a ranking has too many for a number each.
        self._seen = [np.zeros(each.articles, np.bool_) for each in segments]
        self._groups: dict[Place, int] = {}

    def keep(self, hits: Iterable[Mapping[str, Any]]) -> list[Place]:
        """Keep what a search found, and return where it is: whole articles, or their `PLACES` as fields."""
        places = []
        for hit in hits:
            told = {name: values[0] for name, values in hit["fields"].items()}
            if fields.RECORD in told:
                document = self._keep(unpack(told[fields.RECORD]))
                places.append((document.segment, document.doc))
            else:
                place = self._at[int(told[fields.SEGMENT])], int(told[fields.DOC])
                places.append(place)
                self._see(place, told)
        return places

    def documents(self, hits: Iterable[Mapping[str, Any]]) -> list[Document]:
        """Return whole articles that a search found, which are kept too."""
        return [self._keep(read(hit)) for hit in hits]

    def _keep(self, record: Mapping[str, Any]) -> Document:
        document = self.document(record)
        place = document.segment, document.doc
        kept = _Kept(document, _BYTES * len(record[fields.ARTICLE]))
        self._see(place, record)
        with self._lock:
            before = self._kept.pop(place, None)
            self._kept[place] = kept
            self._size += kept.size - (before.size if before else 0)
            while self._size > _KEPT and len(self._kept) > 1:
                oldest = next(iter(self._kept))
                self._size -= self._kept.pop(oldest).size
        return document

    def _see(self, place: Place, told: Mapping[str, Any]) -> None:
        """Keep in which group an article is, as a search told."""
        if fields.GROUP in told:
            self._groups[place] = int(told[fields.GROUP])
        at, doc = place
        self._seen[at][doc] = True

    def document(self, record: Mapping[str, Any]) -> Document:
        """Return a whole article by its record, without keeping it."""
        return Document(
            self._at[record[fields.SEGMENT]], record[fields.DOC], record[fields.HASH],
            record.get(fields.DATE, NO_DATE), record[fields.TITLE_LENGTH], record[fields.CONCEPTS],
            stored(record), base64.b64decode(record[fields.MASKS]),
        )  # fmt: skip

    def get(self, found: Sequence[Found]) -> list[Document]:
        """Return some articles, those that are not kept by one request."""
        have = {place: kept.document for place in map(_place, found) if (kept := self._kept.get(place))}
        missing = dict.fromkeys(place for place in map(_place, found) if place not in have)
        if missing:
            have |= self._fetch(list(missing))
        return [have[_place(each)] for each in found]

    def _fetch(self, places: Sequence[Place]) -> dict[Place, Document]:
        body = {"query": self._query(places), "size": len(places), "sort": ["_doc"], **WHOLE}
        found = self.documents(self._index.search(body)["hits"]["hits"])
        return {(each.segment, each.doc): each for each in found}

    def _query(self, places: Sequence[Place]) -> Query:
        segments: dict[int, list[int]] = {}
        for at, doc in places:
            segments.setdefault(self._numbers[at], []).append(doc)
        return any_of([
            {"bool": {"filter": [{"term": {fields.SEGMENT: number}}, {"terms": {fields.DOC: docs}}]}}
            for number, docs in segments.items()
        ])  # fmt: skip

    def only(self, found: Found) -> Query:
        """Return a query for one article."""
        return self._query([_place(found)])

    def with_key(self, key: str) -> Place | None:
        """Return where the article with this `_id` is, or None."""
        body = {"query": {"ids": {"values": [key]}}, "size": 1, **WHOLE}
        hits = self._index.search(body)["hits"]["hits"]
        return self.keep(hits)[0] if hits else None

    def group(self, found: Found) -> int:
        """Return the number of an article's group, -1 where it is alone."""
        place = _place(found)
        if not self._seen[found.segment][found.doc]:
            self._fetch([place])
        return self._groups.get(place, -1)


def _place(found: Found) -> Place:
    return found.segment, found.doc
