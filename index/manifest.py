"""Which files an index was built from, and how they looked then."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from .container import Container, ContainerWriter
from .documents import id_hash
from .readers import SourceFile

MANIFEST = "manifest.ras"


class Manifest:
    """Size and modification time of every file that was read without a failure."""

    def __init__(self) -> None:
        self._files: dict[int, tuple[int, int]] = {}

    def __contains__(self, file: int) -> bool:
        return file in self._files

    def add(self, file: int, source: SourceFile) -> None:
        """Record how a file, the `id_hash` of its id, looks now."""
        self._files[file] = (source.size, source.mtime_ns)

    def forget(self, file_ids: Iterable[str]) -> None:
        """Drop files, so that the next update reads them again."""
        for file_id in file_ids:
            self._files.pop(id_hash(file_id), None)

    def unchanged(self, file: int, source: SourceFile) -> bool:
        """Tell whether a file still has the size and time it had."""
        return self._files.get(file) == (source.size, source.mtime_ns)

    def write(self, folder: Path) -> None:
        """Write the manifest of a generation."""
        writer = ContainerWriter(folder / MANIFEST)
        writer.add("files", np.fromiter(self._files, np.uint64, len(self._files)))
        looks = np.array(list(self._files.values()), np.int64).reshape(-1, 2)
        writer.add("sizes", looks[:, 0])
        writer.add("times", looks[:, 1])
        writer.close({})

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read the manifest of a generation."""
        box = Container(folder / MANIFEST)
        manifest = cls()
        looks = zip(box["sizes"].tolist(), box["times"].tolist(), strict=True)
        manifest._files = dict(zip(box["files"].tolist(), looks, strict=True))
        return manifest
