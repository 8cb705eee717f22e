"""Which files under a corpus hold articles, in the order of their ids."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ..article import Failure
from ..errors import BadArticle

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


class SourceFile(NamedTuple):
    """A file that holds articles.

    `id` is its path under the corpus with `/`, or its name if the corpus is that one file.
    """

    path: str
    id: str
    size: int
    mtime_ns: int

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
    stem, dot, suffix = name.lower().rpartition(".")
    if dot + suffix in _PACKED:
        stem, dot, suffix = stem.rpartition(".")
    return _FORMATS.get(dot + suffix) if stem else None


def is_json_lines(source: SourceFile) -> bool:
    """Whether the file holds one article a line, so that `read_lines` and `parse_line` serve."""
    return format_of(source.name) == "jsonl"


def find_files(corpus: Path) -> Iterator[SourceFile | Failure]:
    """Yield the article files under `corpus`, a folder or one file, sorted by id.

    Hidden files and files of other kinds are skipped; what cannot be reached is a `Failure`.
    Symbolic links are followed. Raises `BadArticle` if `corpus` is missing or is no article file.
    """
    try:
        status = corpus.stat()
    except OSError as error:
        raise BadArticle(
            f"There is no corpus at {corpus} ({_reason(error)}); give the folder that holds the articles."
        ) from error
    if stat.S_ISDIR(status.st_mode):
        return _walk(corpus, (status.st_dev, status.st_ino))
    if format_of(corpus.name) is None:
        known = ", ".join(_FORMATS)
        raise BadArticle(f"{corpus} is no article file; the kinds read are {known}, also with .gz or .zst.")
    return iter([_inspect_file(str(corpus), corpus.name, status)])


def _walk(corpus: Path, identity: _Identity) -> Iterator[SourceFile | Failure]:
    # A stack and not recursion: folders may nest deeper than Python's calls.
    trail = [identity]
    stack = [_list_folder(corpus, "")]
    while stack:
        found = next(stack[-1], None)
        if found is None:
            stack.pop()
            trail.pop()
        elif isinstance(found, str):
            folder = _enter(corpus, found, trail)
            if isinstance(folder, Failure):
                yield folder
            else:
                trail.append(folder)
                stack.append(_list_folder(corpus, found))
        else:
            yield found


def _list_folder(corpus: Path, folder: str) -> Iterator[SourceFile | Failure | str]:
    """Yield the files of one folder and, as a path ending in `/`, the folders in it."""
    try:
        names = _names(os.path.join(corpus, folder))
    except OSError as error:
        yield Failure(_as_id(folder or str(corpus)), f"the folder cannot be read: {_reason(error)}")
        return
    for name in names:
        relative = folder + name
        if name.endswith("/"):
            yield relative
        else:
            yield _inspect(f"{corpus}/{relative}", relative)


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


def _inspect(path: str, relative: str) -> SourceFile | Failure:
    try:
        status = os.stat(path)
    except OSError as error:
        if error.errno == errno.ENOENT and os.path.islink(path):
            return Failure(_as_id(relative), f"dangling symbolic link to {os.readlink(path)}")
        return Failure(_as_id(relative), f"cannot be read: {_reason(error)}")
    return _inspect_file(path, relative, status)


def _inspect_file(path: str, relative: str, status: os.stat_result) -> SourceFile | Failure:
    if not stat.S_ISREG(status.st_mode):
        return Failure(_as_id(relative), "not a regular file")
    return SourceFile(path, _as_id(relative), status.st_size, status.st_mtime_ns)


def _as_id(relative: str) -> str:
    if relative.isascii():
        return relative
    # A name in another encoding arrives with lone surrogates, which no index can store.
    return os.fsencode(relative).decode("utf-8", "replace")


def _reason(error: OSError) -> str:
    if error.errno == errno.ELOOP:
        return "symbolic link loop"
    return error.strerror or str(error)
