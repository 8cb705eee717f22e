"""The address that links carry: behind a proxy, under a prefix, and for hosts that are not ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rasfoi.web import create_app
from rasfoi.web.public_address import BadAddress


def client_of(index_dir: Path, monkeypatch: pytest.MonkeyPatch, **environment: str) -> FlaskClient:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return create_app(index_dir).test_client()


@pytest.mark.parametrize("path", ["/?q=oraș", "/arhiva/?q=oraș"])
def test_links_carry_the_base(index_dir: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    client = client_of(index_dir, monkeypatch, RASFOI_BASE_URL="https://cauta.example.ro/arhiva/")
    page = client.get(path, headers={"Host": "cauta.example.ro"}).text
    assert '<link rel="canonical" href="https://cauta.example.ro/arhiva/?q=ora%C8%99">' in page
    assert 'action="/arhiva/"' in page
    feed = client.get("/arhiva/feed.atom?q=a", headers={"Host": "cauta.example.ro"}).text
    assert 'href="https://cauta.example.ro/arhiva/feed.atom?q=a' in feed


def test_foreign_hosts_are_refused(index_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of(index_dir, monkeypatch, RASFOI_BASE_URL="https://cauta.example.ro")
    for host in ("evil.example", "cauta.example.ro.evil.example", "cauta.example.ro:1", "", "a b"):
        answer = client.get("/", headers={"Host": host})
        assert answer.status_code == 400, host
        assert "cauta.example.ro only" in answer.text
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for host in ("127.0.0.1:8000", "localhost", "[::1]:8000", "CAUTA.example.ro"):
        assert client.get("/healthz", headers={"Host": host}).status_code == 200, host


def test_forwarding_headers_count_only_where_a_proxy_is_trusted(
    index_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "cauta.example.ro"}
    plain = client_of(index_dir, monkeypatch).get("/?q=a", headers=forwarded).text
    assert 'rel="canonical" href="http://localhost/' in plain
    behind = client_of(index_dir, monkeypatch, RASFOI_PROXIES="1").get("/?q=a", headers=forwarded).text
    assert 'rel="canonical" href="https://cauta.example.ro/?q=a"' in behind


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RASFOI_BASE_URL", "cauta.example.ro"),
        ("RASFOI_BASE_URL", "ftp://a"),
        ("RASFOI_BASE_URL", "https://a?b"),
        ("RASFOI_PROXIES", "all"),
        ("RASFOI_PROXIES", "-1"),
    ],
)
def test_bad_settings_name_the_fix(
    index_dir: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    with pytest.raises(BadAddress, match=f"{name} is .*give"):
        client_of(index_dir, monkeypatch, **{name: value})
