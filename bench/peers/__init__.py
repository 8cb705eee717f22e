"""The engines that are measured, all behind one small interface.

An adapter's module is imported only in the process that measures it, so that no engine pays
for another's imports or memory.

Each peer gets the weight of a word in a title that serves it best: the one of about six
tried that has the highest mean of MRR@10 over the first 200 queries, as written, of the
sets `xquad` (where a high weight hurts) and `keywords` (where it helps).
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from subprocess import run
from typing import Any, Protocol, cast

ENGINES = {
    "rasfoi": "Răsfoi",
    "tantivy": "tantivy",
    "bm25s": "bm25s",
    "fts5": "SQLite FTS5",
    "whoosh": "stock Whoosh",
    "xapian": "Xapian",
}
DEBIAN_PYTHON = "/usr/bin/python3"
CEDILLAS = str.maketrans("şţŞŢ", "șțȘȚ")

Row = tuple[str, str, str]
"""What a result page shows of a hit: id, title, snippet."""


class Engine(Protocol):
    """One index. A query that starts with `"` is a phrase, any other a bag of words."""

    def build(self, corpus: Path, folder: Path) -> None:
        """Index the JSON lines of `corpus` into the empty `folder`."""

    def open(self, folder: Path) -> None:
        """Open what `build` wrote."""

    def search(self, query: str, limit: int) -> list[str]:
        """Return the ids of the best articles, best first."""

    def search_with_snippets(self, query: str, limit: int) -> list[Row]:
        """Return everything that a result page shows of the best articles."""


def load(name: str) -> Engine:
    """Return a new engine of that name, importing what it needs."""
    return cast("Engine", import_module(f"bench.peers.{name}_peer").Peer())


def python(name: str) -> str:
    """Return the interpreter that has the engine: Debian ships Xapian for its own only."""
    return DEBIAN_PYTHON if name == "xapian" else sys.executable


def available(name: str) -> bool:
    """Tell whether the engine is installed here."""
    if name == "xapian":
        probe = [DEBIAN_PYTHON, "-c", "import xapian"]
        return Path(DEBIAN_PYTHON).exists() and run(probe, capture_output=True).returncode == 0
    if name == "rasfoi":
        import rasfoi

        return hasattr(rasfoi, "build")
    return name == "fts5" or find_spec(name) is not None


def read(corpus: Path) -> Iterator[dict[str, str]]:
    """Yield the articles of a file of JSON lines, parsed as fast as the interpreter can."""
    parse: Callable[[bytes], Any] = json.loads
    if find_spec("orjson"):
        import orjson

        parse = orjson.loads
    with open(corpus, "rb") as lines:
        for line in lines:
            yield parse(line)


def words(query: str) -> list[str]:
    """Return the words of a query without punctuation, for engines that have operators."""
    return re.findall(r"\w+", query)


def is_phrase(query: str) -> bool:
    """Tell whether the query asks for its words side by side."""
    return query.startswith('"')
