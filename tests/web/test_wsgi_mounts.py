"""The examples of docs/embedding.md, where the frameworks that they name are installed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rasfoi
from lxml import html
from werkzeug.test import Client

ROOT = Path(__file__).parent.parent.parent
TEXT = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")
Fetch = Callable[[str], tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], dict[str, Any]]:
    """Run the Python blocks under a heading, in a folder with an index."""
    rasfoi.build(ROOT / "sample", tmp_path / "index")
    monkeypatch.chdir(tmp_path)

    def blocks(heading: str) -> dict[str, Any]:
        part = re.split(r"^## ", TEXT.partition(f"\n## {heading}\n")[2], flags=re.MULTILINE)[0]
        names: dict[str, Any] = {"__name__": "example"}
        found = re.findall(r"```python\n(.*?)```", part, re.DOTALL)
        assert found
        for block in found:
            exec(compile(block, "embedding.md", "exec"), names)
        return names

    return blocks


def check(fetch: Fetch) -> None:
    """Search, read an article, and have an error, all below `/cauta`."""
    status, text = fetch("/cauta/?q=metrou")
    page = html.fromstring(text)
    assert status == 200 and page.xpath("//@data-root") == ["/cauta"]
    [link, *_] = page.xpath("//*[contains(@class, 'hit')]//h2//a/@href")
    assert link.startswith("/cauta/articol/") and fetch(link)[0] == 200
    assert fetch(page.xpath("//link[@rel='stylesheet']/@href")[0])[0] == 200
    assert fetch("/cauta/api/v1/articles/lipsa")[0] == 404
    assert fetch("/cauta/?q=")[0] == 200 and fetch("/alta")[0] == 404


def test_flask(run: Callable[[str], dict[str, Any]]) -> None:
    client = run("Flask")["app"].test_client()

    def fetch(path: str) -> tuple[int, str]:
        with client.get(path) as answer:
            return answer.status_code, answer.text

    check(fetch)
    assert fetch("/arhiva/?q=metrou")[0] == 401


def test_django(run: Callable[[str], dict[str, Any]]) -> None:
    django = pytest.importorskip("django")
    from django.conf import settings

    settings.configure(ROOT_URLCONF="example_urls", ALLOWED_HOSTS=["*"], SECRET_KEY="a secret of the test")
    import sys
    import types

    urls = types.ModuleType("example_urls")
    urls.urlpatterns = []  # type: ignore[attr-defined]
    sys.modules["example_urls"] = urls
    assert django.VERSION >= (5,)
    client = Client(run("Django")["application"])

    def fetch(path: str) -> tuple[int, str]:
        answer = client.get(path)
        return answer.status_code, answer.text

    check(fetch)


def test_fastapi(run: Callable[[str], dict[str, Any]]) -> None:
    pytest.importorskip("fastapi")
    pytest.importorskip("a2wsgi")
    from fastapi.testclient import TestClient

    client = TestClient(run("FastAPI")["app"])

    def fetch(path: str) -> tuple[int, str]:
        answer = client.get(path)
        return answer.status_code, answer.text

    check(fetch)
