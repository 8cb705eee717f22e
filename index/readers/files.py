"""Which files under a corpus hold articles, in the order of their ids."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..article import Failure
from ..errors import BadArticle
from .file_hash import file_hashes

_FORMATS = {
    ".txt": "text",
    ".md": "markdown",
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
_PACKED = (".gz", ".zst")
_Identity = tuple[int, int]
# Files that are looked at together.
_BATCH = 4096


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

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return os.path.basename(self.path)


def packing_of(name: str) -> str:
    """Return `.gz` or `.zst` if a file of this name is compressed, else an empty string."""
    suffix = os.path.splitext(name)[1].lower()
    return suffix if suffix in _PACKED else ""


def format_of(name: str) -> str | None:
    """Return the format that a file name stands for, compressed or not; None if it is no article's."""
    # Most names end so, and a corpus has a million of them.
    stem, dot, suffix = name.rpartition(".")
    if stem and (known := _FORMATS.get(dot + suffix)):
        return known
    stem, dot, suffix = name.lower().rpartition(".")
    if dot + suffix in _PACKED:
        stem, dot, suffix = stem.rpartition(".")
    return _FORMATS.get(dot + suffix) if stem else None


def is_json_lines(source: SourceFile) -> bool:
    """Whether the file holds one article a line, so that `read_lines` and `parse_line` serve."""
    return format_of(source.name) == "jsonl"


class Files:
    """Neighbouring files of a corpus: `ids`, `hashes` uint64[N], `sizes` and `times` (ns) int64[N]."""

    def __init__(self, paths: list[str], ids: list[str], sizes: list[int], times: list[int]) -> None:
        self._paths, self.ids = paths, ids
        self.hashes = file_hashes(ids)
        self.sizes: NDArray[np.int64] = np.array(sizes, np.int64)
        self.times: NDArray[np.int64] = np.array(times, np.int64)

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, at: int) -> SourceFile:
        return SourceFile(
            self._paths[at], self.ids[at], int(self.sizes[at]), int(self.times[at]), int(self.hashes[at])
        )


Choose = Callable[[Files], Iterable[int]]


def every(files: Files) -> Iterable[int]:
    """Choose all files."""
    return range(len(files))


def find_files(corpus: Path, choose: Choose = every) -> Iterator[SourceFile | Failure]:
    """Yield the article files under `corpus`, a folder or one file, sorted by id.

    Hidden files and files of other kinds are skipped; what cannot be reached is a `Failure`.
    Symbolic links are followed. Of files that `choose` is shown, some thousands at a time, only those
    whose places it returns come. Raises `BadArticle` if `corpus` is missing or is no article file.
    """
    try:
        status = corpus.stat()
    except OSError as error:
        raise BadArticle(
            f"There is no corpus at {corpus} ({_reason(error)}); give the folder that holds the articles."
        ) from error
    if stat.S_ISDIR(status.st_mode):
        return _choose(_walk(corpus, (status.st_dev, status.st_ino)), choose)
    if format_of(corpus.name) is None:
        known = ", ".join(_FORMATS)
        raise BadArticle(f"{corpus} is no article file; the kinds read are {known}, also with .gz or .zst.")
    batch = _Batch()
    failure = batch.add(str(corpus), corpus.name)
    return _choose(iter([failure or batch.take()]), choose)


def _choose(found: Iterator[Files | Failure], choose: Choose) -> Iterator[SourceFile | Failure]:
    for each in found:
        if isinstance(each, Failure):
            yield each
        else:
            yield from map(each.__getitem__, choose(each))


class _Batch:
    """Collects files in order."""

    def __init__(self) -> None:
        self._reset()

    def _reset(self) -> None:
        self._paths: list[str] = []
        self._ids: list[str] = []
        self._sizes: list[int] = []
        self._times: list[int] = []

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, path: str, relative: str) -> Failure | None:
        """Look at a file and add it; return why that cannot be."""
        try:
            status = os.stat(path)
        except OSError as error:
            if error.errno == errno.ENOENT and os.path.islink(path):
                return Failure(_as_id(relative), f"dangling symbolic link to {os.readlink(path)}")
            return Failure(_as_id(relative), f"cannot be read: {_reason(error)}")
        if not stat.S_ISREG(status.st_mode):
            return Failure(_as_id(relative), "not a regular file")
        self._paths.append(path)
        self._ids.append(relative if relative.isascii() else _as_id(relative))
        self._sizes.append(status.st_size)
        self._times.append(status.st_mtime_ns)
        return None

    def take(self) -> Files:
        """Return what was added and start afresh."""
        files = Files(self._paths, self._ids, self._sizes, self._times)
        self._reset()
        return files


def _walk(corpus: Path, identity: _Identity) -> Iterator[Files | Failure]:
    # A stack and not recursion: folders may nest deeper than Python's calls.
    trail = [identity]
    batch = _Batch()
    stack = [_list_folder(corpus, "", batch)]
    while stack:
        found = next(stack[-1], None)
        if found is None:
            stack.pop()
            trail.pop()
        elif isinstance(found, str):
            folder = _enter(corpus, found, trail)
            if isinstance(folder, Failure):
                yield from _up_to(folder, batch)
            else:
                trail.append(folder)
                stack.append(_list_folder(corpus, found, batch))
        elif isinstance(found, Failure):
            yield from _up_to(found, batch)
        else:
            yield found
    if len(batch):
        yield batch.take()


def _up_to(failure: Failure, batch: _Batch) -> Iterator[Files | Failure]:
    if len(batch):
        yield batch.take()
    yield failure


def _list_folder(corpus: Path, folder: str, batch: _Batch) -> Iterator[Files | Failure | str]:
    """Put the files of one folder into a batch and yield it when it is full.

    Yields also, each at its place, failures and, as a path ending in `/`, the folders in it.
    """
    try:
        names = _names(os.path.join(corpus, folder))
    except OSError as error:
        yield Failure(_as_id(folder or str(corpus)), f"the folder cannot be read: {_reason(error)}")
        return
    root = str(corpus)
    for name in names:
        relative = folder + name
        if name.endswith("/"):
            yield relative
        elif failure := batch.add(f"{root}/{relative}", relative):
            yield failure
        elif len(batch) >= _BATCH:
            yield batch.take()


def _names(folder: str) -> list[str]:
    # Only names are kept, at a tenth of the memory of directory entries, as a folder may hold a
    # million. A folder sorts as `name/`, which is how its files' ids begin.
    names = []
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if name.startswith("."):
                continue
            if _is_folder(entry):
                names.append(name + "/")
            elif format_of(name) or _is_dead_link(entry):
                names.append(name)
    return sorted(names)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_dead_link(entry: os.DirEntry[str]) -> bool:
    return entry.is_symlink() and not os.path.exists(entry.path)


def _enter(corpus: Path, folder: str, trail: list[_Identity]) -> _Identity | Failure:
    try:
        status = os.stat(corpus / folder)
    except OSError as error:
        return Failure(_as_id(folder), f"the folder cannot be read: {_reason(error)}")
    identity = (status.st_dev, status.st_ino)
    if identity in trail:
        return Failure(
            _as_id(folder.rstrip("/")), "symbolic link loop: it leads to a folder that contains it"
        )
    return identity


def _as_id(relative: str) -> str:
    if relative.isascii():
        return relative
    # A name in another encoding arrives with lone surrogates, which no index can store.
    return os.fsencode(relative).decode("utf-8", "replace")


def _reason(error: OSError) -> str:
    if error.errno == errno.ELOOP:
        return "symbolic link loop"
    return error.strerror or str(error)
