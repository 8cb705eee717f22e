"""Measures one size of corpus: every engine's build and queries, engines taking turns."""

from __future__ import annotations

import shutil
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from bench.corpora import scaled
from bench.queries import FRESH, WORDS, kinds
from bench.remote import Remote, folder_size

BUILD_ROUNDS = 3
QUERY_ROUNDS = 5
ONCE_ABOVE = 100_000
"""Larger corpora are built once: a build takes minutes there and varies little."""

TOP = 10
PERCENTILES = (50, 95, 99)
PHASES = {
    "1st": (0, 1), "2nd–20th": (1, 20), "21st–100th": (20, 100), "101st–400th": (100, 400),
    "2,001st–3,000th": (2000, FRESH),
}  # fmt: skip
"""Which queries of a process, counted from its start, are told apart."""
SLOW = {"fts5": 400, "whoosh": 100, "xapian": 400}
"""Engines that would take minutes for all queries, and how many they are asked."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What one engine did with one size: medians of several turns.

    `rate` is articles a second, `memory` the peak bytes of all its processes while building,
    `disk` the bytes of its index; `importing` and then `opening` the milliseconds in a new process;
    `fresh` p50, p95 and p99 in milliseconds by phase of that process, `latency` by kind of query.
    """

    engine: str
    size: int
    rate: float
    memory: float
    disk: float
    importing: float
    opening: float
    fresh: dict[str, tuple[float, ...]]
    latency: dict[str, tuple[float, ...]]


def measure(size: int, engines: Sequence[str], build_rounds: int, query_rounds: int) -> list[Figures]:
    """Return the figures of each engine at one size of corpus."""
    corpus = scaled(size)
    rounds = build_rounds if size <= ONCE_ABOVE else 1
    with _folders(engines) as folders:
        built = [_build_all(corpus, folders) for _ in range(rounds)]
        turns = [_query_all(kinds(corpus, turn), folders) for turn in range(query_rounds)]
        return [
            Figures(
                engine,
                size,
                rate=size / statistics.median(turn[engine][0] for turn in built),
                memory=statistics.median(turn[engine][1] for turn in built),
                disk=folder_size(folders[engine]),
                importing=statistics.median(turn[engine].importing for turn in turns),
                opening=statistics.median(turn[engine].opening for turn in turns),
                fresh=_medians([turn[engine].fresh for turn in turns]),
                latency=_medians([turn[engine].latency for turn in turns]),
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


@dataclass(frozen=True, slots=True)
class _Turn:
    """One process of one engine: imports, opening, and percentiles by phase and by kind."""

    importing: float
    opening: float
    fresh: dict[str, tuple[float, ...]]
    latency: dict[str, tuple[float, ...]]


def _query_all(queries: dict[str, list[str]], folders: dict[str, Path]) -> dict[str, _Turn]:
    """Ask each engine in turn every query once, in a process that was just started.

    People ask new queries: what an engine keeps of those before counts only as far as words recur.
    """
    return {engine: _ask(engine, folder, queries) for engine, folder in folders.items()}


def _ask(engine: str, folder: Path, queries: dict[str, list[str]]) -> _Turn:
    most = SLOW.get(engine, FRESH)
    with Remote(engine) as process:
        importing = 1000 * process.call("import")
        opening = 1000 * process.call("open", folder=str(folder))
        taken = {
            kind: process.call("timed", queries=texts[:most], limit=TOP) for kind, texts in queries.items()
        }
    phases = {name: taken[WORDS][start:end] for name, (start, end) in PHASES.items()}
    return _Turn(
        importing,
        opening,
        {name: _percentiles(each) for name, each in phases.items() if each},
        {kind: _percentiles(each) for kind, each in taken.items() if kind != WORDS},
    )


def _percentiles(taken: Sequence[float]) -> tuple[float, ...]:
    return tuple(np.percentile(taken, PERCENTILES).tolist())


def _medians(turns: Sequence[dict[str, tuple[float, ...]]]) -> dict[str, tuple[float, ...]]:
    return {name: tuple(np.median([turn[name] for turn in turns], axis=0).tolist()) for name in turns[0]}
