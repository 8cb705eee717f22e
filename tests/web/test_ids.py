"""Articles open at their own links, whatever their ids."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import rasfoi
from rasfoi.web import create_app
from rasfoi.web.pages.state import article_path

IDS = ["/stiri/pod", "x/similar", "a//b", "../sus", "pod?id=5#2", "x/duplicates"]


@pytest.mark.parametrize("identifier", IDS)
def test_any_id_opens(tmp_path: Path, identifier: str) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"id": identifier, "title": "Podul", "body": "Text."}))
    rasfoi.build(tmp_path, tmp_path / "index")
    client = create_app(tmp_path / "index").test_client()
    path = article_path(identifier)
    assert "Podul" in client.get(f"/articol/{path}").text
    assert client.get(f"/api/v1/articles/{path}").json["id"] == identifier  # type: ignore[index]
    assert client.get(f"/api/v1/articles/{path}/similar").json == {"id": identifier, "hits": []}
    assert client.get("/api/v1/articles/lipsa/similar").status_code == 404
