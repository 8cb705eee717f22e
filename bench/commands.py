"""The time of whole processes: a cold search, and an update beside a rebuild; the memory of a long one."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from bench.corpora import scaled
from bench.figures import TOP
from bench.peers import read
from bench.queries import distinct_words
from bench.remote import ENVIRONMENT, Remote

COLD_ROUNDS = 15
UPDATE_ROUNDS = 3
CHANGED = 100
"""Every so many articles one is changed: 1 %."""

QUERIES = 20_000
"""Different queries that a process is asked to see whether its memory levels out."""

RASFOI = str(Path(sys.executable).with_name("rasfoi"))
QUERY = "profitul băncilor"
Pair = tuple[float, float]


class Starts(NamedTuple):
    """Seconds of a cold `rasfoi search` and of a program that searches, each beside bare imports.

    `memory` is the resident size of a process before `QUERIES` queries and after each quarter of them.
    """

    command: Pair
    program: Pair
    memory: list[int]


def seconds(command: list[str]) -> float:
    """Return the wall time of a command that must succeed."""
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=ENVIRONMENT)
    return time.perf_counter() - started


def starts(size: int) -> Starts:
    """Return what new processes take over an index of that size, medians of several turns."""
    with tempfile.TemporaryDirectory(prefix="rasfoi-cold-") as folder:
        rebuild(scaled(size), folder)
        return Starts(*cold_starts(folder), _memory(size, folder))


def rebuild(corpus: Path, folder: str) -> float:
    """Build an index in a process of its own; return its seconds."""
    return seconds([RASFOI, "rebuild", str(corpus), "--index", folder])


def cold_starts(folder: str) -> tuple[Pair, Pair]:
    """Return the seconds of a command and of a program that search an index, each beside bare imports."""
    program = f"import rasfoi; rasfoi.open({folder!r}).search({QUERY!r})"
    commands = [
        [RASFOI, "search", QUERY, "--index", folder], _python("import numpy, click"),
        _python(program), _python("import numpy"),
    ]  # fmt: skip
    turns = [[seconds(command) for command in commands] for _ in range(COLD_ROUNDS + 1)][1:]
    search, click, embedded, numpy = map(statistics.median, zip(*turns, strict=True))
    return (search, click), (embedded, numpy)


def _python(program: str) -> list[str]:
    return [sys.executable, "-c", program]


def _memory(size: int, folder: str) -> list[int]:
    with Remote("rasfoi") as process:
        process.call("open", folder=folder)
        queries = distinct_words(scaled(size), QUERIES)
        sizes: list[int] = process.call("remember", queries=queries, limit=TOP)
        return sizes


def update_and_rebuild(size: int) -> tuple[float, float]:
    """Return median seconds of `rasfoi update` after 1 % changed, and of `rasfoi rebuild`.

    Here the corpus is a folder with a file for each article, a thousand in each subfolder.
    """
    with tempfile.TemporaryDirectory(prefix="rasfoi-update-") as base:
        corpus, index = Path(base) / "articles", Path(base) / "index"
        files = _one_file_each(size, corpus)
        where = [str(corpus), "--index", str(index)]
        turns = []
        for turn in range(UPDATE_ROUNDS):
            rebuild = seconds([RASFOI, "rebuild", *where])
            for path in files[turn::CHANGED]:
                _change(path, turn)
            turns.append((seconds([RASFOI, "update", *where]), rebuild))
    update, rebuilds = zip(*turns, strict=True)
    return statistics.median(update), statistics.median(rebuilds)


def _one_file_each(size: int, folder: Path) -> list[Path]:
    paths = []
    for number, article in enumerate(islice(read(scaled(size)), size)):
        path = folder / f"{number // 1000:04}" / f"{article['id']}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(article, ensure_ascii=False), encoding="utf-8")
        paths.append(path)
    return paths


def _change(path: Path, turn: int) -> None:
    article = json.loads(path.read_text(encoding="utf-8"))
    article["body"] = f"Actualizarea {turn}. {article['body']}"
    path.write_text(json.dumps(article, ensure_ascii=False), encoding="utf-8")
