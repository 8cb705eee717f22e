"""Of a search whose first articles have all its words a cluster scores only these, and counts the rest."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import rasfoi
from rasfoi.search.cluster.articles import ArticleIndex

from .conftest import Both

PLACES = (
    "Pescarul își repară barca pe mal.", "Olarul vinde ulcioare la târgul de toamnă.",
    "Dascălul le citește copiilor povești cu zmei.", "Vântul a rupt crengile nucului din curte.",
    "Brutarul coace pâine neagră dis-de-dimineață.", "Ninsoarea a închis drumul spre cabană.",
    "Corul bisericii cântă colinde în piață.", "Fierarul potcovește caii poștalionului.",
    "Grădinarul udă trandafirii primăriei.",
)  # fmt: skip
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


def test_of_two_words_only_articles_with_both_are_counted(
    cluster_address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    texts = [*PLACES, *(f"{place} Podurile sunt vechi." for place in PLACES[:7]), "Un far.", "Podul."]
    found = [rasfoi.Article(str(at), "Veste", f"{text} A fost în {at}.") for at, text in enumerate(texts)]
    asked: list[int] = []
    each = ArticleIndex.search_each

    def noted(self: ArticleIndex, bodies: Bodies) -> list[dict[str, Any]]:
        if any("within" in body.get("aggs", ()) for body in bodies):
            asked.append(len(bodies))
        return each(self, bodies)

    monkeypatch.setattr(ArticleIndex, "search_each", noted)
    for where in (tmp_path, cluster_address):
        rasfoi.build(found, where)
    indexes = rasfoi.open(tmp_path), rasfoi.open(cluster_address)
    assert not indexes[1].store.has_duplicates
    for query in ("pod vechi", "faruri pod", "poduri sunt vechile"):
        own, other = (index.search(query) for index in indexes)
        assert (own.total, own.all_words) == (other.total, other.all_words)
        assert own.total > own.all_words
    assert asked == [1, 1, 1]
    own, other = (index.search("pod vechi", after="2020") for index in indexes)
    assert own.total == other.total == 0
    assert asked == [1, 1, 1, 2]
