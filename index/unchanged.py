"""What of a published index stays: its articles whose files or lines came again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .segment.format import ragged
from .segment.reader import Segment


class Kept:
    """Marks articles of some segments, deleted ones apart, as staying."""

    def __init__(self, segments: Sequence[Segment]) -> None:
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
