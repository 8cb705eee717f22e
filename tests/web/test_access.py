"""Tokens for the API and rates of requests, where they are asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from email.message import Message
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from rasfoi.web import create_app
from rasfoi.web.server.access import BadAccess

from .conftest import Server, start

TOKENS = "prima-cheie-lunga a-doua-cheie-lunga"
API = ("/api/v1/search?q=pod", "/api/v1/suggest?q=po", "/api/v1/openapi.json", "/api/v1/articles/x", "/api/x")
Serve = Callable[..., str]


@pytest.fixture
def serve(index_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Start a server of one worker with some settings, and return its address."""
    started: list[Server] = []

    def run(**settings: str) -> str:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        process, address = start(index_dir, 1)
        started.append(process)
        return address

    yield run
    for process in started:
        process.stop()


def fetch(address: str, **headers: str) -> tuple[int, Message, bytes]:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urlopen(Request(address, headers=given)) as answer:
            return answer.status, answer.headers, answer.read()
    except HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def test_the_api_demands_a_token(serve: Serve) -> None:
    address = serve(RASFOI_API_TOKEN=TOKENS)
    for path in API:
        for given in (
            "",
            "Bearer",
            "Bearer x",
            "Basic a-doua-cheie-lunga",
            "Bearer a-doua-cheie-lung",
            "a-doua",
        ):
            status, headers, body = fetch(address + path, Authorization=given)
            assert (status, headers["WWW-Authenticate"]) == (401, 'Bearer realm="rasfoi"'), (path, given)
            assert headers["Content-Type"] == "application/problem+json"
            assert json.loads(body)["status"] == 401
            assert b"cheie" not in body
            assert headers["Content-Security-Policy"]
    right = {"Authorization": "Bearer a-doua-cheie-lunga"}
    assert [fetch(address + path, **right)[0] for path in API] == [200, 200, 200, 404, 404]
    assert fetch(address + API[0], Authorization=f"bearer {TOKENS.split()[0]}")[0] == 200


def test_pages_and_health_need_no_token(serve: Serve) -> None:
    address = serve(RASFOI_API_TOKEN=TOKENS)
    page = fetch(address + "/?q=pod")[2].decode()
    for path in ("/", "/suggest?q=po", "/feed.atom?q=pod", "/healthz", "/readyz", "/metrics", "/embed.js"):
        assert fetch(address + path)[0] == 200
    for script in (*re.findall(r'src="(/static/[^"]+)"', page), "/embed.js"):
        assert b"api/v1" not in fetch(address + script)[2].replace(b"completions from /api/v1", b"")


def test_without_a_setting_nothing_is_demanded(serve: Serve) -> None:
    address = serve(RASFOI_API_TOKEN=" ")
    assert [fetch(address + path)[0] for path in API] == [200, 200, 200, 404, 404]


def test_who_asks_too_often_is_told_when_to_come_again(serve: Serve) -> None:
    address = serve(RASFOI_RATE_LIMIT="8/minute")
    answers = [fetch(f"{address}/api/v1/search?q={number}") for number in range(14)]
    assert [status for status, *_ in answers] == [200] * 8 + [429] * 6
    _, headers, body = answers[-1]
    assert headers["Content-Type"] == "application/problem+json"
    assert 0 < int(headers["Retry-After"]) <= 120
    assert json.loads(body)["status"] == 429
    status, headers, body = fetch(address + "/?q=pod", Accept_Language="ro")
    assert (status, "Prea multe căutări" in body.decode()) == (429, True)
    assert int(headers["Retry-After"]) > 0
    for path in ("/healthz", "/readyz", "/metrics", "/embed.js"):
        assert {fetch(address + path)[0] for _ in range(12)} == {200}


def test_clients_behind_a_proxy_are_counted_apart(serve: Serve) -> None:
    address = serve(
        RASFOI_RATE_LIMIT="2/minute", RASFOI_PROXIES="1", RASFOI_BASE_URL="https://cauta.example.ro"
    )
    clients = ["192.0.2.1", "192.0.2.2", "2001:db8:0:1::1", "2001:db8:0:1::2", "2001:db8:0:2::1"]
    found = [
        [fetch(f"{address}/api/v1/search?q=a", X_Forwarded_For=client)[0] for _ in range(2)]
        for client in clients
    ]
    assert found == [[200, 200], [200, 200], [200, 200], [429, 429], [200, 200]]


def test_tokens_cannot_be_tried_without_end(serve: Serve) -> None:
    address = serve(RASFOI_RATE_LIMIT="5/minute", RASFOI_API_TOKEN=TOKENS)
    tried = [fetch(address + API[0], Authorization=f"Bearer {number}")[0] for number in range(8)]
    assert tried == [401] * 5 + [429] * 3


def test_a_token_that_no_header_can_carry_is_told(index_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASFOI_API_TOKEN", "cheie-lungă")
    with pytest.raises(BadAccess, match="ASCII"):
        create_app(index_dir)


@pytest.mark.parametrize("rate", ["x", "0/minute", "10", "10/fortnight", "-1/second", "1/second;2/day"])
def test_a_bad_rate_is_told(index_dir: Path, monkeypatch: pytest.MonkeyPatch, rate: str) -> None:
    monkeypatch.setenv("RASFOI_RATE_LIMIT", rate)
    with pytest.raises(BadAccess, match="60/minute"):
        create_app(index_dir)


def test_a_missing_library_is_told(index_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASFOI_RATE_LIMIT", "1/second")
    monkeypatch.setitem(__import__("sys").modules, "flask_limiter", None)
    with pytest.raises(BadAccess, match=r"rasfoi\[rate-limit\]"):
        create_app(index_dir)
