"""How many articles parts of queries find: asked once, many by one request."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from .articles import ArticleIndex, total
from .query.clauses import Query

# Counts that are kept: who types a query asks for the same ones at each letter.
_MOST = 4096


class Counter:
    """Counts articles; safe for many threads."""

    def __init__(self, index: ArticleIndex) -> None:
        self._index = index
        self._kept: dict[bytes, int] = {}
        self._pairs: dict[bytes, tuple[int, int]] = {}

    def of_each(self, queries: Sequence[Query]) -> list[int]:
        """Return how many articles each of some queries finds."""
        asked = {orjson.dumps(query): query for query in queries}
        known = {key: self._kept[key] for key in list(asked) if key in self._kept}
        missing = [key for key in asked if key not in known]
        bodies = [{"query": asked[key], "size": 0, "track_total_hits": True} for key in missing]
        known |= zip(missing, map(total, self._index.search_each(bodies)), strict=True)
        if len(self._kept) + len(missing) > _MOST:
            self._kept = {}
        self._kept |= {key: known[key] for key in missing}
        return [known[key] for key in map(orjson.dumps, queries)]

    def with_part(self, query: Query, part: Query) -> tuple[int, int]:
        """Return how many articles a query finds, and how many of these another one finds too."""
        key = orjson.dumps([query, part])
        found = self._pairs.get(key)
        if found is None:
            body = {"query": query, "size": 0, "track_total_hits": True}
            answer = self._index.search(body | {"aggs": {"part": {"filter": part}}})
            found = total(answer), int(answer["aggregations"]["part"]["doc_count"])
            if len(self._pairs) >= _MOST:
                self._pairs = {}
            self._pairs[key] = found
        return found
