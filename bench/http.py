"""How much of the engine's speed is left over HTTP?

Serves an index with two worker processes and asks for the searches of `queries()` with wrk: from
the JSON API and from the page, at 1, 16 and 64 connections. Beside them stand an empty Flask route
on the same server, and what two workers could answer at most if a search were all they did
(2 / mean seconds of the same searches in process). The load generator runs on the same cores.

Run as `python -m bench.http --index DIR [--seconds 6]` from the root of the repository.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import NamedTuple
from urllib.parse import quote_plus
from urllib.request import urlopen

import click
import rasfoi
from rasfoi.web.server import free_port

from bench.tables import machine, markdown

WORKERS = 2
CONNECTIONS = (1, 16, 64)
ROUNDS = 3
SCRIPT = Path(__file__).with_suffix(".lua")
SERVE = (
    "import sys; from rasfoi.web.server import serve; serve(sys.argv[1], port=int(sys.argv[2]), workers={})"
)
EMPTY = """
from flask import Flask
app = Flask(__name__)
@app.get("/")
def empty(): return b""
"""


class Target(NamedTuple):
    """What is asked for; `facets` tells which search of the engine it is held against, if any."""

    name: str
    address: str
    paths: tuple[str, ...]
    facets: bool | None


@dataclass
class Measured:
    """Every round's figures: of the loads, and mean seconds in process without and with facets."""

    loads: dict[tuple[Target, int], list[dict[str, float]]] = field(default_factory=dict)
    means: dict[bool, list[float]] = field(default_factory=lambda: {False: [], True: []})

    def allowed(self, facets: bool) -> float:
        """Return the searches a second that all workers could do if there were nothing else to do."""
        return WORKERS / statistics.median(self.means[facets])


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
    """Return the mean time of a search in this process, once all have run."""
    for _ in range(2):
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


def load(target: Target, connections: int, seconds: float) -> dict[str, float]:
    """Ask for a target's paths over and over and return wrk's figures."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as listed:
        listed.write("\n".join(target.paths))
        listed.flush()
        options = ["-t1", f"-c{connections}", f"-d{seconds:g}s", "-s", str(SCRIPT)]
        run = ["wrk", *options, target.address, "--", listed.name]
        output = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    figures: dict[str, float] = json.loads(output[output.rindex('{"requests"') :])
    return figures | {"rate": figures["requests"] / figures["seconds"]}


def take_turns(targets: list[Target], index: rasfoi.Index, searches: list[str], seconds: float) -> Measured:
    """Run everything `ROUNDS` times in turn, as other work on the machine comes and goes."""
    measured = Measured()
    for target in targets:
        load(target, 16, 1)
    for _ in range(ROUNDS):
        for facets, means in measured.means.items():
            means.append(mean_seconds(index, searches, facets))
        for connections in CONNECTIONS:
            for target in targets:
                run = load(target, connections, seconds / ROUNDS)
                measured.loads.setdefault((target, connections), []).append(run)
    return measured


def row(target: Target, connections: int, measured: Measured) -> tuple[str, ...]:
    """Return a line of the table: medians over the rounds, failed requests of all of them."""
    runs = measured.loads[target, connections]
    rate, p50, p99 = (statistics.median(run[name] for run in runs) for name in ("rate", "p50", "p99"))
    share = f"{rate / measured.allowed(target.facets):.2f}" if target.facets is not None else "–"
    failed = sum(run["failed"] for run in runs)
    return (
        f"{target.name}, {connections} connections",
        f"{rate:,.0f}",
        f"{p50:.2f}",
        f"{p99:.2f}",
        f"{failed:.0f}",
        share,
    )


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
@click.option("--seconds", default=6.0, show_default=True, help="Time of each load, all rounds together.")
def main(folder: str, seconds: float) -> None:
    """Measure and print a table."""
    if not shutil.which("wrk"):
        raise click.ClickException("wrk is missing: apt-get install wrk")
    index = rasfoi.open(folder)
    searches = queries(index)
    quoted = [quote_plus(query) for query in searches]
    with served(folder) as (bare, address):
        targets = [
            Target("empty Flask route", bare, ("/",), None),
            Target("`/api/v1/search`", address, tuple(f"/api/v1/search?q={each}" for each in quoted), False),
            Target("page `/`", address, tuple(f"/?q={each}" for each in quoted), True),
        ]
        measured = take_turns(targets, index, searches, seconds)
    rows = [row(target, connections, measured) for target in targets for connections in CONNECTIONS]
    print(f"{index.info().articles:,} articles, {WORKERS} workers, {len(searches)} searches. {machine()}\n")
    print(markdown(("", "requests/s", "p50 ms", "p99 ms", "failed", "of the engine's"), rows))
    for facets, means in measured.means.items():
        mean, what = statistics.median(means), "with the page's facets" if facets else "alone"
        print(f"\nThe engine {what}: {mean * 1e3:.2f} ms a search, {WORKERS / mean:,.0f} a second at most.")


if __name__ == "__main__":
    main()
