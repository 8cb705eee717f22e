"""Measures one size of corpus: every engine's build and queries, engines taking turns."""

from __future__ import annotations

import shutil
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from bench.corpora import scaled
from bench.queries import kinds
from bench.remote import Remote, folder_size

BUILD_ROUNDS = 3
QUERY_ROUNDS = 5
ONCE_ABOVE = 100_000
"""Larger corpora are built once: a build takes minutes there and varies little."""

TOP = 10
PERCENTILES = (50, 95, 99)


@dataclass(frozen=True, slots=True)
class Figures:
    """What one engine did with one size: medians of several turns.

    `rate` is articles a second, `memory` the peak bytes of all its processes while building,
    `disk` the bytes of its index, `latency` p50, p95 and p99 in milliseconds by kind of query.
    """

    engine: str
    size: int
    rate: float
    memory: float
    disk: float
    latency: dict[str, tuple[float, ...]]


def measure(size: int, engines: Sequence[str], build_rounds: int, query_rounds: int) -> list[Figures]:
    """Return the figures of each engine at one size of corpus."""
    corpus = scaled(size)
    rounds = build_rounds if size <= ONCE_ABOVE else 1
    with _folders(engines) as folders:
        built = [_build_all(corpus, folders) for _ in range(rounds)]
        latency = _query_all(kinds(corpus), folders, query_rounds)
        return [
            Figures(
                engine,
                size,
                rate=size / statistics.median(turn[engine][0] for turn in built),
                memory=statistics.median(turn[engine][1] for turn in built),
                disk=folder_size(folders[engine]),
                latency=latency[engine],
            )
            for engine in engines
        ]


@contextmanager
def _folders(engines: Sequence[str]) -> Iterator[dict[str, Path]]:
    with tempfile.TemporaryDirectory(prefix="rasfoi-bench-") as base:
        yield {engine: Path(base) / engine for engine in engines}


def _build_all(corpus: Path, folders: dict[str, Path]) -> dict[str, tuple[float, int]]:
    """Build with each engine in turn, from nothing; return seconds and peak memory of each."""
    built = {}
    for engine, folder in folders.items():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        with Remote(engine) as process:
            built[engine] = process.call_watched("build", corpus=str(corpus), folder=str(folder))
        click.echo(f"{corpus.stem}: {engine} built in {built[engine][0]:.1f} s", err=True)
    return built


def _query_all(
    queries: dict[str, list[str]], folders: dict[str, Path], rounds: int
) -> dict[str, dict[str, tuple[float, ...]]]:
    """Run all queries on each engine in turn, again and again; return median percentiles.

    A first turn is not counted: it reads the index from disk.
    """
    seen: dict[str, dict[str, list[list[float]]]] = {e: {kind: [] for kind in queries} for e in folders}
    with ExitStack() as stack:
        processes = {engine: stack.enter_context(Remote(engine)) for engine in folders}
        for engine, process in processes.items():
            process.call("open", folder=str(folders[engine]))
        for turn in range(rounds + 1):
            for engine, process in processes.items():
                for kind, texts in queries.items():
                    taken = process.call("timed", queries=texts, limit=TOP)
                    if turn:
                        seen[engine][kind].append(np.percentile(taken, PERCENTILES).tolist())
    return {
        engine: {kind: tuple(np.median(turns, axis=0).tolist()) for kind, turns in by_kind.items()}
        for engine, by_kind in seen.items()
    }
