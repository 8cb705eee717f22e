"""What of a corpus is new since an index was built, and what of the index stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ..corpus import Files, SourceFile, is_json_lines, read_bytes
from ..errors import BadArticle
from ..indexer.merging.merge_sources import Stored
from ..indexer.unique_ids import Renamed, settle
from ..indexer.workers.tasks import file_key, line_key
from ..segment.format import ragged
from ..segment.postings.impacts import Pivots
from .manifest import Manifest, ManifestWriter


class Columns(Protocol):
    """What is known of the articles of a segment without its postings; see `segment.format`."""

    @property
    def articles(self) -> int:
        """How many articles there are, deleted ones too: N."""

    @property
    def alive(self) -> NDArray[np.bool_] | None:
        """Which articles are not deleted, or None where all are alive."""

    @property
    def ids(self) -> NDArray[np.uint64]:
        """Hashes of the articles' ids."""

    @property
    def keys(self) -> NDArray[np.uint64]:
        """Checksums of the records that the articles came from, 0 for none."""

    @property
    def files(self) -> NDArray[np.uint64]:
        """Hashes of the files that the articles stood in."""

    @property
    def title_lengths(self) -> NDArray[np.uint32]:
        """Positions in each title."""

    @property
    def body_lengths(self) -> NDArray[np.uint32]:
        """Positions in each body."""

    @property
    def pivots(self) -> Pivots:
        """The mean lengths that the ranking goes by."""


class Kept:
    """Marks articles of some segments, deleted ones apart, as staying."""

    def __init__(self, segments: Sequence[Columns]) -> None:
        self._ends = np.cumsum([segment.articles for segment in segments])
        self._keys = np.concatenate([segment.keys for segment in segments])
        self._stays = np.zeros(len(self._keys), np.bool_)
        files = np.concatenate([segment.files for segment in segments])
        alive = [
            np.ones(segment.articles, np.bool_) if segment.alive is None else segment.alive
            for segment in segments
        ]
        rows = np.flatnonzero(np.concatenate(alive))
        self._rows = rows[np.argsort(files[rows], kind="stable")]
        self._files = files[self._rows]
        # Where the lines of articles that stay stand now, 0 for those of files that stay whole.
        self.numbers = np.zeros(len(self._keys), np.int64)
        self._lines: tuple[int, dict[int, list[int]]] = (-1, {})

    def keep_files(self, hashes: NDArray[np.uint64]) -> None:
        """Keep all articles of some files."""
        hashes = np.sort(hashes)
        first, last = (np.searchsorted(self._files, hashes, side) for side in ("left", "right"))
        self._stays[self._rows[ragged(first, last - first)]] = True

    def keep_file_as(self, file: int, key: int) -> bool:
        """Keep all articles of a file if its content has this `file_key`; tell whether it has."""
        rows = self._rows_of(file)
        same = bool(len(rows) and (self._keys[rows] == key).all())
        if same:
            self._stays[rows] = True
        return same

    def keep_line(self, file: int, key: int, number: int) -> bool:
        """Keep the article of the numbered line with this `line_key`; tell whether there is one.

        Each serves once: of two lines that are the same and name an id the second is another article.
        """
        if self._lines[0] != file:
            self._lines = file, self._lines_of(file)
        rows = self._lines[1].pop(key, [])
        self._stays[rows] = True
        self.numbers[rows] = number
        return bool(rows)

    def _rows_of(self, file: int) -> NDArray[np.intp]:
        wanted = np.uint64(file)
        first, last = (np.searchsorted(self._files, wanted, side) for side in ("left", "right"))
        return self._rows[first:last]

    def _lines_of(self, file: int) -> dict[int, list[int]]:
        """Return the articles of a file by their keys, which are 0 for those to be read again."""
        rows = self._rows_of(file)
        found: dict[int, list[int]] = {}
        for row, key in zip(rows.tolist(), self._keys[rows].tolist(), strict=True):
            if key:
                found.setdefault(key, []).append(row)
        return found

    def numbers_that_stay(self) -> NDArray[np.int64]:
        """Return the numbers of the lines of all articles that stay."""
        return self.numbers[self._stays]

    def by_segment(self) -> list[NDArray[np.bool_]]:
        """Return which articles of each segment stay."""
        return np.split(self._stays, self._ends[:-1])


@dataclass
class Changes:
    """Tells which files and lines are not as they were, and keeps the articles of those that are."""

    before: Manifest
    kept: Kept
    now: ManifestWriter

    def choose(self, files: Files) -> Iterable[int]:
        """Return the places of files that are new or different."""
        self.now.add(files)
        as_long, same = self.before.compare(files)
        self.kept.keep_files(files.hashes[same])
        others = np.flatnonzero(~same).tolist()
        return [at for at in others if not (as_long[at] and self._reads_the_same(files[at]))]

    def _reads_the_same(self, source: SourceFile) -> bool:
        """Tell whether a file that looks different has the content that it had."""
        if is_json_lines(source):
            return False
        try:
            key = file_key(read_bytes(source))
        except BadArticle:
            return False
        return self.kept.keep_file_as(source.hash, key)

    def wants(self, source: SourceFile, number: int, line: bytes) -> bool:
        """Tell whether a line is not in the old index."""
        keys = line_key(0, line), line_key(number, line)
        return not any(self.kept.keep_line(source.hash, key, number) for key in keys)

    def settle_ids(self, segments: Sequence[Columns], runs: Sequence[Stored]) -> list[Renamed] | None:
        """Return which articles of the runs get other ids than they claim, rows counting from the first run.

        None where an article that stays would get another id, which only a rebuild gives it.
        """
        stay = self.kept.by_segment()
        labels = [label for run in runs for label in run.labels]
        kept = [(each.ids[mask], each.files[mask]) for each, mask in zip(segments, stay, strict=True)]
        new = [(run.documents.ids, run.files) for run in runs]
        ids, files = (np.concatenate(column) for column in zip(*kept, *new, strict=True))
        before = len(ids) - len(labels)
        numbers = [int(label.rpartition("#")[2]) if _numbered(label) else 0 for label in labels]
        lines = np.concatenate([self.kept.numbers_that_stay(), np.array(numbers, np.int64)])
        order = np.empty(len(ids), np.int64)
        order[np.lexsort((np.arange(len(ids)), lines, self.now.ranks(files)))] = np.arange(len(ids))
        renamed = settle(ids, order, lambda row: labels[row - before] if row >= before else "")
        if any(each.row < before for each in renamed):
            return None
        return [each._replace(row=each.row - before, holder=each.holder - before) for each in renamed]


def _numbered(label: str) -> bool:
    return label.rpartition("#")[2].isdecimal()
