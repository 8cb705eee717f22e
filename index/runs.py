"""Runs on disk: what a worker hands to the merge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .article import Article
from .container import Container, ContainerWriter
from .documents import DocumentColumns, Documents
from .inversion import Inverter, Run


class Entry(NamedTuple):
    """An article to index and where it came from.

    `label` names the place for messages (`news.jsonl:17`), `file` is the `id_hash` of the file's id,
    `key` tells whether its record has changed since, `order` is its place in the corpus.
    """

    article: Article
    label: str
    file: int
    key: int
    order: int


@dataclass(frozen=True)
class StoredRun:
    """A run read back; its large arrays are views of the file.

    `files` uint64[N] hash the file ids, `orders` int64[N] are places in the corpus.
    """

    run: Run
    documents: Documents
    files: NDArray[np.uint64]
    orders: NDArray[np.int64]
    labels: list[str]


class RunWriter:
    """Turns entries into run files in a folder, as many as it takes."""

    def __init__(self, folder: Path, name: str, dictionary: bytes) -> None:
        self._folder, self._name = folder, name
        self._inverter = Inverter()
        self._columns = DocumentColumns(dictionary)
        self._entries: list[tuple[str, int, int]] = []
        self.paths: list[Path] = []

    def add(self, entries: Sequence[Entry]) -> None:
        """Add a batch of entries; write a run when there is enough for one."""
        articles = [entry.article for entry in entries]
        self._inverter.add(articles)
        self._columns.add(articles, [entry.key for entry in entries])
        self._entries.extend((entry.label, entry.file, entry.order) for entry in entries)
        if self._inverter.full:
            self.flush()

    def flush(self) -> None:
        """Write what is left, if anything, as a run."""
        if not self._entries:
            return
        path = self._folder / f"{self._name}-{len(self.paths)}.run"
        _write(path, self._inverter.flush(), self._columns.flush(), self._entries)
        self._entries = []
        self.paths.append(path)


def _write(path: Path, run: Run, documents: Documents, entries: list[tuple[str, int, int]]) -> None:
    writer = ContainerWriter(path)
    for name in ("concepts", "forms"):
        writer.add(name, np.frombuffer(b"".join(getattr(run, name)), np.uint8))
    narrow = np.uint16 if run.positions.max(initial=0) < 1 << 16 else np.uint32
    writer.add("positions", run.positions.astype(narrow))
    for name in ("variant_starts", "variant_forms", "starts", "docs", "tf", "title_tf", "masks"):
        writer.add(name, getattr(run, name))
    for name in ("title_lengths", "body_lengths"):
        writer.add(name, getattr(run, name))
    writer.add("terms", run.terms.ravel())
    for name in ("ids", "keys", "dates", "sizes", "records"):
        writer.add(name, getattr(documents, name))
    for name in ("sources", "sections"):
        writer.add(name, _text(getattr(documents, name)))
    writer.add("labels", _text([label for label, _, _ in entries]))
    writer.add("files", np.array([file for _, file, _ in entries], np.uint64))
    writer.add("orders", np.array([order for _, _, order in entries], np.int64))
    writer.close({})


def load(path: Path) -> StoredRun:
    """Read a run that a RunWriter wrote."""
    box = Container(path)
    run = Run(
        concepts=box["concepts"].tobytes().splitlines(keepends=True),
        forms=box["forms"].tobytes().splitlines(keepends=True),
        terms=box["terms"].reshape(2, -1),
        **{
            name: box[name]
            for name in (
                "variant_starts variant_forms starts docs tf title_tf masks positions "
                "title_lengths body_lengths"
            ).split()
        },
    )
    documents = Documents(
        sources=_lines(box, "sources"),
        sections=_lines(box, "sections"),
        **{name: box[name] for name in ("ids", "keys", "dates", "sizes", "records")},
    )
    return StoredRun(run, documents, box["files"], box["orders"], _lines(box, "labels"))


def _text(lines: list[str]) -> NDArray[np.uint8]:
    joined = "\n".join(line.replace("\n", " ") for line in lines) + "\n"
    return np.frombuffer(joined.encode("utf-8", "replace"), np.uint8)


def _lines(box: Container, name: str) -> list[str]:
    text: str = box[name].tobytes().decode()
    return text.split("\n")[:-1]
