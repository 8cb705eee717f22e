"""An index of the sample corpus, the application over it, and pages as parsed trees."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from playwright.sync_api import Browser, sync_playwright
from rasfoi.web import create_app
from rasfoi.web.server.production import free_port

from bench.screenshots import FLAGS, find_chromium

SERVE = """
import sys
from rasfoi.web.server.production import serve
serve(sys.argv[1], port=int(sys.argv[2]), workers=int(sys.argv[3]))
"""

Get = Callable[..., html.HtmlElement]


@pytest.fixture(scope="session")
def app(index_dir: Path) -> Flask:
    return create_app(index_dir)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def get(client: FlaskClient) -> Get:
    """Fetch a page, check its status and parse it."""

    def fetch(path: str, status: int = 200, **headers: str) -> html.HtmlElement:
        response = client.get(
            path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )
        assert response.status_code == status, response.text
        return html.fromstring(response.text)

    return fetch


@pytest.fixture
def server_process(index_dir: Path) -> Iterator[subprocess.Popen[str]]:
    """A real server of one worker on a free port, answering."""
    process, _ = start(index_dir, 1)
    yield process
    stop(process)


@pytest.fixture(scope="session")
def server(index_dir: Path) -> Iterator[str]:
    """The address of a real server over the sample corpus."""
    process, address = start(index_dir, 2)
    yield address
    stop(process)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for the tests of a file: while it runs, its process can run no event loop of others."""
    if not (chromium := find_chromium()):
        if os.environ.get("RASFOI_REQUIRE_BROWSER") == "1":
            pytest.fail("Chromium is missing, and RASFOI_REQUIRE_BROWSER=1 asks for it.")
        pytest.skip("Chromium is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


def start(index_dir: Path, workers: int) -> tuple[subprocess.Popen[str], str]:
    port = free_port("127.0.0.1", 0)
    command = [sys.executable, "-c", SERVE, str(index_dir), str(port), str(workers)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            urlopen(f"{address}/healthz").close()
            return process, address
        except OSError:
            time.sleep(0.05)
    stop(process)
    raise RuntimeError("The server did not start.")


def stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    process.communicate(timeout=20)
