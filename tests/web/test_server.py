"""The server: what it refuses, and a new generation picked up while it runs."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
import rasfoi
from rasfoi.web import create_app
from rasfoi.web.live import LiveIndex
from rasfoi.web.server.production import PortTaken, free_port, reserved_port, serve

from bench.load import with_asyncio

from ..waiting import wait_for
from .conftest import Server


def test_a_taken_port_is_named(index_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken, match=str(port)):
            serve(index_dir, port=port)


def test_the_benchmarks_own_client_counts_what_failed(server: str) -> None:
    # In a thread, as Playwright's event loop may run in this one.
    with ThreadPoolExecutor(1) as threads:
        runs = (with_asyncio(server, paths, 4, 1) for paths in (["/healthz", "/?q=ora%C8%99"], ["/nothing"]))
        good, bad = threads.map(asyncio.run, runs)
    assert (good.failed, bad.failed > 0) == (0, True)
    assert good.rate > 0
    assert 0 < good.p50 <= good.p99


def test_no_index_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(rasfoi.IndexMissing, match="rasfoi rebuild"):
        serve(tmp_path / "missing")


def test_port_0_is_any_free_one() -> None:
    assert free_port("127.0.0.1", 0) > 0


def test_a_port_is_kept_for_a_server_that_starts() -> None:
    with reserved_port("127.0.0.1", 0) as kept:
        port = kept.getsockname()[1]
        with pytest.raises(PortTaken, match=str(port)):
            free_port("127.0.0.1", port)
        with socket.socket() as other, pytest.raises(OSError):
            other.bind(("127.0.0.1", port))
        # As the server's workers do.
        with socket.create_server(("127.0.0.1", port), reuse_port=True):
            socket.create_connection(("127.0.0.1", port)).close()
    assert free_port("127.0.0.1", port) == port


def test_a_new_generation_is_picked_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rasfoi.web.live.CHECK_SECONDS", 0)
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    client = create_app(tmp_path / "index").test_client()
    assert client.get("/readyz").status_code == 503
    for number in (1, 2):
        (corpus / f"{number}.txt").write_text(f"Titlul {number}\nUn text despre albine.", "utf-8")
        rasfoi.build(corpus, tmp_path / "index")
        assert client.get("/readyz").get_json()["articles"] == number
        assert client.get("/api/v1/search?q=albine").get_json()["total"] == number


def test_the_disk_is_asked_once_a_second(index_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    live = LiveIndex(index_dir)
    index = live.current()
    monkeypatch.setattr(type(index), "refresh", lambda self: pytest.fail("asked again"))
    assert live.current() is index


def test_a_broken_generation_is_not_served(index_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rasfoi.web.live.CHECK_SECONDS", 0)
    live = LiveIndex(index_dir)
    index = live.current()

    def broken(self: rasfoi.Index) -> rasfoi.Index:
        raise rasfoi.IndexCorrupt("cut off")

    monkeypatch.setattr(type(index), "refresh", broken)
    assert live.current() is index


@pytest.mark.parametrize(("length", "status"), [(60_000, 400), (100_000, 414)])
@pytest.mark.parametrize("path", ["/?q=", "/api/v1/search?q=", "/articol/"])
def test_an_address_that_is_too_long_is_refused(server: str, path: str, length: int, status: int) -> None:
    with pytest.raises(HTTPError) as caught:
        urlopen(server + path + "a" * length)
    expected = 404 if path == "/articol/" and status == 400 else status
    assert caught.value.code == expected
    caught.value.close()
    with urlopen(server + "/healthz") as answer:
        assert answer.status == 200


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_told_to(server_process: Server, ending: signal.Signals) -> None:
    server_process.send_signal(ending)
    assert server_process.wait(timeout=60) == 0


def test_it_ends_when_told_to_before_its_workers_serve(index_dir: Path) -> None:
    process = Server(index_dir, 2)
    wait_for(lambda: len(process.workers()) == 2)
    said = process.stop()
    assert process.returncode == 0
    assert "refused to gracefully stop" not in said


@pytest.mark.parametrize("path", ["/", "/healthz", "/api/v1/search", "/api/v1/articles/a", "/static/app.js"])
@pytest.mark.parametrize("method", ["POST", "DELETE", "PUT"])
def test_a_method_that_is_not_allowed_is_told_which_are(server: str, path: str, method: str) -> None:
    with pytest.raises(HTTPError) as caught:
        urlopen(Request(server + path, method=method))
    with caught.value as refused:
        assert (refused.code, set(refused.headers["Allow"].split(", "))) == (405, {"GET", "HEAD", "OPTIONS"})


@pytest.mark.parametrize(
    "query",
    [
        "source=" + "x" * 501,
        "source=" + "x" * 50_000,
        "section=a&section=" + "x" * 501,
        "q=sursa:" + "x" * 501,
        "q=pod+-sectiune:%22a+" + "x" * 501 + "%22",
        "&".join(f"section={number}" for number in range(51)),
    ],
)
def test_names_that_are_too_long_are_refused(server: str, query: str) -> None:
    with pytest.raises(HTTPError) as caught:
        urlopen(f"{server}/api/v1/search?{query}")
    with caught.value as refused:
        problem = json.load(refused)
    assert (refused.code, problem["status"]) == (400, 400)
    assert "50" in problem["detail"]
    with pytest.raises(HTTPError) as caught:
        urlopen(f"{server}/?{query}")
    with caught.value as refused:
        assert (refused.code, len(refused.read()) < 30_000) == (400, True)


def test_a_long_name_is_still_a_name(server: str) -> None:
    with urlopen(f"{server}/api/v1/search?q=pod&source=" + "x" * 500) as answer:
        assert json.load(answer)["total"] == 0
