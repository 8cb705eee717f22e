"""The order of hits on a cluster, at any depth: the first ones come with their texts, by the same request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...index.cluster.articles import mapping as fields
from ...index.cluster.articles.record import WHOLE
from ...index.deadline import check
from ..ranking.scores.scoring import SCALE
from ..store import Found
from .articles import PLACES, ArticleIndex, Articles, total
from .query.clauses import Query

# Hits whose texts come with them: those of a page and of the second look.
_WITH_TEXTS = 40
# Hits that a cluster gives at once.
_PAGE = 10_000
_NEWEST = {fields.DATE: {"order": "desc", "missing": "_last"}}
_OLDEST = {fields.DATE: {"order": "asc", "missing": "_last"}}
_BY_HASH = {fields.HASH: "asc"}
_SORTS: dict[str, list[Any]] = {
    "relevance": [{"_score": "desc"}, _NEWEST, _BY_HASH],
    "newest": [_NEWEST, _BY_HASH],
    "oldest": [_OLDEST, _BY_HASH],
}


class Ranking:
    """Orders what queries find."""

    def __init__(self, index: ArticleIndex, articles: Articles) -> None:
        self._index, self._articles = index, articles

    def run(
        self, query: Query, k: int, sort: str, counted: Mapping[str, Any] | None = None,
        known: int | None = None,
    ) -> tuple[list[Found], dict[str, Any]]:  # fmt: skip
        """Return the first k of all that a query finds, and the answer that counts these all.

        Where it is `known` how many it finds they are not counted, which lets a cluster leave out what is
        not among the first.
        """
        if known is not None and not min(k, known):
            return [], {}
        body: dict[str, Any] = {"query": query, "size": min(k, _PAGE), "sort": _SORTS[sort]}
        body |= WHOLE if k <= _WITH_TEXTS else PLACES
        more = {"aggs": counted} if counted else {}
        first = answer = self._index.search(body | {"track_total_hits": known is None} | more)
        count = total(first) if known is None else known
        found = self._read(answer)
        while len(found) < min(k, count) and answer["hits"]["hits"]:
            check()
            behind = {"search_after": answer["hits"]["hits"][-1]["sort"], "track_total_hits": False}
            answer = self._index.search(body | behind | {"size": min(k - len(found), _PAGE)})
            found += self._read(answer)
        return found, first

    def _read(self, answer: Mapping[str, Any]) -> list[Found]:
        hits = answer["hits"]["hits"]
        places = self._articles.keep(hits)
        return [
            Found(*place, (hit["_score"] or 0.0) / SCALE) for place, hit in zip(places, hits, strict=True)
        ]
