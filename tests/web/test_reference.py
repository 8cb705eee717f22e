"""The API's reference: it tells all that the description has, and every error leads to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urldefrag

import pytest
from flask.testing import FlaskClient
from lxml import html
from playwright.sync_api import Browser, ViewportSize
from rasfoi.index import errors
from rasfoi.index.errors import IndexCorrupt, IndexOutdated, SearchTimeout
from rasfoi.web import create_app
from rasfoi.web.api.openapi import description
from rasfoi.web.api.problems import KINDS, kind_of
from rasfoi.web.server.limits import Busy

from bench.screenshots import SIZES

from .test_browser import violations

Get = Callable[..., html.HtmlElement]


def test_it_tells_all_that_the_description_has(get: Get) -> None:
    page, told = get("/api/"), description()
    ids = set(page.xpath("//main//*/@id"))
    names = {*told["paths"], *told["components"]["schemas"], *KINDS}
    assert names <= ids
    text = " ".join(page.xpath("//main")[0].text_content().split())
    for item in told["paths"].values():
        for parameter in item["get"]["parameters"]:
            assert parameter["description"].replace("`", "") in text
    for schema in told["components"]["schemas"].values():
        assert set(schema["properties"]) <= set(page.xpath("//main//th/code/text()"))
    assert "integer ≥ 0 ≤ 100" in text and "newest | oldest | relevance" in text


def test_its_links_lead_somewhere_and_to_no_other_host(get: Get, client: FlaskClient) -> None:
    page = get("/api/")
    ids = set(page.xpath("//*/@id"))
    for link in page.xpath("//main//a/@href | //link[@rel='stylesheet']/@href | //script/@src"):
        assert link.startswith(("/", "#")) and not link.startswith("//")
        if link.startswith("#"):
            assert link[1:] in ids
        else:
            assert client.get(link).status_code == 200, link


def test_it_stands_below_a_prefix(client: FlaskClient) -> None:
    page = client.get("/api/", environ_overrides={"SCRIPT_NAME": "/arhiva"}).text
    assert 'href="/arhiva/api/v1/openapi.json"' in page and "/arhiva/api/v1/search?q=metrou" in page
    error = client.get("/api/v1/search?limit=x", environ_overrides={"SCRIPT_NAME": "/arhiva"})
    assert error.get_json(force=True)["type"] == "/arhiva/api/#invalid-parameter"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/v1/search?limit=x", "invalid-parameter"),
        ("/api/v1/search?from=ieri", "invalid-parameter"),
        ("/api/v1/search?q=" + "x" * 2001, "invalid-query"),
        ("/api/v1/search?q=a&cursor=00", "invalid-cursor"),
        ("/api/v1/articles/none", "unknown-article"),
        ("/api/v1/articles/none/similar", "unknown-article"),
        ("/api/v1/none", "unknown-address"),
        ("/api/v2/search", "unknown-address"),
        ("/suggest?limit=0", "invalid-parameter"),
    ],
)
def test_every_error_leads_to_its_kind(client: FlaskClient, get: Get, path: str, name: str) -> None:
    answer = client.get(path)
    problem = answer.get_json(force=True)
    address, kind = urldefrag(problem["type"])
    assert kind == name
    assert (answer.status_code, problem["title"]) == (KINDS[kind].status, KINDS[kind].title)
    assert get(address).get_element_by_id(kind).tag == "tr"
    named = {"invalid-parameter": "from" if "from" in path else "limit", "invalid-cursor": "cursor"}
    assert problem.get("parameter") == named.get(name)


def test_errors_that_a_request_alone_does_not_make(client: FlaskClient, tmp_path: Path) -> None:
    posted = client.post("/api/v1/search").get_json(force=True)
    assert posted["type"] == "/api/#method-not-allowed"
    missing = create_app(tmp_path / "none").test_client().get("/api/v1/search?q=a").get_json(force=True)
    assert missing["type"] == "/api/#no-index"
    kinds = [
        kind_of(error, error.status)
        for error in (IndexCorrupt("x"), IndexOutdated("x"), SearchTimeout(), Busy())
    ]
    assert kinds == ["unusable-index", "unusable-index", "search-timeout", "busy"]
    assert (kind_of(ValueError(), 500), kind_of(ValueError(), 413)) == ("internal-error", "bad-request")


def test_every_error_of_a_search_has_a_kind_with_its_status() -> None:
    building = {errors.IndexBusy, errors.BadArticle, errors.CorpusShrunk, errors.RasfoiError}
    kinds = [each for each in vars(errors).values() if isinstance(each, type) and each not in building]
    assert errors.CursorExpired in kinds
    for kind in kinds:
        error = kind.__new__(kind)
        assert isinstance(error, errors.RasfoiError)
        name = kind_of(error, error.status)
        assert name not in ("bad-request", "internal-error"), f"{kind.__name__}: give it a kind"
        assert KINDS[name].status == error.status


def test_it_needs_no_token_and_the_api_does(index_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASFOI_API_TOKEN", "cheie")
    client = create_app(index_dir).test_client()
    assert client.get("/api/").status_code == 200
    for path in ("/api/v1/openapi.json", "/api/x", "/api//"):
        refused = client.get(path)
        assert (refused.status_code, refused.get_json(force=True)["type"]) == (401, "/api/#unauthorized")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [SIZES["desktop"], SIZES["phone"]], ids=["desktop", "phone"])
def test_axe_finds_nothing(browser: Browser, server: str, size: ViewportSize, scheme: str) -> None:
    context = browser.new_context(base_url=server, viewport=size, color_scheme=scheme, locale="ro-RO")
    page = context.new_page()
    page.goto("/api/#search-timeout")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
    context.close()
