"""Of a search whose first articles have all its words a cluster scores only these, and counts the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import rasfoi
from rasfoi.search.cluster.articles import ArticleIndex

from .conftest import Both

Bodies = list[Mapping[str, Any]]


@pytest.fixture
def ranked(monkeypatch: pytest.MonkeyPatch) -> Bodies:
    """Return the searches for hits that go to the cluster from now on."""
    bodies: Bodies = []
    search = ArticleIndex.search

    def noted(self: ArticleIndex, body: Mapping[str, Any]) -> dict[str, Any]:
        if body.get("size"):
            bodies.append(body)
        return search(self, body)

    monkeypatch.setattr(ArticleIndex, "search", noted)
    return bodies


def scored(index: rasfoi.Index, ranked: Bodies, query: str, **options: Any) -> tuple[int, int, int]:
    """Return how many articles a search scores, how many have all its words, and how many it finds."""
    page = index.search(query, duplicates=True, **options)
    body = ranked[0]
    count: int = index.store._index.count(body["query"])
    return count, page.all_words, page.total


@pytest.mark.parametrize(
    ("query", "options"),
    [("primarul podul", {}), ("primarul podul", {"source": "Vestea"}), ("+primarul podul vechi", {})],
)
def test_articles_with_all_words_fill_the_page(
    both: Both, ranked: Bodies, query: str, options: dict[str, Any]
) -> None:
    count, all_words, found = scored(both.cluster, ranked, query, limit=5, **options)
    assert 20 <= count == all_words < found


@pytest.mark.parametrize(
    ("query", "offset"), [("primarul podul", 200), ("barca stupul gardul farul", 0), ("primarul zmeu", 0)]
)
def test_they_do_not(both: Both, ranked: Bodies, query: str, offset: int) -> None:
    count, all_words, found = scored(both.cluster, ranked, query, offset=offset)
    assert all_words < count == found
