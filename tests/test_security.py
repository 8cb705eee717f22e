"""What SECURITY.md says of limits, settings, commands and methods; its boundaries have tests beside them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rasfoi.cli import configuration
from rasfoi.index.corpus import time_budget
from rasfoi.index.corpus.files.streams import MAX_FILE_BYTES
from rasfoi.search.arguments import MAX_QUERY
from rasfoi.web import create_app
from rasfoi.web.server import limits, settings

ROOT = Path(__file__).parent.parent
SAID = " ".join((ROOT / "SECURITY.md").read_text("utf-8").split())


def test_limits() -> None:
    assert f"at most {MAX_FILE_BYTES // 2**20} MiB" in SAID
    seconds, more = time_budget.SECONDS, time_budget.SECONDS_A_MEGABYTE
    assert f"{seconds:.0f} s of processor time and {more:.0f} s a megabyte" in SAID
    assert f"at most {MAX_QUERY:,} characters" in SAID
    assert f"a request has {limits.SECONDS:.0f} s (`{settings.TIMEOUT}`)" in SAID


def test_settings_and_commands_exist() -> None:
    known = {value for value in vars(settings).values() if isinstance(value, str)} | {configuration.VARIABLE}
    assert set(re.findall(r"RASFOI_[A-Z_]+", SAID)) <= known
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert set(re.findall(r"make ([a-z-]+)", SAID)) <= set(targets)


@pytest.mark.parametrize("path", ["/", "/api/v1/search", "/feed.atom", "/healthz", "/metrics"])
def test_the_server_only_reads(index_dir: Path, path: str) -> None:
    client = create_app(index_dir).test_client()
    for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE"):
        answer = client.open(path, method=method)
        assert answer.status_code == 405
        assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert client.head(path).status_code == client.options(path).status_code == 200


def test_the_only_cookie_is_the_language(index_dir: Path) -> None:
    client = create_app(index_dir).test_client()
    names = [
        cookie.split("=")[0]
        for path in ("/?q=oraș", "/?lang=en", "/api/v1/search?q=oraș", "/feed.atom?q=oraș")
        for cookie in client.get(path).headers.getlist("Set-Cookie")
    ]
    assert set(names) == {"lang"}
