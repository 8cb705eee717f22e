"""An index of the sample corpus, the application over it, and pages as parsed trees."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from playwright.sync_api import Browser, expect, sync_playwright
from rasfoi.web import create_app

from bench.screenshots import FLAGS, find_chromium

from ..processes import Process
from ..waiting import wait_for

SERVE = """
import sys
from rasfoi.web.server.production import serve
serve(sys.argv[1], port=0, workers=int(sys.argv[2]))
"""

# A machine with much else to do takes longer than Playwright's five seconds.
expect.set_options(timeout=30_000)
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
def server_process(index_dir: Path) -> Iterator[Server]:
    """A real server of one worker on a free port, answering."""
    process, _ = start(index_dir, 1)
    yield process
    process.stop()


@pytest.fixture(scope="session")
def server(index_dir: Path) -> Iterator[str]:
    """The address of a real server over the sample corpus."""
    process, address = start(index_dir, 2)
    yield address
    process.stop()


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


class Server(Process):
    """A server at any free port. Its requests have more time than people wait: the machine may be busy."""

    def __init__(self, index_dir: Path, workers: int) -> None:
        command = [sys.executable, "-c", SERVE, str(index_dir), str(workers)]
        super().__init__(command, {"RASFOI_TIMEOUT": "20"} | os.environ)

    def workers(self) -> list[int]:
        """Return the processes that it has started."""
        return [int(each) for each in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]

    @property
    def address(self) -> str:
        """The address that it has told, "" before."""
        return "".join(re.findall(r"http://\S+", self.said)[:1])

    def listening(self) -> int:
        """Return how many of its workers listen."""
        port = f":{int(self.address.rpartition(':')[2] or 0):04X}"
        rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()]
        return sum(row[1].endswith(port) and row[3] == "0A" for row in rows)


def start(index_dir: Path, workers: int) -> tuple[Server, str]:
    """Return a new server once all of its workers listen, with its address."""
    process = Server(index_dir, workers)
    try:
        wait_for(lambda: process.poll() is not None or process.listening() == workers)
        assert process.poll() is None
    except BaseException:
        print(process.stop())
        raise
    return process, process.address
