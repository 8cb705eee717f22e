"""How much of the engine's speed is left over HTTP?

Serves an index with two worker processes and asks for the searches of `queries()`: from the JSON API
and from the page, at 1, 16 and 64 connections, beside an empty Flask route on the same server and
the same searches in process. All take turns in short rounds, as other work on the machine comes and
goes; every ratio is one within a round. The load generator (wrk, else `bench.load`'s own) runs on
the same cores.

    python ../shared/corpus/scale.py 100000 /tmp/large/a.jsonl
    rasfoi rebuild /tmp/large --index /tmp/large.index
    python -m bench.http --index /tmp/large.index      # two minutes
"""

from __future__ import annotations

import gc
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import NamedTuple
from urllib.parse import quote_plus
from urllib.request import urlopen

import click
import rasfoi
from rasfoi.web.server.production import free_port

from bench.load import Load, generator, load
from bench.tables import machine, markdown

WORKERS = 2
CONNECTIONS = (1, 16, 64)
ROUNDS = 9
# Of the engine's searches a second, as many as workers can be busy; and of the API's requests a second.
API_TARGET, PAGE_TARGET = 0.6, 0.5
SERVE = """
import sys
from rasfoi.web.server.production import serve
serve(sys.argv[1], port=int(sys.argv[2]), workers={})
"""
EMPTY = """
from flask import Flask
app = Flask(__name__)
@app.get("/")
def empty(): return b""
"""


class Target(NamedTuple):
    """What is asked for."""

    name: str
    address: str
    paths: tuple[str, ...]


class Round(NamedTuple):
    """One round at a number of connections: seconds a search takes in process, without and with facets."""

    connections: int
    alone: float
    with_facets: float
    empty: Load
    api: Load
    page: Load

    @property
    def api_share(self) -> float:
        """The API's rate in that of workers that do nothing but search."""
        return self.api.rate * self.alone / min(WORKERS, self.connections)

    @property
    def page_share(self) -> float:
        """The page's rate in that of the API."""
        return self.page.rate / self.api.rate

    @property
    def failed(self) -> int:
        """Requests that failed."""
        return self.empty.failed + self.api.failed + self.page.failed


def queries(index: rasfoi.Index, number: int = 300) -> list[str]:
    """Return searches of one to three words, drawn from the titles of the index."""
    page = index.search("", sort="newest", after="1900", limit=100)
    titles = [re.findall(r"\w{4,}", hit.title) for hit in page.hits]
    draw = random.Random(2026)
    pools = [words for words in titles if words]
    return [
        " ".join(draw.sample(words, min(len(words), draw.randint(1, 3))))
        for words in draw.choices(pools, k=number)
    ]


def mean_seconds(index: rasfoi.Index, searches: list[str], facets: bool) -> float:
    """Return the mean time of a search in this process."""
    start = perf_counter()
    for query in searches:
        index.search(query, limit=10, facets=facets)
    return (perf_counter() - start) / len(searches)


@contextmanager
def running(command: list[str], port: int, path: str, folder: str = ".") -> Iterator[str]:
    """Run a server until the block ends, and wait until it answers."""
    process = subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address + path)
        yield address
    finally:
        process.terminate()
        process.wait()


def wait_for(address: str) -> None:
    """Wait until a server answers."""
    for _ in range(200):
        try:
            urlopen(address).close()
            return
        except OSError:
            time.sleep(0.05)
    raise click.ClickException(f"The server at {address} did not start.")


def take_turns(
    targets: list[Target], index: rasfoi.Index, searches: list[str], seconds: int
) -> Iterator[Round]:
    """Measure everything `ROUNDS` times in turn, once all is warm."""
    mean_seconds(index, searches, facets=True)
    # As the server does.
    gc.collect()
    gc.freeze()
    for target in targets:
        load(target.address, target.paths, 16, 2)
    for _ in range(ROUNDS):
        for connections in CONNECTIONS:
            means = [mean_seconds(index, searches, facets) for facets in (False, True)]
            loads = [load(each.address, each.paths, connections, seconds) for each in targets]
            yield Round(connections, *means, *loads)


def rows(rounds: list[Round]) -> Iterator[tuple[str, ...]]:
    """Return the lines of the table: medians over the rounds, failed requests of all of them."""
    for name, field in (("empty Flask route", "empty"), ("`/api/v1/search`", "api"), ("page `/`", "page")):
        for connections in CONNECTIONS:
            runs = [getattr(each, field) for each in rounds if each.connections == connections]
            rate, p50, p99 = (statistics.median(column) for column in list(zip(*runs, strict=True))[:3])
            failed = sum(run.failed for run in runs)
            yield f"{name}, {connections}", f"{rate:,.0f}", f"{p50:.2f}", f"{p99:.2f}", str(failed)


def verdicts(rounds: list[Round]) -> Iterator[tuple[str, ...]]:
    """Return the ratios beside their targets, for each number of connections."""
    for connections in CONNECTIONS:
        runs = [each for each in rounds if each.connections == connections]
        shares = (("api_share", API_TARGET), ("page_share", PAGE_TARGET))
        for field, target in shares:
            found = sorted(getattr(each, field) for each in runs)
            middle = statistics.median(found)
            told = "met" if middle >= target else "missed"
            what = "API of the engine" if field == "api_share" else "page of the API"
            spread = f"{found[0]:.2f} – {found[-1]:.2f}"
            yield f"{what}, {connections}", f"{middle:.2f}", spread, f"≥ {target}", told


@contextmanager
def served(folder: str) -> Iterator[tuple[str, str]]:
    """Run an empty Flask route and the index, both on granian, and yield their addresses."""
    with tempfile.TemporaryDirectory() as place:
        Path(place, "empty.py").write_text(EMPTY)
        options = f"--interface wsgi --workers {WORKERS} --blocking-threads 1 --http 1 --no-ws --no-log"
        port = free_port("127.0.0.1", 0)
        empty = [sys.executable, "-m", "granian", *options.split(), "--port", str(port), "empty:app"]
        with running(empty, port, "/", place) as bare:
            port = free_port("127.0.0.1", 0)
            ours = [sys.executable, "-c", SERVE.format(WORKERS), str(Path(folder).absolute()), str(port)]
            with running(ours, port, "/healthz") as address:
                yield bare, address


@click.command(help=__doc__.splitlines()[0])
@click.option("--index", "folder", required=True, type=click.Path(exists=True), help="An index.")
@click.option(
    "--seconds", default=1, type=click.IntRange(1), show_default=True, help="Time of each load in each round."
)
def main(folder: str, seconds: int) -> None:
    """Measure and print two tables."""
    index = rasfoi.open(folder)
    searches = queries(index)
    quoted = [quote_plus(query) for query in searches]
    with served(folder) as (bare, address):
        targets = [
            Target("empty", bare, ("/",)),
            Target("API", address, tuple(f"/api/v1/search?q={each}" for each in quoted)),
            Target("page", address, tuple(f"/?q={each}" for each in quoted)),
        ]
        rounds = list(take_turns(targets, index, searches, seconds))
    report(index.info().articles, len(searches), rounds)


def report(articles: int, searches: int, rounds: list[Round]) -> None:
    """Print what was measured."""
    print(f"{articles:,} articles, {WORKERS} workers, {searches} searches, {generator()}. {machine()}\n")
    print(markdown(("connections", "requests/s", "p50 ms", "p99 ms", "failed"), rows(rounds)))
    for name, what in (("alone", "alone"), ("with_facets", "with the page's facets")):
        mean = statistics.median(getattr(each, name) for each in rounds)
        print(f"\nThe engine {what}: {mean * 1e3:.2f} ms a search, {WORKERS / mean:,.0f} a second at most.")
    print()
    print(markdown(("share, connections", "median", "all rounds", "target", ""), verdicts(rounds)))
    print(f"\nFailed requests: {sum(each.failed for each in rounds)} (target: none).")


if __name__ == "__main__":
    main()
