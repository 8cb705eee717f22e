"""How much of the engine's speed is left over HTTP?

Serves an index with two worker processes and asks for the searches of `queries()` with wrk: from
the JSON API and from the page, at 1, 16 and 64 connections. Beside them stand an empty Flask route
on the same server, and what two workers could answer at most if a search were all they did
(2 / mean seconds of the same searches in process). The load generator runs on the same cores.

Run as `python -m bench.http --index DIR [--seconds 5]` from the root of the repository.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from urllib.parse import quote_plus
from urllib.request import urlopen

import click
import rasfoi
from rasfoi.web.server import free_port

WORKERS = 2
CONNECTIONS = (1, 16, 64)
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


def queries(index: rasfoi.Index, number: int = 300) -> list[str]:
    """Return searches of one to three words, drawn from the titles of the index."""
    page = index.search("", sort="newest", limit=100)
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


def load(address: str, paths: list[str], connections: int, seconds: float) -> dict[str, float]:
    """Ask for the paths over and over and return wrk's figures."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as listed:
        listed.write("\n".join(paths))
        listed.flush()
        options = ["-t1", f"-c{connections}", f"-d{seconds:g}s", "-s", str(SCRIPT)]
        run = ["wrk", *options, address, "--", listed.name]
        output = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    figures: dict[str, float] = json.loads(output[output.rindex('{"requests"') :])
    return figures


def measure(what: str, address: str, paths: list[str], seconds: float, limit: float | None) -> None:
    """Print a line of the table for every number of connections."""
    load(address, paths, 16, 1)
    for connections in CONNECTIONS:
        figures = load(address, paths, connections, seconds)
        rate = figures["requests"] / figures["seconds"]
        share = f"{rate / limit:.2f}" if limit else ""
        print(
            f"| {what} | {connections} | {rate:,.0f} | {figures['p50']:.2f} | {figures['p99']:.2f} "
            f"| {figures['failed']:.0f} | {share} |",
            flush=True,
        )


def serve_empty(seconds: float) -> None:
    """Measure an empty Flask route on the same kind of server."""
    port = free_port("127.0.0.1", 0)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "empty.py").write_text(EMPTY)
        options = f"--interface wsgi --workers {WORKERS} --blocking-threads 1 --http 1 --no-ws --no-log"
        command = [sys.executable, "-m", "granian", *options.split(), "--port", str(port)]
        with running([*command, "empty:app"], port, "/", folder) as address:
            measure("empty Flask route", address, ["/"], seconds, None)


@click.command(help=__doc__.splitlines()[0])
@click.option("--index", "folder", required=True, type=click.Path(exists=True), help="An index.")
@click.option("--seconds", default=5.0, show_default=True, help="Time of each run.")
def main(folder: str, seconds: float) -> None:
    """Measure and print a table."""
    if not shutil.which("wrk"):
        raise click.ClickException("wrk is missing: apt-get install wrk")
    index = rasfoi.open(folder)
    searches = queries(index)
    plain, faceted = (mean_seconds(index, searches, facets) for facets in (False, True))
    print(f"{index.info().articles:,} articles, {WORKERS} workers, {len(searches)} searches of 1 to 3 words.")
    print(f"In process: {plain * 1e3:.2f} ms a search, {faceted * 1e3:.2f} ms with facets (the page's).")
    print(
        f"The engine alone allows {WORKERS / plain:,.0f} searches/s, {WORKERS / faceted:,.0f} with facets.\n"
    )
    print("| what | connections | requests/s | p50 ms | p99 ms | failed | of what the engine allows |")
    print("|---|---|---|---|---|---|---|")
    serve_empty(seconds)
    port = free_port("127.0.0.1", 0)
    with running(
        [sys.executable, "-c", SERVE.format(WORKERS), folder, str(port)], port, "/healthz"
    ) as address:
        quoted = [quote_plus(query) for query in searches]
        measure(
            "`/api/v1/search`", address, [f"/api/v1/search?q={q}" for q in quoted], seconds, WORKERS / plain
        )
        measure("page `/`", address, [f"/?q={q}" for q in quoted], seconds, WORKERS / faceted)


if __name__ == "__main__":
    main()
