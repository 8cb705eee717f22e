"""One engine in a process of its own: requests as JSON lines on stdin, answers on stdout.

Run as `python -m bench.worker ENGINE`; `bench.remote` is the other end.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from bench.peers import Engine, load
from bench.remote import resident


def build(engine: Engine, corpus: str, folder: str) -> float:
    """Build an index and return the seconds it took, reading and parsing the corpus included."""
    started = time.perf_counter()
    engine.build(Path(corpus), Path(folder))
    return time.perf_counter() - started


def open_(engine: Engine, folder: str) -> float:
    """Open the index and return the seconds."""
    started = time.perf_counter()
    engine.open(Path(folder))
    return time.perf_counter() - started


def search(engine: Engine, queries: list[str], limit: int) -> list[list[str]]:
    """Return the ids found by each query."""
    return [engine.search(query, limit) for query in queries]


def timed(engine: Engine, queries: list[str], limit: int) -> list[float]:
    """Return the milliseconds of each query with its titles and snippets."""
    gc.collect()
    taken = []
    for query in queries:
        started = time.perf_counter_ns()
        engine.search_with_snippets(query, limit)
        taken.append((time.perf_counter_ns() - started) / 1e6)
    return taken


def remember(engine: Engine, queries: list[str], limit: int) -> list[int]:
    """Ask queries and return the resident bytes before them and after each quarter."""
    sizes = [resident(os.getpid())]
    for at, query in enumerate(queries, 1):
        engine.search_with_snippets(query, limit)
        if at % (len(queries) // 4) == 0:
            sizes.append(resident(os.getpid()))
    return sizes


OPERATIONS = {"build": build, "open": open_, "search": search, "timed": timed, "remember": remember}


def serve(name: str) -> None:
    """Answer requests until stdin ends."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints must not mix with answers
    started = time.perf_counter()
    engine: Engine = load(name)
    importing = time.perf_counter() - started
    for line in sys.stdin:
        request: dict[str, Any] = json.loads(line)
        do = request.pop("do")
        answer: Any = importing if do == "import" else OPERATIONS[do](engine, **request)  # type: ignore[operator]
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    serve(sys.argv[1])
