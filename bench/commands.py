"""The time of whole commands: a cold `rasfoi search`, and an update beside a rebuild."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

from bench.corpora import scaled
from bench.peers import read

COLD_ROUNDS = 15
UPDATE_ROUNDS = 3
CHANGED = 100
"""Every so many articles one is changed: 1 %."""

NOTHING = [sys.executable, "-c", "import numpy, click"]
RASFOI = str(Path(sys.executable).with_name("rasfoi"))


def seconds(command: list[str]) -> float:
    """Return the wall time of a command that must succeed."""
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def cold_search(size: int) -> tuple[float, float]:
    """Return median seconds of `rasfoi search` and of a Python that only imports numpy and click."""
    with tempfile.TemporaryDirectory(prefix="rasfoi-cold-") as folder:
        seconds([RASFOI, "rebuild", str(scaled(size)), "--index", folder])
        search = [RASFOI, "search", "profitul băncilor", "--index", folder]
        turns = [(seconds(search), seconds(NOTHING)) for _ in range(COLD_ROUNDS + 1)][1:]
    ours, nothing = zip(*turns, strict=True)
    return statistics.median(ours), statistics.median(nothing)


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
