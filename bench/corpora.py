"""The shared articles and relevance sets, and the JSON lines that every engine reads.

Nothing of them is part of this repository: they lie in `../shared`, or where the
environment variable RASFOI_SHARED points.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from itertools import chain, islice
from pathlib import Path
from typing import Any

SHARED = Path(os.environ.get("RASFOI_SHARED", Path(__file__).resolve().parents[2] / "shared"))
CACHE = Path(tempfile.gettempdir()) / f"rasfoi-bench-{os.getuid()}"
INDEXED = ("id", "title", "body", "date", "section")
AMONG = 9_000
"""How many articles XQuAD paragraphs and headline targets are searched among."""

Article = dict[str, str]


@dataclass(frozen=True, slots=True)
class Query:
    """A query, the ids that answer it, and the same query spelt otherwise."""

    text: str
    relevant: tuple[str, ...]
    variants: dict[str, str]


def news(name: str) -> Iterator[Article]:
    """Yield the articles of one of the shared news files."""
    with gzip.open(SHARED / "corpus" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def zf() -> Iterator[Article]:
    """Yield the 15,581 financial news articles."""
    return news("zf-2013-2019")


def general() -> Iterator[Article]:
    """Yield the 1,464 general news articles."""
    return news("general-news")


def eval_set(name: str) -> tuple[list[Article], list[Query]]:
    """Return the documents (none where they are the ZF articles) and queries of a relevance set."""
    with gzip.open(SHARED / "eval" / f"{name}_dev.json.gz", "rt", encoding="utf-8") as file:
        content: dict[str, Any] = json.load(file)
    return content.get("docs", []), [_query(each) for each in content["queries"]]


def _query(each: dict[str, Any]) -> Query:
    """Return a query; a variant that the file leaves out (no word to misspell) is as written."""
    variants = {name: text or each["text"] for name, text in each.get("variants", {}).items()}
    return Query(each["text"], tuple(each["relevant"]), variants)


def without_title(articles: Iterable[Article]) -> Iterator[Article]:
    """Yield the articles with an empty title."""
    return (article | {"title": ""} for article in articles)


def among_news(documents: list[Article]) -> Iterator[Article]:
    """Yield the documents of a set and as many news articles as make `AMONG` together."""
    return chain(documents, islice(zf(), max(0, AMONG - len(documents))))


def write(articles: Iterable[Article], name: str) -> Path:
    """Write the articles as JSON lines into the cache and return the path.

    Only what is to be indexed is written: a lead or a summary left in would be found.
    """
    CACHE.mkdir(parents=True, exist_ok=True)
    path = CACHE / f"{name}.jsonl"
    partial = path.with_suffix(f".{os.getpid()}")
    with open(partial, "w", encoding="utf-8") as out:
        for article in articles:
            kept = {key: article[key] for key in INDEXED if key in article}
            out.write(json.dumps(kept, ensure_ascii=False) + "\n")
    partial.replace(path)
    return path


def scaled(count: int) -> Path:
    """Return a file of that many articles of `scale.py`, written once and then kept."""
    path = CACHE / f"scale-{count}.jsonl"
    if path.exists():
        return path
    spec = spec_from_file_location("scale", SHARED / "corpus" / "scale.py")
    assert spec and spec.loader
    scale = module_from_spec(spec)
    spec.loader.exec_module(scale)
    return write(scale.articles(count), path.stem)


def fingerprint(*parts: str | Path) -> str:
    """Return a short hash of texts and of files' contents, to key what is cached."""
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            with open(part, "rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        else:
            digest.update(part.encode() + b"\0")
    return digest.hexdigest()[:16]
