"""Runs on disk: what a worker hands to the merge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..article import Article
from ..directory.array_file import Container
from ..directory.array_writer import ContainerWriter
from ..segment.documents import DocumentColumns, Documents
from ..segment.signatures import BINS
from ..segment.term_dictionary import Keys
from .inverter import Inverter, Run
from .merging.merge_sources import PAIR_COLUMNS, Stored, StoredVocabulary
from .term_table import Lexemes

_VOCABULARY = ".words"
_RUN_ARRAYS = (
    "concepts", "starts", "position_starts", "positions", "title_lengths", "body_lengths",
)  # fmt: skip
_DOCUMENT_ARRAYS = ("ids", "keys", "dates", "sizes", "records")


class Entry(NamedTuple):
    """An article to index and where it came from.

    `label` is the id that its place gives (`news.jsonl#17`), `file` is the hash of the file's id,
    `key` tells whether its record has changed since, `order` is its place in the corpus.
    """

    article: Article
    label: str
    file: int
    key: int
    order: int


class RunWriter:
    """Turns entries into run files in a folder, as many as it takes."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, name
        self._inverter = Inverter()
        self._columns = DocumentColumns()
        self._entries: list[tuple[str, int, int]] = []
        self._vocabularies = 0
        self.paths: list[Path] = []

    def use(self, dictionary: bytes) -> None:
        """Compress records with a dictionary, those too that were added before; to be called once."""
        self._columns.use(dictionary)

    def add(self, entries: Sequence[Entry]) -> None:
        """Add a batch of entries; write a run when there is enough for one."""
        articles = [entry.article for entry in entries]
        self._inverter.add(articles)
        self._columns.add(articles, [entry.key for entry in entries])
        self._entries.extend((entry.label, entry.file, entry.order) for entry in entries)
        # A first batch may be long enough for a run before there is a dictionary for its records.
        if self._inverter.full and self._columns.ready:
            self._flush()

    def finish(self) -> list[Path]:
        """Write what is left; return all run files."""
        if self._entries:
            self._flush()
        if self.paths:
            self._flush_vocabulary()
        return self.paths

    def _flush(self) -> None:
        path = self._folder / f"{self._name}-{len(self.paths)}.run"
        run = self._inverter.flush()
        _write_run(path, run, self._columns.flush(), self._entries, self._vocabulary().name)
        self._entries = []
        self.paths.append(path)
        if self._inverter.vocabulary_full:
            self._flush_vocabulary()

    def _flush_vocabulary(self) -> None:
        _write_vocabulary(self._vocabulary(), self._inverter.flush_vocabulary())
        self._vocabularies += 1

    def _vocabulary(self) -> Path:
        return self._folder / f"{self._name}-{self._vocabularies}{_VOCABULARY}"


def _write_run(
    path: Path, run: Run, documents: Documents, entries: list[tuple[str, int, int]], vocabulary: str
) -> None:
    writer = ContainerWriter(path)
    for name in _RUN_ARRAYS:
        writer.add(name, getattr(run, name))
    writer.add("postings", run.postings.ravel())
    writer.add("terms", run.terms.ravel())
    writer.add("signatures", run.signatures.ravel())
    for name in _DOCUMENT_ARRAYS:
        writer.add(name, getattr(documents, name))
    for name in ("sources", "sections"):
        writer.add(name, _text(getattr(documents, name)))
    writer.add("labels", _text([label for label, _, _ in entries]))
    writer.add("files", np.array([file for _, file, _ in entries], np.uint64))
    writer.add("orders", np.array([order for _, _, order in entries], np.int64))
    writer.close({"vocabulary": vocabulary}, sync=False)


def _write_vocabulary(path: Path, lexemes: Lexemes) -> None:
    writer = ContainerWriter(path)
    for name in ("concepts", "forms"):
        writer.add(name, getattr(lexemes, name).text)
    writer.add("concept_ids", lexemes.concept_ids)
    writer.add("form_ids", lexemes.form_ids)
    writer.add("pairs", lexemes.pairs.ravel())
    writer.close({}, sync=False)


def load(path: Path) -> Stored:
    """Read a run that a RunWriter of this build wrote."""
    box = Container(path)
    box.trust()
    run = Run(
        postings=box["postings"].reshape(-1, 4),
        terms=box["terms"].reshape(2, -1),
        signatures=box["signatures"].reshape(-1, BINS),
        **{name: box[name] for name in _RUN_ARRAYS},
    )
    documents = Documents(
        sources=_lines(box, "sources"),
        sections=_lines(box, "sections"),
        **{name: box[name] for name in _DOCUMENT_ARRAYS},
    )
    vocabulary = path.with_name(box.meta["vocabulary"])
    return Stored(
        run, documents, np.ones(len(run.title_lengths), np.bool_), box["files"], box["orders"],
        _lines(box, "labels"), vocabulary, partial(_read_vocabulary, vocabulary), box.release,
    )  # fmt: skip


def _read_vocabulary(path: Path) -> StoredVocabulary:
    box = Container(path)
    return StoredVocabulary(
        Keys.of(box["concepts"]), box["concept_ids"], Keys.of(box["forms"]), box["form_ids"],
        box["pairs"].reshape(-1, PAIR_COLUMNS),
    )  # fmt: skip


def remove(runs: Iterable[Path]) -> None:
    """Delete run files and their vocabularies."""
    for run in runs:
        for vocabulary in run.parent.glob(f"*{_VOCABULARY}"):
            vocabulary.unlink()
        run.unlink()


def _text(lines: list[str]) -> NDArray[np.uint8]:
    joined = "\n".join(line.replace("\n", " ") for line in lines) + "\n"
    return np.frombuffer(joined.encode("utf-8", "replace"), np.uint8)


def _lines(box: Container, name: str) -> list[str]:
    text: str = box[name].tobytes().decode()
    return text.split("\n")[:-1]
