"""`rasfoi.open_whoosh`, and Whoosh's own commands over a published generation."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import rasfoi
from whoosh.qparser import QueryParser

from ...conftest import SAMPLE


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an index, where Whoosh's commands find its published generation."""
    folder = tmp_path_factory.mktemp("commands")
    rasfoi.build(SAMPLE, folder / "index")
    name = (folder / "index" / "CURRENT").read_text("ascii").strip()
    (folder / ".whoosh_index").symlink_to(folder / "index" / name)
    return folder


def whoosh(folder: Path, *words: str) -> str:
    return subprocess.check_output([sys.executable, "-m", "whoosh.cli", *words], cwd=folder, text=True)


def test_stats_tell_the_articles_and_fields(folder: Path) -> None:
    told = json.loads(whoosh(folder, "stats", "--json", "."))
    assert told["doc_count"] == rasfoi.open(folder / "index").info().articles
    assert "body" in json.dumps(told)


def test_terms_of_stats_are_ours(folder: Path) -> None:
    assert "minut" in whoosh(folder, "stats", "--top-terms", "body", "--top", "40", ".")


def test_search_finds_by_lemmas(folder: Path) -> None:
    found = json.loads(whoosh(folder, "search", "--json", "--fields", "id", "body:metroului", "."))
    with rasfoi.open_whoosh(folder / "index").searcher() as searcher:
        query = QueryParser("body", searcher.schema).parse("metrou")
        ids = [hit["id"] for hit in searcher.search(query, limit=10)]
    assert ids and [hit["id"] for hit in found] == ids
    assert int(whoosh(folder, "search", "--count", "body:metrou", ".")) >= len(ids)


def test_it_follows_an_update_when_it_is_opened_again(tmp_path: Path) -> None:
    rasfoi.build([rasfoi.Article("1", "Podul", "Podul nou."), rasfoi.Article("2", "Pod", "Pod.")], tmp_path)
    before = rasfoi.open_whoosh(tmp_path)
    rasfoi.update(tmp_path, add=[rasfoi.Article("3", "Podul", "Podul vechi.")], delete=["1"])
    query = QueryParser("body", before.schema).parse("pod")
    with rasfoi.open_whoosh(tmp_path).searcher() as searcher:
        assert {hit["id"] for hit in searcher.search(query)} == {"2", "3"}


def test_there_is_no_index_is_told(tmp_path: Path) -> None:
    with pytest.raises(rasfoi.IndexMissing):
        rasfoi.open_whoosh(tmp_path)
