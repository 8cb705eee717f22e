"""How many articles parts of queries find: asked once, many by one request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import orjson

from .articles import ArticleIndex, total
from .query.clauses import Query
from .query.facets import GROUPED, Groups, read_groups

# Counts that are kept: who types a query asks for the same ones at each letter.
_MOST = 4096
# Counts of whole searches that are kept: of the next page, or of what else is asked about one.
_MOST_SEARCHES = 256


class Counts(NamedTuple):
    """How many articles a search finds, how many of these a part of it, and how many a part of that.

    `groups` are those of all that it finds, None where they were not asked for or are too many to be told.
    """

    articles: int
    part: int
    within: int
    groups: Groups | None


class Counter:
    """Counts articles; safe for many threads."""

    def __init__(self, index: ArticleIndex) -> None:
        self._index = index
        self._kept: dict[bytes, int] = {}
        self._searches: dict[bytes, Counts] = {}

    def of_each(self, queries: Sequence[Query]) -> list[int]:
        """Return how many articles each of some queries finds."""
        asked = {orjson.dumps(query): query for query in queries}
        known = {key: self._kept[key] for key in list(asked) if key in self._kept}
        missing = [key for key in asked if key not in known]
        answers = self._index.search_each([_counting(asked[key]) for key in missing])
        known |= zip(missing, map(total, answers), strict=True)
        if len(self._kept) + len(missing) > _MOST:
            self._kept = {}
        self._kept |= {key: known[key] for key in missing}
        return [known[key] for key in map(orjson.dumps, queries)]

    def of_search(
        self, query: Query, part: Query, within: Query, *, grouped: bool, both: int | None = None
    ) -> Counts:
        """Return how many articles a query finds, how many a part of it, and how many of these `within`.

        `both` is what the first two add up to, where that is known, so that only the part is counted.
        """
        key = orjson.dumps([query, part, within])
        found = self._searches.get(key)
        if found is None:
            whole = _counting(query) | ({"aggs": GROUPED} if grouped else {})
            narrowed = _counting(part) | {"aggs": {"within": {"filter": within}}}
            asked = [narrowed] if both is not None and not grouped else [narrowed, whole]
            inner, *counted = self._index.search_each(asked)
            articles = total(counted[0]) if counted else (both or 0) - total(inner)
            groups = read_groups(counted[0]["aggregations"]) if grouped else None
            inside = int(inner["aggregations"]["within"]["doc_count"])
            found = Counts(articles, total(inner), inside, groups)
            if len(self._searches) >= _MOST_SEARCHES:
                self._searches = {}
            self._searches[key] = found
        return found


def _counting(query: Query) -> dict[str, Any]:
    return {"query": query, "size": 0, "track_total_hits": True}
