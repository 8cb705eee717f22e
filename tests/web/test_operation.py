"""What a person who runs the server relies on: readiness, figures, the access log, an end with its parent."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
import rasfoi
from prometheus_client.parser import text_string_to_metric_families
from rasfoi.web import create_app
from rasfoi.web.server import free_port

from .conftest import SERVE, start, stop


def figures(text: str) -> dict[tuple[str, ...], float]:
    """Return the samples of Prometheus's text format by name and labels."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def read(address: str) -> str:
    with urlopen(address) as answer:
        return str(answer.read().decode())


def test_an_index_that_is_gone_is_not_ready_but_alive(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Titlul\nUn text despre albine.", "utf-8")
    rasfoi.build(tmp_path / "a.txt", tmp_path / "index")
    client = create_app(tmp_path / "index").test_client()
    assert client.get("/readyz").status_code == 200
    shutil.rmtree(tmp_path / "index")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert "There is no index" in answer.get_json(force=True)["detail"]
    assert client.get("/healthz").status_code == 200
    assert client.get("/api/v1/search?q=albine").get_json()["total"] == 1


def test_all_workers_count_together(index_dir: Path) -> None:
    process, address = start(index_dir, 2)
    try:
        for _ in range(40):
            read(address + "/api/v1/search?q=pod")
        with pytest.raises(HTTPError) as caught:
            urlopen(address + "/api/v1/search?limit=x")
        caught.value.close()
        found = figures(read(address + "/metrics"))
    finally:
        stop(process)
    assert found["rasfoi_requests_total", "search", "200"] == 40
    assert found["rasfoi_requests_total", "search", "400"] == 1
    assert found["rasfoi_request_seconds_count", "search"] == 41
    assert 0 < found["rasfoi_request_seconds_sum", "search"] < 40
    assert found[("rasfoi_index_ready",)] == 1
    assert found[("rasfoi_index_articles",)] == rasfoi.open(index_dir).info().articles
    assert found["rasfoi_index_info", rasfoi.open(index_dir).generation] == 1


def test_figures_without_an_index(tmp_path: Path) -> None:
    found = figures(create_app(tmp_path / "missing").test_client().get("/metrics").text)
    assert found[("rasfoi_index_ready",)] == 0
    assert ("rasfoi_index_articles",) not in found


@pytest.mark.parametrize(("level", "shown"), [("", None), ("debug", "q=secret&from=2020")])
def test_the_access_log_keeps_queries_to_itself(
    index_dir: Path, monkeypatch: pytest.MonkeyPatch, level: str, shown: str | None
) -> None:
    monkeypatch.setenv("RASFOI_ACCESS_LOG", "1")
    monkeypatch.setenv("RASFOI_LOG_LEVEL", level)
    process, address = start(index_dir, 1)
    read(address + "/?q=secret&from=2020")
    read(address + "/articol/" + rasfoi.open(index_dir).search("oraș").hits[0].id)
    process.terminate()
    _, errors = process.communicate(timeout=20)
    lines = [json.loads(line) for line in errors.splitlines() if line.startswith("{")]
    page = next(line for line in lines if line["path"] == "/")
    assert (page["method"], page["status"]) == ("GET", 200)
    assert page["ms"] > 0
    assert page.get("query") == shown
    assert ("secret" in errors) is bool(shown)


def test_workers_end_with_the_server(index_dir: Path) -> None:
    port = free_port("127.0.0.1", 0)
    server = subprocess.Popen([sys.executable, "-c", SERVE, str(index_dir), str(port), "2"])
    for _ in range(200):
        try:
            read(f"http://127.0.0.1:{port}/healthz")
            break
        except OSError:
            time.sleep(0.05)
    os.kill(server.pid, signal.SIGKILL)
    server.wait()
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            return
        time.sleep(0.1)
    pytest.fail("a worker still listens")


def test_idle_connections_keep_nobody_out(server: str) -> None:
    host, port = server.removeprefix("http://").split(":")
    idle = [socket.create_connection((host, int(port))) for _ in range(800)]
    try:
        for connection in idle:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n")
        begun = time.monotonic()
        read(server + "/healthz")
        assert time.monotonic() - begun < 4
        idle[0].settimeout(15)
        while idle[0].recv(4096):
            pass
    finally:
        for connection in idle:
            connection.close()


def test_a_host_that_others_reach_is_warned_of(index_dir: Path) -> None:
    port = free_port("127.0.0.1", 0)
    command = [sys.executable, "-m", "rasfoi", "serve", "--index", str(index_dir)]
    command += ["--host", "0.0.0.0", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr
    said = [process.stderr.readline() for _ in range(2)]
    stop(process)
    assert "put a proxy with TLS" in said[1]
