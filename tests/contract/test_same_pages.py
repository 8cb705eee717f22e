"""The page, its feeds and the API served from a cluster are those served from a folder, letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, expect
from rasfoi.web import create_app

from ..web.conftest import browser, start
from .conftest import Both

__all__ = ["browser"]
PATHS = [
    "/", "/?q=far aprins", "/?q=far aprins&duplicates=1", "/?q=podul de lemn", "/?q=pod&page=3",
    "/?q=pod&source=Vestea", "/?q=pod&section=Sport&sort=newest", '/?q="moara" SAU barca -gard',
    "/?q=pod&page=99", "/?q=titlu:pod", "/?q=po*", "/?q=&sort=oldest",
    "/?q=pod&from=2021-05-01&to=2021-12-31",
    "/?q=bibliotca noua", "/?q=sursa:nimic pod", "/?q=pod&lang=en", "/articol/lot/007?q=far",
    "/articol/lot/007", "/articol/nu", "/feed.atom?q=pod", "/api/v1/search?q=pod&facets=1&limit=5",
    "/api/v1/search?q=podul de lemn&explain=1", "/api/v1/search?q=podul de l&prefix=1",
    "/api/v1/search?q=pod&cursor=zzz", "/api/v1/articles/lot%2F007", "/api/v1/articles/lot%2F007/similar",
    "/api/v1/articles/lot%2F007/duplicates", "/api/v1/suggest?q=morile de v", "/api/v1/openapi.json",
]  # fmt: skip


@pytest.fixture(scope="module")
def clients(both: Both) -> tuple[FlaskClient, FlaskClient]:
    folder, cluster = (create_app(index.address, index=index).test_client() for index in both)
    return folder, cluster


def steady(text: str) -> str:
    """Return an answer without its time and its cursor, scores as exact as those of a cluster are."""
    text = re.sub(r"\b(în|in) [\d,.]+ m?s\b", "", text)
    text = re.sub(r'"(took_ms|next)": ?("[^"]*"|[\d.]+)', "", text)
    return re.sub(r'"score": ?([\d.]+)', lambda match: f"{float(match[1]):.3f}", text)


@pytest.mark.parametrize("path", PATHS)
def test_an_answer(clients: tuple[FlaskClient, FlaskClient], path: str) -> None:
    own, other = (client.get(quote(path, safe="/?=&:%*")) for client in clients)
    assert (other.status_code, steady(other.text)) == (own.status_code, steady(own.text))
    assert other.content_type == own.content_type and len(other.text) > 100


@pytest.fixture(scope="module")
def served(both: Both) -> Iterator[str]:
    """Return the address of a real server of the index on the cluster."""
    process, address = start(both.cluster.address, 1)
    yield address
    process.stop()


def test_from_letters_to_an_article(browser: Browser, served: str) -> None:
    page = browser.new_page(locale="ro-RO")
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.goto(served)
    page.locator("#q").press_sequentially("biblioteca d", delay=40)
    expect(page.get_by_role("option").first).to_be_visible()
    expect(page.locator("mark").first).to_be_visible()
    page.locator("#q").press("Enter")
    page.get_by_role("link", name="Biblioteca din Râul Alb").first.click()
    expect(page.locator("article mark").first).to_be_visible()
    expect(page.get_by_text("Articole asemănătoare")).to_be_visible()
    page.close()
    assert not told
