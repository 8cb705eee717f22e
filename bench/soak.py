"""Does a server keep its promises for ten minutes of a bad day?

`rasfoi serve` with two workers over articles of `scale.py` is asked by 32 connections for real, unfinished
and hostile things, while an update is published every 20 seconds and the younger worker is killed every
minute, so that the other one lives through all of it. No request may fail but those under way in a killed
worker, and the memory and the open files of the server and of the elder worker must level out.

    python -m bench.soak                            # 100,000 articles, ten minutes (`make soak`)
    python -m bench.soak --articles 5000 --minutes 2
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import rasfoi
from rasfoi.index.directory.working_folder import working_folder
from rasfoi.web.server.production import free_port

from bench.commands import RASFOI
from bench.corpora import scaled
from bench.http import wait_for
from bench.soak_requests import Requests
from bench.soak_run import Run, Sample
from bench.tables import machine, markdown

CONNECTIONS = 32
# What the last quarter of the time may hold beside the second one.
MEMORY_GROWTH, FILES_GROWTH = 1.1, 2


def milliseconds(times: list[float]) -> tuple[str, str, str]:
    """Return the median, the 99th percentile and the longest of some times."""
    if len(times) < 2:
        return "–", "–", "–"
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    return f"{cuts[49] * 1e3:.1f}", f"{cuts[98] * 1e3:.0f}", f"{max(times) * 1e3:.0f}"


def latencies(run: Run) -> Iterator[tuple[str, ...]]:
    """Return a line for each kind of request."""
    for kind, times in sorted(run.times.items()):
        answers = sorted((status, count) for (which, status), count in run.statuses.items() if which == kind)
        told = ", ".join(f"{count:,} × {status}" for status, count in answers)
        failed = [each for each in run.failures if each.kind == kind]
        excused = sum(map(run.excused, failed))
        yield kind, f"{len(times):,}", *milliseconds(times), str(excused), str(len(failed) - excused), told


def holdings(run: Run) -> Iterator[tuple[str, ...]]:
    """Return a line for each process: what it holds at the start, in quarters of the time, at the end."""
    for name, samples in run.samples.items():
        if len(samples) < 8:
            continue
        for field in Sample._fields:
            values = [float(getattr(each, field)) for each in samples]
            middle, last = second_and_last_quarter(values)
            kept = last <= middle * MEMORY_GROWTH if field == "memory" else last <= middle + FILES_GROWTH
            what = f"{name}: {WHAT[field]}"
            yield (
                what,
                f"{values[0]:.0f}",
                f"{middle:.0f}",
                f"{last:.0f}",
                f"{values[-1]:.0f}",
                "✓" if kept else "✗",
            )


WHAT = {
    "memory": "own memory, MiB",
    "files": "open files but sockets and the index",
    "deleted": "deleted files mapped",
}


def second_and_last_quarter(values: list[float]) -> tuple[float, float]:
    """Return the means of two quarters of some values."""
    quarter = len(values) // 4
    return statistics.mean(values[quarter : 2 * quarter]), statistics.mean(values[-quarter:])


def report(run: Run, articles: int, minutes: float) -> bool:
    """Print what came, and return whether the targets are met."""
    failed = [each for each in run.failures if not run.excused(each)]
    lines = list(holdings(run))
    print(f"{articles:,} articles, {minutes:g} minutes, 2 workers, {CONNECTIONS} connections. {machine()}\n")
    head = (
        "requests",
        "answered",
        "p50 ms",
        "p99",
        "longest",
        "under way in a killed worker",
        "failed",
        "answers",
    )
    print(markdown(head, list(latencies(run))))
    print()
    print(markdown(("held by", "start", "2nd quarter", "last quarter", "end", "no growth"), lines))
    took = f"{statistics.median(run.updates):.1f} s each" if run.updates else ""
    print(f"\n{len(run.updates)} publications, {took}; {len(run.kills)} workers killed.")
    print(f"Failed requests but those under way in a killed worker: {len(failed)} (target: none).")
    for each in failed[:20]:
        print(f"    {each.kind}: {each.what} {each.path[:200]}")
    return not failed and all(line[-1] == "✓" for line in lines)


@contextmanager
def served(index: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run the command `rasfoi serve` until the block ends."""
    command = [RASFOI, "serve", "--index", str(index), "--port", str(port), "--workers", "2"]
    with (index.parent / "server.log").open("wb") as log:
        process = subprocess.Popen(command, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{port}/readyz")
        yield process
    finally:
        process.terminate()
        process.wait()
        lines = (index.parent / "server.log").read_text("utf-8", "replace").splitlines()
        # What failed on purpose is one line each, and counted below.
        told = [line for line in lines if " WARNING in errors: " not in line]
        print(f"The server wrote {len(lines)} lines to its log; those of no request that it refused:")
        print(*told[:200], sep="\n")


@click.command(help=__doc__)
@click.option("--articles", default=100_000, show_default=True)
@click.option("--minutes", default=10.0, show_default=True)
def main(articles: int, minutes: float) -> None:
    with working_folder() as folder:
        corpus, index = folder / "corpus", folder / "index"
        corpus.mkdir()
        (corpus / "a.jsonl").hardlink_to(scaled(articles))
        rasfoi.build(corpus, index)
        hits = rasfoi.open(index).search("", sort="newest", after="1900", limit=100).hits
        titles, ids = [hit.title for hit in hits], [hit.id for hit in hits]
        port = free_port("127.0.0.1", 0)
        with served(index, port) as server:
            run = Run(server, port, corpus, index)
            asyncio.run(run.go(minutes, [Requests(titles, ids, seed) for seed in range(CONNECTIONS)]))
        good = report(run, articles, minutes)
        left = sum(path.name.startswith("gen-") for path in index.iterdir())
        print(f"Generations left in the index: {left}.")
    sys.exit(not good)


if __name__ == "__main__":
    main()
