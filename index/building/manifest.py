"""Which files an index was built from, and how they looked then."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..corpus import DEFAULTS, Files, ReadingOptions
from ..corpus.files.file_hash import file_hashes
from ..directory.array_file import Container
from ..directory.array_writer import ContainerWriter
from ..directory.info_file import MANIFEST, open_manifest

_COLUMNS = ("files", "sizes", "times")


class Manifest:
    """Hash, size and modification time of every file that was read without a failure.

    `options` are those that they were read with. `given` tells that a program gave articles of the index.
    """

    def __init__(self, box: Container) -> None:
        """Read the manifest in a file."""
        self._files, self._sizes, self._times = (box[name] for name in _COLUMNS)
        fields = tuple((name, key) for name, key in box.meta["fields"])
        self.options = ReadingOptions(box.meta["file_dates"], fields, bool(box.meta.get("follow")))
        self.given = bool(box.meta.get("given"))

    def _find(self, hashes: NDArray[np.uint64]) -> NDArray[np.intp]:
        """Return where files are, or could be, in the columns."""
        return np.minimum(np.searchsorted(self._files, hashes), len(self._files) - 1)

    def compare(self, files: Files) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Tell which files were read and have the size they had, and which of these the time too: bool[N]."""
        if not len(self._files):
            return np.zeros(len(files), np.bool_), np.zeros(len(files), np.bool_)
        # Places that are looked up in order lie near each other in memory.
        order = np.argsort(files.hashes)
        at = np.empty_like(order)
        at[order] = self._find(files.hashes[order])
        as_long = (self._files[at] == files.hashes) & (self._sizes[at] == files.sizes)
        return as_long, as_long & (self._times[at] == files.times)


def copy_manifest(source: Path, target: Path) -> None:
    """Write the manifest of one generation as that of another; raises what `open_manifest` does."""
    box = open_manifest(source)
    writer = ContainerWriter(target / MANIFEST)
    for name in _COLUMNS:
        writer.add(name, box[name])
    writer.close(box.meta | {"generation": target.name})


class ManifestWriter:
    """Collects what the manifest of another generation says."""

    def __init__(self, options: ReadingOptions = DEFAULTS, *, given: bool = False) -> None:
        self._options, self._given = options, given
        self._columns: list[tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64]]] = []

    def add(self, files: Files) -> None:
        """Record how files look now."""
        self._columns.append((files.hashes, files.sizes, files.times))

    def ranks(self, hashes: NDArray[np.uint64]) -> NDArray[np.intp]:
        """Return the places in the corpus of some of the recorded files."""
        files = np.concatenate([np.zeros(0, np.uint64), *(hashes for hashes, _, _ in self._columns)])
        order = np.argsort(files)
        if not len(order):
            return np.zeros(len(hashes), np.intp)
        at = np.searchsorted(files[order], hashes)
        return order[np.minimum(at, len(order) - 1)]

    def write(self, folder: Path, failed: Iterable[str], generation: str = "") -> None:
        """Write all but the files of some ids, which the next update is to read again.

        It is the manifest of the generation in `folder`, or of another one that it will be moved to.
        """
        none = np.zeros(0, np.uint64), np.zeros(0, np.int64), np.zeros(0, np.int64)
        columns = [np.concatenate(each) for each in zip(none, *self._columns, strict=True)]
        order = np.argsort(columns[0])
        order = order[~np.isin(columns[0][order], file_hashes(list(failed)), kind="sort")]
        writer = ContainerWriter(folder / MANIFEST)
        for name, column in zip(_COLUMNS, columns, strict=True):
            writer.add(name, column[order])
        told = {"generation": generation or folder.name, "given": self._given}
        writer.close(self._options._asdict() | told)
