"""A cluster answers as a folder does: ids in order, scores, totals, facets, snippets, notes, corrections."""

from __future__ import annotations

from typing import Any

import pytest
import rasfoi

from .conftest import Both
from .queries import EVERY, Ask

# A float of a cluster holds scores above 128 points to so many parts of a point.
CLOSE = 1e-3


def said(page: rasfoi.SearchPage) -> dict[str, Any]:
    """Return all that a page tells but for its scores, its time and its generation."""
    told = page.to_dict()
    for name in ("took_ms", "next"):
        told.pop(name, None)
    for hit in told["hits"]:
        hit.pop("score")
        for share in hit.pop("explanation", ()):
            hit.setdefault("shares", []).append((share["word"], *share["terms"]))
    return told


@pytest.mark.parametrize("ask", EVERY, ids=lambda ask: f"{ask[0][:30]} {','.join(ask[1])}")
def test_a_search(both: Both, ask: Ask) -> None:
    query, options = ask
    pages = [index.search(query, **options) for index in both]
    assert said(pages[1]) == said(pages[0])
    for own, other in zip(pages[0].hits, pages[1].hits, strict=True):
        assert other.score == pytest.approx(own.score, abs=CLOSE)
        shares = [[share.score for share in hit.explanation] for hit in (own, other)]
        assert shares[1] == pytest.approx(shares[0], abs=CLOSE)
        if own.explanation and own.score:
            assert sum(shares[1]) == pytest.approx(other.score, abs=CLOSE)


@pytest.mark.parametrize("options", [{}, {"sort": "newest"}, {"duplicates": True}])
@pytest.mark.parametrize("query", ["pod", "podul de lemn", "po*", "primarul repară podurile vechi lângă râu"])
def test_all_hits(both: Both, query: str, options: dict[str, Any]) -> None:
    every = [[(hit.id, hit.duplicates) for hit in index.search_iter(query, **options)] for index in both]
    assert every[1] == every[0] and len(every[0]) > 50


@pytest.mark.parametrize("query", ["podul de lemn", "moară", "far vechi"])
def test_the_matches_of_a_whole_article(both: Both, query: str) -> None:
    for hit in both.folder.search(query, limit=5).hits:
        assert both.cluster.highlight(hit.id, query) == both.folder.highlight(hit.id, query)


def test_articles_and_those_with_their_text(both: Both) -> None:
    for hit in both.folder.search("", sort="oldest", duplicates=True, limit=100).hits:
        assert both.cluster.get(hit.id) == both.folder.get(hit.id)
    [copy, *_] = both.folder.search("far aprins", limit=1).hits
    alike = [[hit.id for hit in index.duplicates(copy.id)] for index in both]
    assert alike[1] == alike[0] and len(alike[0]) == copy.duplicates > 5
