"""Pages, feeds and JSON come compressed to those who ask for it, and mean the same."""

from __future__ import annotations

import gzip

import pytest
import zstandard
from flask.testing import FlaskClient

PATHS = ["/?q=oraș", "/api/v1/search?q=oraș", "/feed.atom?q=oraș"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("asked", "got"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip", "gzip"),
        ("gzip;q=0, zstd;q=0", None),
        ("gzip;q=0.5, zstd;q=0", "gzip"),
        ("br", None),
        ("", None),
    ],
)
def test_the_encoding_is_one_that_the_client_takes(
    client: FlaskClient, path: str, asked: str, got: str | None
) -> None:
    answer = client.get(path, headers={"Accept-Encoding": asked})
    assert answer.headers.get("Content-Encoding") == got
    assert "Accept-Encoding" in answer.headers["Vary"]
    unpack = {"zstd": zstandard.decompress, "gzip": gzip.decompress, None: bytes}[got]
    text = unpack(answer.data).decode()
    assert text.startswith(("<!doctype html>", "{", "<?xml"))
    if got:
        assert len(answer.data) < 0.5 * len(text.encode())
    assert int(answer.headers["Content-Length"]) == len(answer.data)


def test_short_answers_stay_as_they_are(client: FlaskClient) -> None:
    answer = client.get("/api/v1/suggest?q=zzzz", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers
    assert answer.get_json()["completions"] == []
