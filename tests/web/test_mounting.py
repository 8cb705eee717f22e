"""The pages and the API as a part of another application, under its prefix and in its template."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
import rasfoi
from flask import Blueprint, Flask, Response, render_template_string, session
from flask.testing import FlaskClient
from lxml import etree, html
from playwright.sync_api import Browser, expect
from rasfoi.web import blueprint
from werkzeug.serving import make_server

HIT_LINK = ".hit h2 a"
HIT = "//*[contains(@class, 'hit')]//h2//a/@href"
CSP = "default-src 'self'; img-src 'self' https://imagini.exemplu.ro"
TEMPLATES = {
    "base.html": """<!doctype html>
<html lang="{{ rasfoi.language if rasfoi else 'ro' }}"><head><meta charset="utf-8">
<title>{% block title %}Ziarul{% endblock %}</title>
<link rel="stylesheet" href="/static/ziar.css">{% block head %}{% endblock %}</head>
<body class="ziar"><nav id="meniu"><a href="/">Acasă</a></nav>{% block content %}{% endblock %}</body></html>
""",
    "cauta.html": """{% extends "base.html" %}
{% block title %}{{ rasfoi.title }} | Ziarul{% endblock %}
{% block head %}{{ rasfoi.head }}{% endblock %}
{% block content %}<p id="nume">{{ session.nume }}</p>{{ rasfoi.body }}{% endblock %}
""",
}


def make_host(tmp_path: Path, **mounted: Blueprint) -> Flask:
    """Return an application with templates, static files, a policy, sessions and error pages of its own."""
    for folder in ("templates", "static"):
        (tmp_path / folder).mkdir(exist_ok=True)
    for name, text in TEMPLATES.items():
        (tmp_path / "templates" / name).write_text(text, encoding="utf-8")
    (tmp_path / "static" / "ziar.css").write_text(".ziar { margin: 0 }", encoding="utf-8")
    app = Flask("ziar", root_path=str(tmp_path))
    app.secret_key = "a secret of the test"

    @app.get("/")
    def home() -> str:
        session["nume"] = "Ana"
        return render_template_string("{% extends 'base.html' %}{% block content %}Știri{% endblock %}")

    @app.get("/strica")
    def broken() -> str:
        raise rasfoi.IndexMissing("the host's own use of the library")

    @app.errorhandler(404)
    def missing(error: Exception) -> tuple[str, int]:
        return "pagina gazdei lipsește", 404

    @app.errorhandler(Exception)
    def failed(error: Exception) -> tuple[str, int]:
        return f"gazda: {type(error).__name__}", 500

    @app.after_request
    def secure(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", CSP)
        return response

    for prefix, each in mounted.items():
        app.register_blueprint(each, url_prefix=f"/{prefix}")
    return app


@pytest.fixture
def client(tmp_path: Path, index: rasfoi.Index) -> FlaskClient:
    return make_host(tmp_path, cauta=blueprint(index)).test_client()


@pytest.fixture
def framed(tmp_path: Path, index: rasfoi.Index) -> FlaskClient:
    return make_host(tmp_path, cauta=blueprint(index, template="cauta.html")).test_client()


PAGES = ("/cauta/", "/cauta/?q=metrou", "/cauta/?q=metrou&page=2", "/cauta/?q=xyzzyq", "/cauta/lipsa",
         "/cauta/?from=ieri")  # fmt: skip


def addresses(page: html.HtmlElement) -> list[str]:
    return page.xpath("//@href | //@src | //@action | //@data-feed | //@data-root")


@pytest.mark.parametrize("path", PAGES)
def test_all_that_a_page_leads_to_stays_below_the_prefix(client: FlaskClient, path: str) -> None:
    page = html.fromstring(client.get(path).text)
    found = [urljoin(path, each) for each in addresses(page) if not each.startswith("http")]
    assert len(found) > 5
    assert [each for each in found if not each.startswith("/cauta")] == []
    for each in {each for each in found if "articol" in each or "static" in each}:
        assert client.get(each).status_code == 200


def test_articles_assets_feeds_and_live_results_are_below_the_prefix(
    client: FlaskClient, index: rasfoi.Index
) -> None:
    hit = index.search("metrou").hits[0]
    [link] = html.fromstring(client.get("/cauta/?q=metrou").text).xpath(
        "(//article//h2//a | //ol//h2/a)[1]/@href"
    )
    assert link.startswith("/cauta/articol/")
    article = html.fromstring(client.get(link).text)
    assert article.xpath("//link[@rel='canonical']/@href")[0].startswith("http://localhost/cauta/articol/")
    assert hit.title in client.get("/cauta/?q=metrou&partial=1").text
    assert client.get("/cauta/suggest?q=metr").json["completions"]  # type: ignore[index]
    feed = etree.fromstring(client.get("/cauta/feed.atom?q=metrou").data)
    links = feed.xpath("//*[local-name()='link']/@href")
    assert links and all(each.startswith("http://localhost/cauta/") for each in links)
    described = etree.fromstring(client.get("/cauta/opensearch.xml").data)
    templates = described.xpath("//*[local-name()='Url']/@template")
    assert len(templates) == 4 and all(each.startswith("http://localhost/cauta/") for each in templates)


def test_the_api_is_below_the_prefix(client: FlaskClient, index: rasfoi.Index) -> None:
    answer = client.get("/cauta/api/v1/search?q=metrou").json
    assert answer and answer["total"] == index.search("metrou").total
    described = client.get("/cauta/api/v1/openapi.json").json
    assert described and described["servers"] == [{"url": "/cauta"}]
    problem = client.get("/cauta/api/v1/articles/lipsa")
    assert problem.status_code == 404 and problem.mimetype == "application/problem+json"
    assert problem.json and problem.json["instance"] == "/cauta/api/v1/articles/lipsa"
    assert client.post("/cauta/api/v1/search").status_code == 405


@pytest.mark.parametrize("name", ["ziar/a b.txt", "/tmp/x", "a//b", "a?b#c", "ș%20", ".."])
def test_articles_of_any_id_are_found_below_the_prefix(tmp_path: Path, name: str) -> None:
    index = rasfoi.build(
        [rasfoi.Article(name, "Podul", "Podul nou se deschide."), rasfoi.Article("z", "P", "")]
    )
    client = make_host(tmp_path, cauta=blueprint(index)).test_client()
    [link] = html.fromstring(client.get("/cauta/?q=podul").text).xpath(HIT)
    assert "Podul nou se deschide." in html.fromstring(client.get(link).text).text_content()


def test_the_address_without_a_slash_leads_to_the_page(client: FlaskClient) -> None:
    answer = client.get("/cauta?q=metrou")
    assert answer.status_code in (301, 308) and answer.location.endswith("/cauta/?q=metrou")


def test_the_host_stays_as_it_is(client: FlaskClient, tmp_path: Path) -> None:
    bare = make_host(tmp_path / "..", x=Blueprint("x", "x")).config
    assert dict(client.application.config) == dict(bare)
    assert "babel" not in client.application.extensions and "rasfoi" not in client.application.extensions
    home = client.get("/")
    assert home.headers["Content-Security-Policy"] == CSP and "Set-Cookie" in home.headers
    assert "X-Frame-Options" not in home.headers
    assert client.get("/lipsa").text == "pagina gazdei lipsește"
    assert client.get("/strica").text == "gazda: IndexMissing"
    with client.get("/static/ziar.css") as own:
        assert own.text == ".ziar { margin: 0 }"
    ours = client.get("/cauta/lipsa")
    assert ours.status_code == 404 and "gazdei" not in ours.text and "Răsfoi" in ours.text
    with client.session_transaction() as kept:
        assert kept["nume"] == "Ana"


def test_the_cookie_of_the_language_is_the_prefixs(client: FlaskClient) -> None:
    answer = client.get("/cauta/?lang=en")
    assert "Path=/cauta" in answer.headers["Set-Cookie"]
    assert client.get("/cauta/").headers["Content-Language"] == "en"


def test_what_the_host_asks_before_a_request_is_asked_for_these_pages_too(
    tmp_path: Path, index: rasfoi.Index
) -> None:
    mounted = blueprint(index)

    @mounted.before_request
    def only_members() -> tuple[str, int] | None:
        return None if session.get("nume") else ("Intră în cont", 401)

    client = make_host(tmp_path, cauta=mounted).test_client()
    assert client.get("/cauta/?q=metrou").status_code == 401
    assert client.get("/cauta/api/v1/search?q=metrou").status_code == 401
    client.get("/")
    assert client.get("/cauta/?q=metrou").status_code == 200


def test_two_indexes_in_one_application(tmp_path: Path, index: rasfoi.Index) -> None:
    other = rasfoi.build([rasfoi.Article("1", "Farul de la Sulina", "Farul a fost aprins.")])
    client = make_host(
        tmp_path, stiri=blueprint(index), arhiva=blueprint(other, name="arhiva", template="cauta.html")
    ).test_client()
    assert client.get("/stiri/api/v1/search?q=sulina").json["total"] == 0  # type: ignore[index]
    assert client.get("/arhiva/api/v1/search?q=sulina").json["total"] == 1  # type: ignore[index]
    with client.application.test_request_context():
        from flask import url_for

        assert url_for("arhiva.home", q="far") == "/arhiva/?q=far"
        assert url_for("rasfoi.page", path="feed.atom") == "/stiri/feed.atom"


def test_a_prefix_may_have_parts_and_the_application_a_root(tmp_path: Path, index: rasfoi.Index) -> None:
    outer = Blueprint("outer", "outer")
    outer.register_blueprint(blueprint(index), url_prefix="/<limba>/caută")
    client = make_host(tmp_path, x=outer).test_client()
    page = html.fromstring(client.get("/x/ro/caut%C4%83/?q=metrou", base_url="https://e.ro/app").text)
    [root] = page.xpath("//@data-root")
    assert root == "/app/x/ro/caută"


def test_what_is_no_index_is_refused_where_it_is_given(tmp_path: Path) -> None:
    closed = rasfoi.build([rasfoi.Article("1", "Podul", "Podul nou.")])
    closed.close()
    with pytest.raises(ValueError, match="closed"):
        blueprint(closed)
    with pytest.raises(TypeError, match="NoneType"):
        blueprint(None)  # type: ignore[arg-type]


def test_an_index_in_a_folder_is_followed(tmp_path: Path) -> None:
    client = make_host(tmp_path, cauta=blueprint(tmp_path / "index")).test_client()
    assert client.get("/cauta/api/v1/search?q=pod").status_code == 503
    rasfoi.build([rasfoi.Article("1", "Podul", "Podul nou.")], tmp_path / "index")
    for _ in range(100):
        answer = client.get("/cauta/api/v1/search?q=pod")
        if answer.status_code == 200:
            break
        threading.Event().wait(0.05)
    assert answer.json and answer.json["total"] == 1


@pytest.mark.parametrize("path", PAGES)
def test_the_template_of_the_host_frames_a_page(framed: FlaskClient, path: str) -> None:
    framed.get("/")
    answer = framed.get(path, headers={"Accept-Encoding": "gzip", "If-None-Match": "*"})
    page = html.fromstring(answer.text)
    assert answer.headers["Content-Security-Policy"] == CSP and "X-Frame-Options" not in answer.headers
    assert page.xpath("//nav[@id='meniu']") and page.xpath("//p[@id='nume']")[0].text == "Ana"
    assert page.xpath("//head/title")[0].text.endswith("| Ziarul") and len(page.xpath("//head/title")) == 1
    assert len(page.xpath("//head/meta[@charset]")) == 1 and len(page.xpath("//body")) == 1
    assert page.xpath("//head/link[contains(@href, '/cauta/static/style.css')]")
    assert page.xpath("//head/script[contains(@src, '/cauta/static/app.js')]")
    assert page.xpath("//div[@class='rasfoi']/@data-root") == ["/cauta"]
    assert page.xpath("//div[@class='rasfoi']//input[@name='q']")
    assert answer.status_code == {"/cauta/lipsa": 404, "/cauta/?from=ieri": 400}.get(path, 200)


def test_what_is_no_page_is_not_framed(framed: FlaskClient) -> None:
    for path in ("/cauta/?q=metrou&partial=1", "/cauta/suggest?q=me", "/cauta/feed.atom?q=metrou",
                 "/cauta/static/app.js", "/cauta/api/v1/search?q=metrou"):  # fmt: skip
        assert "meniu" not in framed.get(path).text
    head = framed.head("/cauta/?q=metrou")
    assert head.status_code == 200 and int(head.headers["Content-Length"]) > 1000 and not head.data


def test_a_query_is_escaped_in_the_template_too(framed: FlaskClient) -> None:
    page = framed.get("/cauta/?q=<script>alert(1)</script>'\"").text
    assert "<script>alert" not in page


@pytest.fixture
def host(tmp_path: Path, index: rasfoi.Index) -> Iterator[str]:
    """The address of a server of the host."""
    app = make_host(tmp_path, cauta=blueprint(index, template="cauta.html"))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


@pytest.mark.browser
def test_results_come_as_one_types_below_a_prefix_and_under_a_strict_policy(
    browser: Browser, host: str
) -> None:
    page = browser.new_page(locale="ro-RO")
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: message.type == "error" and problems.append(message.text))
    page.goto(f"{host}/cauta/")
    page.locator("#q").press_sequentially("metrou")
    expect(page.locator(".snippet mark").first).to_be_visible()
    assert page.url.startswith(f"{host}/cauta/?q=metrou")
    page.locator(HIT_LINK).first.click()
    page.wait_for_url(f"{host}/cauta/articol/**")
    assert page.locator("#meniu").is_visible()
    page.locator("#meniu a").click()
    page.wait_for_url(f"{host}/")
    page.close()
    # A browser asks for an icon, which the host has not.
    assert not [each for each in problems if "status of 404" not in each]
