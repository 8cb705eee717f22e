"""Counts by source, section and month."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import rasfoi

SECTIONS = ["Orașul", "Oraşul", "Orașul", "ORAȘUL", "Sport", ""]
DATES = ["2025-04-28", "2025-04-01", "2024-12-31", "2025-05-31", "1969-12-31", "2025-05-01"]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> rasfoi.Index:
    folder: Path = tmp_path_factory.mktemp("facets")
    lines = [
        json.dumps({"id": str(n), "title": "Titlu", "body": "text", "section": section, "date": date})
        for n, (section, date) in enumerate(zip(SECTIONS, DATES, strict=True))
    ]
    (folder / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    rasfoi.build(folder, folder / "index")
    return rasfoi.open(folder / "index")


def counted(index: rasfoi.Index, name: str, **filters: str) -> list[tuple[str, int]]:
    facets = index.search("text", facets=True, **filters).facets  # type: ignore[arg-type]
    return [(each.value, each.count) for each in getattr(facets, name)]


def test_names_that_a_filter_takes_for_one_are_counted_as_one(index: rasfoi.Index) -> None:
    assert counted(index, "section") == [("Orașul", 4), ("Sport", 1)]
    assert index.search("text", section="orasul").total == 4


def test_months_count_what_the_filters_admit_and_sections_do_not(index: rasfoi.Index) -> None:
    assert counted(index, "month") == [("1969-12", 1), ("2024-12", 1), ("2025-04", 2), ("2025-05", 2)]
    assert counted(index, "month", section="Sport") == [("1969-12", 1)]
    assert counted(index, "section", section="Sport") == [("Orașul", 4), ("Sport", 1)]


def test_each_of_several_sections_filters_and_counts(tmp_path: Path) -> None:
    lines = [
        {"id": "a", "title": "Titlu", "body": "text", "section": ["Politic", "Extern"]},
        {"id": "b", "title": "Titlu", "body": "text", "section": "Extern"},
        {"id": "c", "title": "Titlu", "body": "text"},
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    rasfoi.build(tmp_path, tmp_path / "index")
    index = rasfoi.open(tmp_path / "index")
    assert counted(index, "section") == [("Extern", 2), ("Politic", 1)]
    assert [hit.id for hit in index.search("text", section="politic").hits] == ["a"]
    assert {hit.id for hit in index.search("text", section="extern").hits} == {"a", "b"}
    assert index.search("sectiune:politic").total == 1
    assert index.get("a").sections == ("Politic", "Extern")
