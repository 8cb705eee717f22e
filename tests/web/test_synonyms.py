"""A user's dictionary in the page and the API: found, marked, taken up while serving."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
import rasfoi
from rasfoi import Article
from rasfoi.web import live
from rasfoi.web.app import create_app


def test_page_and_api_search_by_the_dictionary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(live, "CHECK_SECONDS", 0.0)
    (tmp_path / "dictionar").mkdir()
    synonyms = tmp_path / "dictionar" / "synonyms.txt"
    synonyms.write_text("UE, Uniunea Europeană\n", "utf-8")
    rasfoi.build([Article("a", "Bani", "Bugetul Uniunii Europene crește.")], tmp_path / "index")
    monkeypatch.setenv("RASFOI_DICTIONARY", str(tmp_path / "dictionar"))
    client = create_app(tmp_path / "index").test_client()
    page = client.get("/?q=UE")
    assert "<mark>Uniunii Europene</mark>" in page.text
    assert client.get("/?q=UE", headers={"If-None-Match": page.headers["ETag"]}).status_code == 304
    assert client.get("/api/v1/search?q=UE").json["total"] == 1
    # What becomes broken is said, and the one that was read serves on.
    synonyms.write_text("UE\n", "utf-8")
    with caplog.at_level(logging.WARNING):
        assert client.get("/api/v1/search?q=UE").json["total"] == 1
    assert "synonyms.txt, line 1" in caplog.text
    synonyms.write_text("Europa, Uniunea Europeană\n", "utf-8")
    assert client.get("/api/v1/search?q=UE&correct=0").json["total"] == 0
    assert client.get("/api/v1/search?q=Europa").json["total"] == 1
    assert client.get("/?q=UE", headers={"If-None-Match": page.headers["ETag"]}).status_code == 200
