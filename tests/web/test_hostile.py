"""Hostile articles and hostile requests: no markup reaches a page, and nothing is ever a 500."""

from __future__ import annotations

import json
from urllib.parse import quote, quote_plus
from xml.etree import ElementTree

import pytest
import rasfoi
from flask.testing import FlaskClient
from lxml import html
from rasfoi.web import create_app
from rasfoi.web.pages.state import article_path

ATTACKS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)',
    "</title><script>alert(1)</script>",
    "</mark></p><iframe src=//evil.example></iframe>",
    "<a href=javascript:alert(1)>clic</a>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "{{ 7*191 }} {% include 'x' %} ${7*191} %(n)s",
    "]]><x/><!-- -->",
    "<base href=//evil.example/><meta http-equiv=refresh content=0;url=//evil.example>",
    "<style>*{display:none}</style>",
    "javascript:alert(1)",
    "\u202ealert\u0000\u0008\ufffe",
]
URLS = ["javascript:alert(1)", "JAVASCRIPT:alert(1)//http://", "data:text/html,<script>alert(1)</script>"]
OWN_TAGS = """html head meta title link script body a header div form input ul li kbd button svg circle path
    span nav p main h1 h2 ol time mark strong q aside rect details summary table caption thead tbody tr th td
    section label footer dl dt dd article dialog"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client of an index in which every field of every article attacks."""
    folder = tmp_path_factory.mktemp("hostile")
    corpus = folder / "corpus"
    corpus.mkdir()
    with (corpus / "attacks.jsonl").open("w", encoding="utf-8") as lines:
        for number, attack in enumerate(ATTACKS):
            fields = dict.fromkeys(("title", "source", "section", "author"), attack)
            article = {
                "id": f"{number} {attack}",
                "body": f"cuvânt {attack} cuvânt\n{attack} " + attack * 20,
                "date": f"2025-0{1 + number % 9}-01",
                "url": URLS[number % len(URLS)],
                **fields,
            }
            lines.write(json.dumps(article, ensure_ascii=False) + "\n")
    (corpus / "<img src=x onerror=alert(1)>.txt").write_text(
        "Titlu\ncuvânt <script>alert(1)</script>", "utf-8"
    )
    rasfoi.build(corpus, folder / "index")
    return create_app(folder / "index").test_client()


def check(page: str) -> html.HtmlElement:
    """Fail if a parsed page holds any element, handler or address that is not the page's own."""
    tree = html.fromstring(page)
    for element in tree.iter(html.etree.Element):
        assert element.tag in OWN_TAGS.split(), html.tostring(element)
        for name, value in element.attrib.items():
            assert not name.startswith("on") and name != "style", html.tostring(element)
            if name in ("href", "src", "action", "content"):
                assert not value.strip().lower().startswith(("javascript:", "data:", "//")), value
    assert all(script.get("src", "").startswith("/static/") for script in tree.iter("script"))
    assert "1337" not in page
    return tree


def test_results_show_attacks_as_text(hostile: FlaskClient) -> None:
    text = ""
    for page in (1, 2):
        response = hostile.get(f"/?q=cuvânt&page={page}")
        assert response.status_code == 200
        text += check(response.text).text_content()
    assert "<script>alert(1)</script>" in text
    assert "' onmouseover='alert(1)" in text


@pytest.mark.parametrize("attack", ATTACKS)
def test_articles_show_attacks_as_text(hostile: FlaskClient, attack: str) -> None:
    hits = hostile.get("/api/v1/search?q=cuvânt&limit=100").get_json()["hits"]
    identifier = next(hit["id"] for hit in hits if hit["id"].startswith(f"{ATTACKS.index(attack)} "))
    response = hostile.get(f"/articol/{article_path(identifier)}?q=cuvânt")
    assert response.status_code == 200
    assert check(response.text).xpath("count(//mark)") >= 2


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize(
    "name", ["q", "source", "section", "sort", "from", "page", "lang", "partial", "unknown"]
)
def test_requests_show_attacks_as_text(hostile: FlaskClient, name: str, attack: str) -> None:
    for path in ("/", "/articol/none"):
        response = hostile.get(f"{path}?{name}={quote_plus(attack)}")
        assert response.status_code in (200, 400, 404)
        check(response.text)


@pytest.mark.parametrize("attack", ATTACKS)
def test_feeds_stay_well_formed(hostile: FlaskClient, attack: str) -> None:
    feed = ElementTree.fromstring(hostile.get(f"/feed.atom?q={quote_plus(attack)}").data)
    whole = ElementTree.fromstring(hostile.get("/feed.atom?q=cuvânt").data)
    ElementTree.fromstring(hostile.get("/opensearch.xml", headers={"Host": "a.example"}).data)
    assert feed.tag == whole.tag
    for summary in whole.iter("{http://www.w3.org/2005/Atom}summary"):
        assert {element.tag for element in html.fragment_fromstring(summary.text or "", "div").iter()} <= {
            "div",
            "mark",
        }


@pytest.mark.parametrize(
    "identifier",
    [
        "..",
        "../..",
        "../../etc/passwd",
        "%2e%2e/x",
        "a%00b",
        "%00",
        "//",
        "/",
        "a//b",
        "%ff%fe",
        "%ED%A0%80",
        "a" * 5000,
        "%0d%0aX: y",
    ],
)
def test_odd_ids_are_not_found(client: FlaskClient, identifier: str) -> None:
    for path in ("/articol/", "/api/v1/articles/"):
        response = client.get(path + identifier)
        assert response.status_code == 404
        assert "X" not in response.headers


@pytest.mark.parametrize(
    "query",
    [
        "*" * 900,
        "a* " * 300,
        " ".join("*" * 400),
        "((((((((((((((((((((((",
        '"""""',
        "+ - + -",
        "-",
        "...,,,;;;!!!???",
        "AND OR NOT",
        "titlu:",
        "titlu:titlu:titlu:x",
        "\x00\x01\x02",
        "🙂🙃",
        "a" * 999,
        " ",
        "\ud83d".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
        "NOT NOT NOT NOT x",
        "„” «»",
    ],
)
def test_odd_queries_are_answered(client: FlaskClient, query: str) -> None:
    quoted = quote_plus(query)
    for path in ("/?q=", "/api/v1/search?facets=1&explain=1&q=", "/api/v1/suggest?q=", "/feed.atom?q="):
        assert client.get(path + quoted).status_code in (200, 400)
    assert client.get(f"/?q={quoted}").status_code == 200


@pytest.mark.parametrize(
    "query", ["a" * 100_000, "a " * 50_000, "a* " * 10_000, "(" * 100_000, '"' * 100_000]
)
def test_endless_queries_are_refused(client: FlaskClient, query: str) -> None:
    for path in ("/?q=", "/api/v1/search?q=", "/api/v1/suggest?q=", "/feed.atom?q="):
        response = client.get(path + quote_plus(query))
        assert response.status_code == 400
        assert len(response.data) < 10_000


def test_bytes_that_are_no_text(client: FlaskClient) -> None:
    for path in (
        "/?q=%ff%fe",
        "/?q=%ED%A0%80",
        "/?source=%00",
        "/api/v1/search?q=%ff&source=%00&section=%ff",
    ):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "query", ["&".join(f"source={n}" for n in range(51)), "source=x&" * 5000, "q=a&" * 5000]
)
def test_repeated_parameters(client: FlaskClient, query: str) -> None:
    assert client.get(f"/?{query}").status_code in (200, 400)


@pytest.mark.parametrize(
    "host", ["evil.example", 'a"><script>alert(1)</script>', "a b", "[::1", "a:99999", "ă.example"]
)
def test_hosts(client: FlaskClient, host: str) -> None:
    response = client.get("/?q=x", headers={"Host": host.encode().decode("latin-1")})
    assert response.status_code in (200, 400)
    assert "<script>alert" not in response.text


def test_every_answer_carries_the_headers(hostile: FlaskClient) -> None:
    for path in (
        "/",
        "/nothing",
        "/?page=x",
        "/static/app.js",
        "/api/v1/search?limit=101",
        "/feed.atom",
        "/healthz",
        "/readyz",
        "/metrics",
    ):
        headers = hostile.get(path).headers
        policy = dict(rule.split(" ", 1) for rule in headers["Content-Security-Policy"].split("; "))
        assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == "'self'"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers.getlist("Content-Security-Policy") == [headers["Content-Security-Policy"]]


def test_a_query_of_markup_in_the_path(client: FlaskClient) -> None:
    check(client.get("/" + quote("<script>alert(1)</script>")).text)
