"""Pages to the last hit on both engines: by offset, by cursor, in one go."""

from __future__ import annotations

from typing import Any

import pytest
import rasfoi
from rasfoi.search.cluster import ranking

from .conftest import Both

SEARCHES: list[dict[str, Any]] = [
    {"query": "primarul satului"},
    {"query": "pod", "sort": "newest"},
    {"query": "", "sort": "oldest"},
    {"query": "sat", "source": "Vestea", "after": "2021-06"},
    {"query": '"în oraș" SAU deal', "duplicates": True},
    {"query": "repara podu", "prefix": True},
]


def by_cursor(index: rasfoi.Index, **search: Any) -> list[str]:
    """Return the ids of all hits, following `next`."""
    page = index.search(**search, limit=17)
    ids = [hit.id for hit in page.hits]
    while page.next:
        page = index.search(**search, limit=17, cursor=page.next)
        ids += [hit.id for hit in page.hits]
    assert len(ids) == page.total - page.folded
    return ids


def by_offset(index: rasfoi.Index, **search: Any) -> list[str]:
    """Return the ids of all hits, page by page."""
    ids: list[str] = []
    while hits := index.search(**search, limit=50, offset=len(ids)).hits:
        ids += [hit.id for hit in hits]
    return ids


@pytest.mark.parametrize("search", SEARCHES, ids=str)
@pytest.mark.parametrize("at_once", [60, 10_000])
def test_all_hits(both: Both, search: dict[str, Any], at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "_PAGE", at_once)
    expected = by_offset(both.folder, **search)
    assert len(expected) == len(set(expected)) > 40
    assert by_cursor(both.cluster, **search) == expected
    assert by_offset(both.cluster, **search) == expected
    if not search.get("prefix"):
        assert [hit.id for hit in both.cluster.search_iter(**search)] == expected
