"""Readers while generations are published: no error, no mixed page, nothing held that is no longer read."""

from __future__ import annotations

import gc
import json
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import urlopen

import pytest
import rasfoi
from rasfoi.web import create_app
from rasfoi.web.live import LiveIndex

from ..waiting import wait_for
from .conftest import start

ARTICLES = 12
EDITIONS = 20
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def write(corpus: Path, edition: int) -> None:
    """Write the same articles as another edition, which stands in their titles."""
    corpus.mkdir(exist_ok=True)
    for at in range(ARTICLES):
        text = f"Ediția {edition}\n\nTractoristul {at} ară ogorul din vale."
        (corpus / f"{at}.txt").write_text(text, "utf-8")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    write(tmp_path / "corpus", 0)
    rasfoi.build(tmp_path / "corpus", tmp_path / "index")
    return tmp_path / "corpus"


@pytest.fixture
def index_dir(corpus: Path, tmp_path: Path) -> Path:
    return tmp_path / "index"


def publish(corpus: Path, index_dir: Path) -> None:
    """Publish all editions, a new file beside every other one as an update adds it."""
    for edition in range(1, EDITIONS + 1):
        if edition % 2:
            write(corpus, edition)
            rasfoi.build(corpus, index_dir)
        else:
            (corpus / "alt.md").write_text(f"Ediția {edition}\n\nViticultorul leagă via.", "utf-8")
            rasfoi.update(corpus, index_dir)


def searching(ask: Callable[[], tuple[int, set[str]]], corpus: Path, index_dir: Path) -> set[str]:
    """Search in 8 threads while all editions are published; return those that were seen."""
    done, seen = threading.Event(), set[str]()

    def run() -> None:
        while not done.is_set():
            total, titles = ask()
            assert (total, len(titles)) == (ARTICLES, 1), titles
            seen.update(titles)
            done.wait(0.02)  # the builds need this interpreter too

    with ThreadPoolExecutor(8) as threads:
        runs = [threads.submit(run) for _ in range(8)]
        try:
            publish(corpus, index_dir)
        finally:
            done.set()
        for each in runs:
            each.result()
    return seen


def held(pid: int, index_dir: Path) -> list[str]:
    """Return the files of an index that a process has mapped or open, those of its last generation apart."""
    maps = Path(f"/proc/{pid}/maps").read_text().splitlines()
    found = [line.split(maxsplit=5)[5] for line in maps if str(index_dir) in line]
    for handle in Path(f"/proc/{pid}/fd").iterdir():
        try:
            found.append(os.readlink(handle))
        except OSError:
            continue
    newest = rasfoi.generations(index_dir)[0].name
    return [each for each in found if str(index_dir) in each and newest not in each]


@pytest.fixture
def no_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@LINUX
def test_what_a_reader_held_is_free_at_once(index_dir: Path, no_collector: None) -> None:
    index = rasfoi.open(index_dir)
    first = index.search("tractoristul").hits[0].id
    for query in (
        "tractorristul",
        '"ară ogorul"',
        "titlu:ediția",
        "ogor*",
        "-ogor vale",
        "data:2025",
        "vale 3",
    ):
        for options in ({"facets": True, "explain": True}, {"sort": "newest"}, {"prefix": True}):
            index.search(query, **options)  # type: ignore[arg-type]
    index.similar(first)
    index.suggest("trac")
    index.highlight(first, "ogor")
    index.check()
    maps = Path("/proc/self/maps")
    assert str(index_dir) in maps.read_text()
    del index
    assert str(index_dir) not in maps.read_text()


@LINUX
def test_threads_search_on_while_generations_are_published(corpus: Path, index_dir: Path) -> None:
    live = LiveIndex(index_dir)
    kept = rasfoi.open(index_dir)
    before = kept.info()

    def ask() -> tuple[int, set[str]]:
        live._next_check = 0.0
        index = live.current()
        page = index.search("tractoristul", limit=50, facets=True)
        assert index.info().generation == index.generation
        return page.total, {hit.title for hit in page.hits}

    seen = searching(ask, corpus, index_dir)
    assert len(seen) > 2
    assert (kept.info(), kept.search("tractoristul").total) == (before, ARTICLES)
    kept.check()
    live._next_check = 0.0
    kept = live.current()
    assert held(os.getpid(), index_dir) == []
    assert len(list(index_dir.glob("gen-*"))) == 2


@LINUX
def test_a_server_answers_on_while_generations_are_published(corpus: Path, index_dir: Path) -> None:
    process, address = start(index_dir, 2)

    def ask() -> tuple[int, set[str]]:
        for path in ("/readyz", "/feed.atom?q=tractoristul", "/metrics", "/?q=tractoristul"):
            urlopen(address + path).close()
        with urlopen(f"{address}/api/v1/search?q=tractoristul&limit=50&facets=1") as answer:
            page = json.load(answer)
        return page["total"], {hit["title"] for hit in page["hits"]}

    try:
        searching(ask, corpus, index_dir)
        # How many of the editions are seen depends on how fast they come: a worker looks once a second.
        wait_for(lambda: ask()[1] == {f"Ediția {EDITIONS - 1}"})
        # What is no longer read goes with the next request.
        serving = [process.pid, *process.workers()]
        wait_for(lambda: ask() and not any(held(pid, index_dir) for pid in serving))
    finally:
        process.stop()


@pytest.mark.parametrize("content", [b"\xff", b"gen-none", None])
def test_a_damaged_pointer_is_served_over(
    corpus: Path, index_dir: Path, caplog: pytest.LogCaptureFixture, content: bytes | None
) -> None:
    failed: list[int] = []
    live = LiveIndex(index_dir, failed=lambda: failed.append(1))
    generation = live.current().generation
    (index_dir / "CURRENT").unlink()
    if content is not None:
        (index_dir / "CURRENT").write_bytes(content)
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            live._next_check = 0.0
            assert live.current().search("tractoristul").total == ARTICLES
    assert len(failed) == 3
    (told,) = (record.getMessage() for record in caplog.records)
    assert "keeping the open index" in told and f"rollback --index {index_dir}" in told
    write(corpus, 1)
    rasfoi.build(corpus, index_dir)
    live._next_check = 0.0
    assert live.current().generation != generation


def test_a_damaged_pointer_takes_no_server_out_of_service(index_dir: Path) -> None:
    client = create_app(index_dir).test_client()
    assert client.get("/readyz").status_code == 200
    (index_dir / "CURRENT").write_bytes(b"\xff")
    assert client.get("/readyz").status_code == 200
    assert client.get("/api/v1/search?q=tractoristul").get_json()["total"] == ARTICLES
