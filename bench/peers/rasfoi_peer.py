"""This project, through its public Python API."""

from __future__ import annotations

from pathlib import Path

from rasfoi import Index, build
from rasfoi import open as open_index

from . import Row


class Peer:
    """Răsfoi as any program would embed it."""

    index: Index

    def build(self, corpus: Path, folder: Path) -> None:
        report = build(corpus, folder)
        if report.failures:
            raise RuntimeError(f"{len(report.failures)} articles not indexed: {report.failures[0]}")

    def open(self, folder: Path) -> None:
        self.index = open_index(folder)

    def search(self, query: str, limit: int) -> list[str]:
        return [hit.id for hit in self.index.search(query, limit=limit).hits]

    def search_with_snippets(self, query: str, limit: int) -> list[Row]:
        hits = self.index.search(query, limit=limit).hits
        return [(hit.id, hit.title, hit.snippet.text) for hit in hits]
