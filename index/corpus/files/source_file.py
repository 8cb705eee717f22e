"""Files of a corpus by the thousand: how they look, before any is read."""

from __future__ import annotations

import errno
import os
import stat
from array import array
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...report import Failure
from .file_hash import file_hashes
from .listing import Listing

_FULL = 4096


class ReadingOptions(NamedTuple):
    """How the files of a corpus are read: `fields` is a map that `check_map` returned.

    With `file_dates` a file's time of modification is the date of articles that have no other; with
    `follow` symbolic links are followed out of the corpus too.
    """

    file_dates: bool = False
    fields: tuple[tuple[str, str], ...] = ()
    follow: bool = False


DEFAULTS = ReadingOptions()


class SourceFile(NamedTuple):
    """A file that holds articles.

    `id` is its path under the corpus with `/`, or its name if the corpus is that one file; `hash` is
    that of the id.
    """

    path: str
    id: str
    size: int
    mtime_ns: int
    hash: int = 0
    options: ReadingOptions = DEFAULTS

    @property
    def gives_date(self) -> bool:
        """Whether its time is the date of articles that have no other."""
        return self.options.file_dates

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """The user's map of fields to names."""
        return self.options.fields

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return os.path.basename(self.path)


class Files:
    """Neighbouring files of a corpus: `ids`, `hashes` uint64[N], `sizes` and `times` (ns) int64[N]."""

    def __init__(
        self,
        root: str,
        paths: list[str],
        sizes: array[int],
        times: array[int],
        options: ReadingOptions = DEFAULTS,
    ) -> None:
        self._root, self._paths, self._options = root, paths, options
        self.ids = paths if "".join(paths).isascii() else list(map(as_id, paths))
        self.hashes = file_hashes(self.ids)
        self.sizes: NDArray[np.int64] = np.array(sizes, np.int64)
        self.times: NDArray[np.int64] = np.array(times, np.int64)

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, at: int) -> SourceFile:
        path = f"{self._root}/{self._paths[at]}"
        size, time, hash = int(self.sizes[at]), int(self.times[at]), int(self.hashes[at])
        return SourceFile(path, self.ids[at], size, time, hash, self._options)


class Batch:
    """Collects files under `root` in order; `options` are those of all of them."""

    def __init__(self, root: str, options: ReadingOptions = DEFAULTS) -> None:
        self._root, self._options = root, options
        self._reset()

    def _reset(self) -> None:
        self._paths: list[str] = []
        self._sizes, self._times = array("q"), array("q")

    def __len__(self) -> int:
        return len(self._paths)

    @property
    def room(self) -> int:
        """How many files may be added until there are enough to look at together."""
        return max(_FULL - len(self._paths), 0)

    def add_seen(self, folder: str, listing: Listing, first: int, last: int) -> None:
        """Add neighbouring files of a listed folder that are SEEN."""
        self._paths += [folder + name for name in listing.names[first:last]]
        self._sizes += listing.sizes[first:last]
        self._times += listing.times[first:last]

    def add(self, path: str) -> Failure | None:
        """Look at a file, by its path under the root, and add it; return why that cannot be."""
        try:
            status = os.stat(f"{self._root}/{path}")
        except OSError as error:
            return _no_file(f"{self._root}/{path}", path, error)
        if not stat.S_ISREG(status.st_mode):
            return Failure(as_id(path), "not a regular file")
        self._paths.append(path)
        self._sizes.append(status.st_size)
        self._times.append(status.st_mtime_ns)
        return None

    def take(self) -> Files:
        """Return what was added and start afresh."""
        files = Files(self._root, self._paths, self._sizes, self._times, self._options)
        self._reset()
        return files


def _no_file(path: str, relative: str, error: OSError) -> Failure:
    if error.errno == errno.ENOENT and os.path.islink(path):
        return Failure(as_id(relative), f"dangling symbolic link to {os.readlink(path)}")
    return Failure(as_id(relative), f"cannot be read: {reason(error)}")


def as_id(relative: str) -> str:
    """Return a path under the corpus as text."""
    if relative.isascii():
        return relative
    # A name in another encoding arrives with lone surrogates, which no index can store;
    # two names must not become one.
    return os.fsencode(relative).decode("utf-8", "backslashreplace")


def reason(error: OSError) -> str:
    """Return what an error says, without its number and path."""
    if error.errno == errno.ELOOP:
        return "symbolic link loop"
    return error.strerror or str(error)
