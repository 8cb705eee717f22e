"""Which other sites' pages may call the API from a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rasfoi.web import create_app
from rasfoi.web.api.cross_origin import BadOrigin

HERE, OTHER = "https://ziar.example.ro", "https://evil.example"
PATHS = ("/api/v1/search?q=pod", "/api/v1/search?limit=x", "/api/v1/articles/none", "/suggest?q=po")
ALLOWED, CREDENTIALS = "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials"


@pytest.fixture
def named(index_dir: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A client of a server that names two origins and demands a token."""
    monkeypatch.setenv("RASFOI_CORS", f" {HERE}\n http://localhost:8080 ")
    monkeypatch.setenv("RASFOI_API_TOKEN", "cheie")
    return create_app(index_dir).test_client()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("headers", [{}, {"Origin": OTHER}, {"Origin": "null"}])
def test_any_page_may_call_by_default(client: FlaskClient, path: str, headers: dict[str, str]) -> None:
    answer = client.get(path, headers=headers).headers
    assert answer.getlist(ALLOWED) == ["*"]
    assert CREDENTIALS not in answer


@pytest.mark.parametrize("path", [*PATHS, "/api/v1/suggest?q=po"])
def test_named_origins_may_call(named: FlaskClient, path: str) -> None:
    for origin in (HERE, "http://localhost:8080"):
        # Without a token it is told to a page that may ask.
        answer = named.get(path, headers={"Origin": origin})
        assert answer.headers.getlist(ALLOWED) == [origin]
        assert answer.headers[CREDENTIALS] == "true"
        assert "Origin" in answer.vary


@pytest.mark.parametrize(
    "origin",
    [
        OTHER,
        "null",
        "",
        "*",
        "https://ziar",
        f"{HERE}.evil.example",
        f"{HERE}:8443",
        "http://ziar.example.ro",
    ],
)
def test_others_may_not(named: FlaskClient, origin: str) -> None:
    answer = named.get("/api/v1/search?q=pod", headers={"Origin": origin, "Authorization": "Bearer cheie"})
    assert (answer.status_code, answer.headers.get(ALLOWED), answer.headers.get(CREDENTIALS)) == (
        200,
        None,
        None,
    )
    assert "Origin" in answer.vary


def test_a_preflight_needs_no_token_and_admits_one(named: FlaskClient) -> None:
    asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}
    answer = named.options("/api/v1/search?q=pod", headers={"Origin": HERE, **asked})
    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers[ALLOWED] == HERE
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
    assert "GET" in answer.headers["Access-Control-Allow-Methods"]
    assert ALLOWED not in named.options("/api/v1/search", headers={"Origin": OTHER, **asked}).headers
    assert named.get("/api/v1/search", headers={"Origin": HERE}).status_code == 401


def test_pages_are_for_their_own_site_alone(client: FlaskClient, named: FlaskClient) -> None:
    for each in (client, named):
        answer = each.get("/?q=pod", headers={"Origin": HERE})
        assert answer.status_code == 200
        assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize(
    "given", ["ziar.example.ro", HERE + "/", HERE + "/cale", "https://*.example.ro", f"* {HERE}", "null", "ftp://a"]
)  # fmt: skip
def test_what_is_no_origin_is_told(index_dir: Path, monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("RASFOI_CORS", given)
    with pytest.raises(BadOrigin, match=r"https://ziar\.example\.ro"):
        create_app(index_dir)
