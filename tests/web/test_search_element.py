"""The search element in a page of another site: another port, a strict policy, Chromium, axe."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import rasfoi
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Error, Locator, Page, Route, ViewportSize, expect
from rasfoi.web import blueprint, create_app

from bench.screenshots import SIZES

from .conftest import start
from .test_browser import violations

ROOT = Path(__file__).parents[2]
DESKTOP, PHONE = SIZES["desktop"], SIZES["phone"]
SCRIPT = "/rasfoi-search.js"
PAGE = """<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>Ziarul</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/page.css">
<script type="module" src="{server}{script}"></script></head>
<body><main><h1>Ziarul de Seară</h1><rasfoi-search {attributes}></rasfoi-search></main></body></html>"""
STYLE = """:root { color-scheme: light dark } body { margin: 0; font: 17px sans-serif; background: Canvas }
main { max-width: 40rem; margin: auto; padding: 1rem }
rasfoi-search { --rasfoi-accent: rgb(0, 90, 60) } rasfoi-search::part(title) { font-size: 30px }"""
POLICY = (
    "default-src 'none'; script-src {server}; connect-src {server}; style-src 'self'; base-uri 'none'; "
    "form-action 'none'; require-trusted-types-for 'script'"
)
Show = Callable[..., Page]


@pytest.fixture
def show(browser: Browser, server: str) -> Iterator[Show]:
    """Show a foreign page with the element; the test fails if anything is logged as an error."""
    opened: list[tuple[Any, Any]] = []
    problems: list[str] = []

    def open_page(
        attributes: str = "",
        lang: str = "ro",
        size: ViewportSize = DESKTOP,
        server: str = server,
        **options: Any,
    ) -> Page:
        markup = PAGE.format(lang=lang, server=server, script=SCRIPT, attributes=attributes)
        host = serve(markup, POLICY.format(server=server))
        context = browser.new_context(viewport=size, **options)
        opened.append((host, context))
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: message.type == "error" and problems.append(message.text))
        page.goto(f"http://127.0.0.1:{host.server_port}/")
        return page

    yield open_page
    for host, context in opened:
        context.close()
        host.shutdown()
        host.server_close()
    assert [each for each in problems if "Failed to load resource" not in each] == []


def serve(markup: str, policy: str) -> ThreadingHTTPServer:
    """Serve a page and its style on a port of its own."""

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            style = self.path == "/page.css"
            self.send_response(200)
            self.send_header("Content-Type", "text/css" if style else "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write((STYLE if style else markup).encode())

        def log_message(self, *_: object) -> None:
            pass

    host = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    threading.Thread(target=host.serve_forever, daemon=True).start()
    return host


def box(page: Page) -> Locator:
    return page.get_by_role("combobox", name=re.compile("C(aută|ăutați)|Search"))


def hits(page: Page) -> Locator:
    return page.locator("rasfoi-search .hit a")


def status(page: Page) -> Locator:
    return page.get_by_role("status")


def test_it_is_small_and_any_page_may_load_it(client: FlaskClient) -> None:
    answer = client.get(SCRIPT)
    assert answer.mimetype == "text/javascript"
    assert len(answer.data) < 12_000
    assert len(client.get(SCRIPT, headers={"Accept-Encoding": "gzip"}).data) < 6_000
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert b"import " not in answer.data


def test_it_is_part_of_a_blueprint(index: rasfoi.Index) -> None:
    host = Flask("ziar")
    host.register_blueprint(blueprint(index), url_prefix="/cauta")
    client = host.test_client()
    answer = client.get("/cauta" + SCRIPT)
    assert answer.data == create_app("", index=index).test_client().get(SCRIPT).data
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    asked = {"Access-Control-Request-Method": "GET", "Origin": "https://ziar.example.ro"}
    assert client.options("/cauta/api/v1/search", headers=asked).status_code == 204
    told = client.get("/cauta/api/v1/openapi.json").get_json()
    assert told["servers"] == [{"url": "/cauta"}]
    refused = client.get("/cauta/api/v1/search?limit=x").get_json(force=True)
    assert client.get(refused["type"]).status_code == 200


@pytest.mark.browser
def test_the_documented_pages_work(browser: Browser, server: str) -> None:
    document = (ROOT / "docs" / "web-component.md").read_text("utf-8")
    whole, fallback = re.findall(r"```html\n(.*?)```", document, re.DOTALL)
    for markup, runs in ((whole, True), (fallback, False)):
        host = serve(markup.replace("https://cauta.example.ro", server), "form-action *")
        context = browser.new_context(java_script_enabled=runs, locale="ro-RO")
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{host.server_port}/")
        if runs:
            box(page).press_sequentially("bibliot")
            expect(hits(page).first).to_be_visible()
            expect(page.get_by_label("Ordine")).to_be_visible()
            assert violations(page) == []
        else:
            page.get_by_role("searchbox").fill("biblioteca")
            page.get_by_role("button").click()
            expect(page.locator(".hit").first).to_be_visible()
        context.close()
        host.shutdown()
        host.server_close()


def test_all_parts_and_properties_are_documented() -> None:
    document = (ROOT / "docs" / "web-component.md").read_text("utf-8")
    script = (ROOT / "web" / "static" / "rasfoi-search.js").read_text("utf-8")
    properties = set(re.findall(r"--rasfoi-[\w-]+", script))
    parts = set(re.findall(r"(?:make|part)\(\"\w+\.(\w+)|button\(\"(\w+)", script))
    names = {first or second for first, second in parts} - {"whole", "below"}
    assert {"option", "again", "snippet"} < names
    for name in (*properties, *names, *re.findall(r"Attribute\(\"(\w+)\"\)", script)):
        assert f"`{name}" in document, name


@pytest.mark.browser
class TestInAForeignPage:
    """What a reader of that page sees and hears."""

    def test_results_come_as_one_types(self, show: Show) -> None:
        page = show()
        box(page).press_sequentially("bibliot")
        expect(hits(page).first).to_be_visible()
        expect(status(page)).to_have_text(re.compile(r"^\d+ (de )?rezultat"))
        expect(page.locator("rasfoi-search .hit mark").first).to_have_text(re.compile("bibliotec", re.I))
        assert page.evaluate("location.search") == ""

    def test_it_finds_its_server_by_itself(self, show: Show, server: str) -> None:
        page = show("q='biblioteca'")
        expect(hits(page).first).to_have_attribute(
            "href", re.compile(rf"^{server}/articol/.+\?q=biblioteca$")
        )
        there = show(f"q='biblioteca' endpoint='{server}'")
        expect(hits(there).first).to_have_attribute("href", hits(page).first.get_attribute("href") or "")
        hits(page).first.click()
        expect(page.locator("article h1")).to_be_visible()

    def test_a_suggestion_is_taken_by_keyboard(self, show: Show) -> None:
        page = show()
        options = page.get_by_role("option")
        box(page).press_sequentially("bibli")
        expect(options.first).to_be_visible()
        expect(box(page)).to_have_attribute("aria-expanded", "true")
        word = options.filter(has_not=page.locator("small")).first.text_content() or ""
        while not page.locator("rasfoi-search [aria-selected=true]:not(:has(small))").count():
            box(page).press("ArrowDown")
        chosen = page.locator("rasfoi-search [aria-selected=true]")
        expect(box(page)).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
        box(page).press("Enter")
        expect(box(page)).to_have_value(word)
        expect(options).to_have_count(0)
        expect(page.get_by_role("region", name="Rezultate")).to_be_focused()
        page.keyboard.press("ArrowDown")
        expect(hits(page).first).to_be_focused()
        page.keyboard.press("ArrowUp")
        expect(box(page)).to_be_focused()

    def test_escape_closes_and_the_arrows_go_on_in_the_results(self, show: Show) -> None:
        page = show()
        box(page).press_sequentially("oraș")
        expect(page.get_by_role("option").first).to_be_visible()
        box(page).press("ArrowUp")
        expect(page.get_by_role("option").last).to_have_attribute("aria-selected", "true")
        box(page).press("Escape")
        expect(page.get_by_role("option")).to_have_count(0)
        expect(box(page)).to_have_value("oraș")
        box(page).press("ArrowDown")
        expect(hits(page).first).to_be_focused()

    def test_a_late_answer_is_dropped(self, show: Show) -> None:
        page = show()

        def late(route: Route) -> None:
            page.wait_for_timeout(500)
            # It was aborted meanwhile.
            with suppress(Error):
                route.continue_()

        page.route(re.compile("search.*q=orasul&"), late)
        box(page).fill("orasul")
        page.wait_for_timeout(250)
        box(page).fill("qwertyuiop")
        expect(status(page)).to_have_text("Niciun rezultat pentru „qwertyuiop”")
        page.wait_for_timeout(600)
        expect(status(page)).to_have_text("Niciun rezultat pentru „qwertyuiop”")
        expect(hits(page)).to_have_count(0)
        page.unroute_all(behavior="ignoreErrors")

    def test_more_results_follow_in_place(self, show: Show) -> None:
        page = show("limit=3 q='orașul'")
        expect(hits(page)).to_have_count(3)
        first = hits(page).all_text_contents()
        page.get_by_role("button", name="Mai multe").click()
        expect(hits(page)).to_have_count(6)
        expect(hits(page).nth(3)).to_be_focused()
        titles = hits(page).all_text_contents()
        assert titles[:3] == first
        assert len(set(titles)) == 6

    def test_a_server_that_fails_is_told_and_asked_again(self, show: Show) -> None:
        page = show()
        page.route(re.compile("/api/"), lambda route: route.abort())
        box(page).fill("orașul")
        expect(status(page)).to_have_text("Serverul nu răspunde.")
        page.unroute_all()
        page.get_by_role("button", name="Încercați din nou").click()
        expect(hits(page).first).to_be_visible()

    def test_it_says_that_it_waits(self, show: Show) -> None:
        page = show()
        page.route(re.compile("/api/v1/search"), lambda route: None)
        box(page).fill("orașul")
        expect(page.get_by_role("region", name="Rezultate", include_hidden=True)).to_have_attribute(
            "aria-busy", "true"
        )
        page.unroute_all(behavior="ignoreErrors")

    def test_a_misspelt_query_is_searched_as_meant(self, show: Show) -> None:
        page = show("q=bibliotcea")
        meant = page.locator("rasfoi-search .said")
        expect(meant).to_contain_text("bibliotec")
        meant.get_by_role("button", name="bibliotcea").click()
        expect(status(page)).to_contain_text("Niciun rezultat")

    def test_filters_narrow_if_they_are_wanted(self, show: Show) -> None:
        expect(show("q='oraș'").get_by_role("combobox", name="Sursă")).to_have_count(0)
        page = show("q='oraș' filters")
        expect(hits(page).first).to_be_visible()
        source = page.get_by_label("Sursă")
        name = source.locator("option").nth(1).get_attribute("value") or ""
        told = status(page).text_content()
        source.focus()
        source.select_option(name)
        expect(status(page)).not_to_have_text(told or "")
        expect(source).to_have_value(name)
        expect(source).to_be_focused()
        for meta in page.locator("rasfoi-search .meta").all_text_contents():
            assert name in meta
        page.get_by_label("Ordine").select_option("oldest")
        expect(hits(page).first).to_be_visible()

    def test_attributes_narrow_and_order_the_search(self, show: Show, index: rasfoi.Index) -> None:
        page = show("q='orașul' source='Agora' sort='oldest'")
        found = index.search("orașul", source="Agora", sort="oldest").hits
        expect(hits(page)).to_have_count(len(found))
        assert hits(page).all_text_contents() == [hit.title for hit in found]

    def test_titles_lead_to_the_source_if_that_is_wanted(self, show: Show, index: rasfoi.Index) -> None:
        page = show("q='orașul' links='source'")
        found = index.search("orașul").hits
        expect(hits(page)).to_have_count(len(found))
        own = [hit.url for hit in found]
        assert any(own)
        for link, url in zip(hits(page).all(), own, strict=True):
            expect(link).to_have_attribute("href", url or re.compile("/articol/"))

    def test_english_is_spoken_where_the_page_does(self, show: Show) -> None:
        page = show(lang="en-GB")
        expect(box(page)).to_have_attribute("placeholder", "Search the articles")
        box(page).fill("qwertyuiop")
        expect(status(page)).to_have_text("No results for „qwertyuiop”")
        romanian = show("lang=ro label='Caută în ziar'", lang="en")
        expect(box(romanian)).to_have_attribute("placeholder", "Caută în ziar")

    def test_a_page_styles_it(self, show: Show) -> None:
        page = show("q='orașul'")
        button = page.get_by_role("button", name="Căutați")
        assert button.evaluate("each => getComputedStyle(each).backgroundColor") == "rgb(0, 90, 60)"
        title = page.locator("rasfoi-search .title").first
        assert title.evaluate("each => getComputedStyle(each).fontSize") == "30px"

    def test_an_empty_box_is_empty_again(self, show: Show) -> None:
        page = show("q='orașul'")
        expect(hits(page).first).to_be_visible()
        box(page).fill("")
        expect(hits(page)).to_have_count(0)
        expect(status(page)).to_have_text("")

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
    def test_axe_finds_nothing(self, show: Show, size: ViewportSize, scheme: str) -> None:
        page = show("filters q='bibliotcea'", size=size, color_scheme=scheme)
        expect(hits(page).first).to_be_visible()
        assert violations(page) == []
        box(page).fill("ora")
        expect(page.get_by_role("option").first).to_be_visible()
        expect(page.locator("rasfoi-search [aria-busy=true]")).to_have_count(0)
        assert violations(page) == []
        box(page).fill("qwertyuiop")
        expect(status(page)).to_contain_text("Niciun rezultat")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == size["width"]

    def test_touch_targets_are_large_enough(self, show: Show) -> None:
        page = show("filters limit=3 q='orașul'", size=PHONE, has_touch=True)
        expect(hits(page).first).to_be_visible()
        box(page).fill("ora")
        expect(page.get_by_role("option").first).to_be_visible()
        for each in page.locator("rasfoi-search :is(input, select, button, .option)").all():
            assert (each.bounding_box() or {"height": 0})["height"] >= 44 - 0.5

    def test_a_token_is_sent(self, show: Show, index_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("RASFOI_API_TOKEN", "cheie")
        process, address = start(index_dir, 1)
        try:
            page = show("token=cheie q='orașul'", server=address)
            expect(hits(page).first).to_be_visible()
            box(page).fill("orașul va")
            expect(page.get_by_role("option").first).to_be_visible()
            expect(status(show("q='orașul'", server=address))).to_have_text("Serverul cere o cheie validă.")
        finally:
            process.stop()
