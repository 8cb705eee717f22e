"""What a person who runs the server relies on: readiness, figures, the access log, an end with its parent."""

from __future__ import annotations

import json
import os
import re
import resource
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
from rasfoi.index.directory.working_folder import PREFIX, working_folder
from rasfoi.web import create_app
from rasfoi.web.server.production import DEATHS

from ..waiting import wait_for
from .conftest import start

KEPT = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"


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
        process.stop()
    assert found["rasfoi_requests_total", "search", "200"] == 40
    assert found["rasfoi_requests_total", "search", "400"] == 1
    assert found["rasfoi_request_seconds_count", "search"] == 41
    assert 0 < found["rasfoi_request_seconds_sum", "search"] < 40
    assert found[("rasfoi_index_ready",)] == 1
    assert found[("rasfoi_index_articles",)] == rasfoi.open(index_dir).info().articles
    assert found["rasfoi_index_info", rasfoi.open(index_dir).generation] == 1


def test_figures_while_a_worker_makes_its_files(
    index_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    (tmp_path / "counter_1.db").touch()
    answer = create_app(index_dir).test_client().get("/metrics")
    assert answer.status_code == 200
    assert figures(answer.text)[("rasfoi_index_ready",)] == 1


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
    errors = process.stop()
    lines = [json.loads(line) for line in errors.splitlines() if line.startswith("{")]
    page = next(line for line in lines if line["path"] == "/")
    assert (page["method"], page["status"]) == ("GET", 200)
    assert page["ms"] > 0
    assert page.get("query") == shown
    assert ("secret" in errors) is bool(shown)


def test_the_access_log_says_why_there_was_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RASFOI_ACCESS_LOG", "1")
    client = create_app(tmp_path / "missing").test_client()
    for path in ("/", "/api/v1/search?q=secret", "/healthz"):
        client.get(path)
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines() if line.startswith("{")]
    assert [(line["status"], line.get("reason")) for line in lines] == [
        (503, "IndexMissing"),
        (503, "IndexMissing"),
        (200, None),
    ]
    assert not any("secret" in str(line) for line in lines)


def test_workers_end_with_the_server(
    index_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    process, address = start(index_dir, 2)
    process.kill()
    process.wait()
    host, port = address.removeprefix("http://").split(":")

    def listens() -> bool:
        with socket.socket() as probe:
            return not probe.connect_ex((host, int(port)))

    wait_for(lambda: not listens())
    (left,) = tmp_path.glob(f"{PREFIX}*")

    def is_taken_away() -> bool:
        with working_folder(tmp_path):
            return not left.exists()

    wait_for(is_taken_away)
    process.stop()


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: a\r\n", KEPT])
def test_idle_connections_keep_nobody_out(index_dir: Path, sent: bytes) -> None:
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    # As of most machines, which the server raises.
    resource.setrlimit(resource.RLIMIT_NOFILE, (1024, limits[1]))
    process, address = start(index_dir, 1)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(8192, limits[1]), limits[1]))
    host, port = address.removeprefix("http://").split(":")
    idle: list[socket.socket] = []
    try:
        for _ in range(1_500):
            idle.append(socket.create_connection((host, int(port)), timeout=15))
            idle[-1].sendall(sent)
        begun = time.monotonic()
        read(address + "/healthz")
        assert time.monotonic() - begun < 4
        while idle[-1].recv(4096):
            pass
    finally:
        for connection in idle:
            connection.close()
        errors = process.stop()
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert "Too many open files" not in errors


def test_a_host_that_others_reach_is_warned_of(index_dir: Path) -> None:
    command = [sys.executable, "-m", "rasfoi", "serve", "--index", str(index_dir)]
    command += ["--host", "0.0.0.0", "--port", "0", "--workers", "1"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        said = [process.stderr.readline() for _ in range(2)]
        process.terminate()
    assert "put a proxy with TLS" in said[1]


def status_of(address: str) -> int:
    """Return the status of an answer, 0 where there is none."""
    try:
        with urlopen(address, timeout=10) as answer:
            return int(answer.status)
    except HTTPError as error:
        with error:
            return error.code
    except OSError:
        return 0


def test_a_worker_that_dies_comes_back(index_dir: Path) -> None:
    process, address = start(index_dir, 2)
    try:
        first, second = process.workers()
        os.kill(first, signal.SIGKILL)
        wait_for(lambda: first not in process.workers() and process.listening() == 2)
        assert second in process.workers()
        assert {status_of(f"{address}/api/v1/search?q={number}") for number in range(40)} == {200}
    finally:
        process.stop()


def test_a_worker_that_dies_again_and_again_takes_no_other_with_it(index_dir: Path) -> None:
    process, address = start(index_dir, 2)
    try:
        dead, kept = process.workers()
        for _ in range(3):
            os.kill(dead, signal.SIGKILL)
            wait_for(lambda dead=dead: dead not in process.workers() and process.listening() == 2)
            (dead,) = set(process.workers()) - {kept}
            assert {status_of(f"{address}/api/v1/search?q={number}") for number in range(20)} == {200}
    finally:
        process.stop()


def test_workers_that_never_serve_end_the_server(index_dir: Path) -> None:
    program = "import os; from rasfoi.web.server import production, wsgi; wsgi.factory = lambda: os._exit(3)"
    program += f"; production.serve({str(index_dir)!r}, port=0)"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert ended.returncode == 1
    assert DEATHS < ended.stdout.count("Unexpected exit") <= DEATHS + 2


def test_failing_requests_do_not_fill_the_log(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Titlul\nUn text despre albine.", "utf-8")
    rasfoi.build(tmp_path / "a.txt", tmp_path / "index")
    process, address = start(tmp_path / "index", 1)
    # A worker that starts now finds no index.
    shutil.rmtree(tmp_path / "index")
    (worker,) = process.workers()
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: process.workers() != [worker] and status_of(address + "/healthz") == 200)
    paths = [f"{path}{number}" for path in ("/?q=", "/api/v1/search?q=") for number in range(60)]
    statuses = {status_of(address + path) for path in paths}
    errors = process.stop()
    assert statuses == {503}
    assert 1 <= errors.count("There is no index") <= 20


def test_an_index_lost_or_damaged_under_the_server(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Titlul\nUn text despre albine.", "utf-8")
    rasfoi.build(tmp_path / "a.txt", tmp_path / "index")
    process, address = start(tmp_path / "index", 1)
    try:
        ready = json.loads(read(address + "/readyz"))
        assert set(ready) == {"status", "articles", "generation", "built", "age_seconds", "version"}
        (tmp_path / "index" / "CURRENT").write_bytes(b"\xff\xfe\x00")

        def failure_is_counted() -> bool:
            assert json.loads(read(address + "/api/v1/search?q=albine"))["total"] == 1
            return figures(read(address + "/metrics"))[("rasfoi_refresh_failures_total",)] > 0

        wait_for(failure_is_counted)
        shutil.rmtree(tmp_path / "index")
        with pytest.raises(HTTPError) as caught:
            urlopen(address + "/readyz")
        with caught.value as refused:
            problem = json.load(refused)
        assert (refused.code, refused.headers["Content-Type"]) == (503, "application/problem+json")
        assert "There is no index" in problem["detail"]
        assert problem["age_seconds"] >= ready["age_seconds"]
        for name in ("generation", "version", "built", "articles"):
            assert problem[name] == ready[name]
        assert json.loads(read(address + "/api/v1/search?q=albine"))["total"] == 1
        assert read(address + "/healthz") == '{"status":"ok"}'
    finally:
        process.stop()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"X: " + b"a" * 600_000, 431),
        (b"\r\n".join(b"X-%d: a" % number for number in range(300)), 431),
        (b"Accept-Language: " + b"a," * 100_000, 200),
        (b"Cookie: " + b"a=b; " * 40_000, 200),
        (b"Content-Length: 100000000000", 200),
        (b"Transfer-Encoding: chunked", 200),
        (b"Content-Length: 1\r\nContent-Length: 2", 400),
        (b"a b c", 400),
    ],
)
def test_heads_of_all_sizes(server: str, sent: bytes, status: int) -> None:
    host, port = server.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(b"GET /?q=pod HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + sent + b"\r\n\r\n")
        answer = connection.recv(4096)
    assert int(answer.split()[1]) == status
    assert status_of(server + "/healthz") == 200


def test_the_server_is_this_machines_alone_unless_told(index_dir: Path) -> None:
    command = [sys.executable, "-m", "rasfoi", "serve", "--index", str(index_dir), "--port", "0"]
    with subprocess.Popen([*command, "--workers", "1"], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        port = re.findall(r"http://.*:(\d+) ", process.stderr.readline())[0]
        listening = Path("/proc/net/tcp").read_text() + Path("/proc/net/tcp6").read_text()
        process.terminate()
        errors = process.stderr.read()
    ends = f":{int(port):04X}"
    here = [line.split()[1] for line in listening.splitlines() if line.split()[1].endswith(ends)]
    assert here and set(here) == {f"0100007F{ends}"}
    assert "Anyone who reaches" not in errors


def test_the_address_is_told_when_it_answers(index_dir: Path) -> None:
    command = [sys.executable, "-m", "rasfoi", "serve", "--index", str(index_dir), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        told = process.stderr.readline()
        try:
            assert status_of(re.findall(r"http://\S+", told)[0] + "/healthz") == 200
        finally:
            process.terminate()


def test_a_setting_that_cannot_be_used_ends_the_command(index_dir: Path) -> None:
    command = [sys.executable, "-m", "rasfoi", "serve", "--index", str(index_dir), "--port", "0"]
    for name in ("RASFOI_TIMEOUT", "RASFOI_RATE_LIMIT", "RASFOI_BASE_URL", "RASFOI_PROXIES", "RASFOI_CORS"):
        run = subprocess.run(
            command, env=os.environ | {name: "x"}, capture_output=True, text=True, timeout=60, check=False
        )
        assert (run.returncode, run.stderr.count("\n")) == (1, 1)
        assert name in run.stderr
