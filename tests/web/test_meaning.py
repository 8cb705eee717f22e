"""Search by meaning on the page and in the API: what is found so says so, and a link turns it off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import rasfoi
from flask.testing import FlaskClient
from lxml import html
from rasfoi.index.article import Article
from rasfoi.index.embedding.models import model
from rasfoi.index.embedding.models.model import load_model
from rasfoi.search.meaning import choice
from rasfoi.web import create_app
from werkzeug.test import TestResponse

ARTICLES = [
    Article("spital", "Noapte grea la urgențe", "Chirurgul a operat șase ore un băiat lovit de o mașină."),
    Article("bursa", "Indicele a închis pe minus", "Acțiunile băncilor au coborât după ședința de marți."),
    Article("livada", "Recoltă târzie", "Pomicultorii culeg merele mai târziu din cauza brumei."),
]
QUERY = "doctor salvează viața micuțului accidentat, recoltă"


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, model_dir: Path) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("meant")
    rasfoi.build(ARTICLES, folder, model=model_dir)
    # A request does not wait for the model.
    load_model(model_dir)
    with create_app(folder).test_client() as client:
        yield client


def test_the_page_tells_what_meaning_found_and_turns_it_off(asked: FlaskClient) -> None:
    page = html.fromstring(asked.get("/", query_string={"q": QUERY, "lang": "ro"}).text)
    found = {
        hit.xpath("string(h2/a)"): hit.xpath("string(p[@class='meant'])")
        for hit in page.xpath("//li[@class='hit']")
    }
    assert found["Noapte grea la urgențe"] == "găsit după sens"
    assert found["Recoltă târzie"] == ""
    assert "1 rezultat" in page.xpath("string(//p[@class='count'])")
    assert "2 după sens" in page.xpath("string(//p[@class='count'])")
    (off,) = page.xpath("//p[@class='alike']/a/@href")
    words = html.fromstring(asked.get(f"/{off}").text)
    assert [each.text_content() for each in words.xpath("//li[@class='hit']/h2")] == ["Recoltă târzie"]
    (on,) = words.xpath("//p[@class='alike']/a/@href")
    assert len(html.fromstring(asked.get(f"/{on}").text).xpath("//li[@class='hit']")) == 3


def test_what_only_meaning_found_is_counted_alone(asked: FlaskClient) -> None:
    query = QUERY.removesuffix(", recoltă")
    page = html.fromstring(asked.get("/", query_string={"q": query, "lang": "ro"}).text)
    count = " ".join(page.xpath("string(//p[@class='count'])").split())
    assert count == "3 rezultate după sens"


def test_what_was_answered_by_words_alone_is_asked_again_with_the_model(
    asked: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(tag: str) -> TestResponse:
        return asked.get("/api/v1/search", query_string={"q": QUERY}, headers={"If-None-Match": tag})

    with monkeypatch.context() as loading:
        loading.setattr(model, "_models", {})
        loading.setattr(choice, "_usable", lambda made: None)
        before = ask('"x"')
    assert before.get_json()["meaning"] is False
    again = ask(before.headers["ETag"])
    assert again.get_json()["meaning"] is True
    assert ask(again.headers["ETag"]).status_code == 304


def test_the_api_tells_words_and_meaning_apart(asked: FlaskClient) -> None:
    answer = asked.get("/api/v1/search", query_string={"q": QUERY}).get_json()
    assert (answer["meaning"], answer["total"], answer["by_meaning"]) == (True, 1, 2)
    assert {hit["id"]: hit["by_meaning"] for hit in answer["hits"]} == {
        "spital": True,
        "livada": False,
        "bursa": True,
    }
    only = asked.get("/api/v1/search", query_string={"q": "cules de fructe", "meaning": "only"}).get_json()
    assert only["hits"][0]["id"] == "livada"


def test_what_cannot_be_is_told(asked: FlaskClient, client: FlaskClient) -> None:
    wrong = asked.get("/api/v1/search", query_string={"q": "mere", "meaning": "sometimes"})
    assert (wrong.status_code, "auto, off or only" in wrong.get_json()["detail"]) == (400, True)
    none = client.get("/api/v1/search", query_string={"q": "mere", "meaning": "only"})
    assert none.status_code == 400
    # The folder that the index lies in is not told.
    assert re.search("rasfoi embed --index [^/ ]+ --model", none.get_json()["detail"])
