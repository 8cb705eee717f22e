"""One seam over the calls that read and write files: each under a folder is told before it is done.

Python's own functions are replaced for as long as `observed` lasts; the product knows nothing of it.
"""

from __future__ import annotations

import builtins
import fcntl
import io
import mmap
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

# What changes something on the disk, or may need room on it.
CHANGES = frozenset(
    ["create", "write", "mkdir", "link", "replace", "rename", "unlink", "remove", "rmdir", "fsync",
     "posix_fallocate", "truncate", "ftruncate", "chmod", "sendfile"]
)  # fmt: skip
_BY_PATH = (
    "mkdir", "link", "replace", "rename", "unlink", "remove", "rmdir", "chmod", "stat", "lstat", "scandir",
    "listdir", "truncate",
)  # fmt: skip
_BY_HANDLE = ("fsync", "posix_fallocate", "ftruncate", "sendfile")
_WRITING = set("wxa+")

# Called with the name of a call and the path that it is about, before it; what it raises comes of the call.
Before = Callable[[str, Path], None]


class _File(io.FileIO):
    """A file whose writes are told of."""

    tell_of: Callable[[str, Any], None]

    def write(self, data: Any) -> int | None:  # type: ignore[override]
        self.tell_of("write", self.fileno())
        return super().write(data)


@contextmanager
def observed(folder: Path, before: Before) -> Iterator[None]:
    """Tell `before` of every call about files in `folder`, and about the folder, until the block ends."""
    root = os.path.realpath(folder)
    inside = False

    def tell_of(name: str, place: Any, relative_to: int | None = None) -> None:
        nonlocal inside
        if inside:
            return
        inside = True  # what `before` and this look at is no call of the program
        try:
            path = _path(place, relative_to)
            if path == root or path.startswith(root + os.sep):
                before(name, Path(path))
        finally:
            inside = False

    with ExitStack() as stack:

        def replace(owner: Any, name: str, wrapper: Any) -> None:
            stack.enter_context(mock.patch.object(owner, name, wrapper))

        for name in _BY_PATH:
            replace(os, name, _telling(name, getattr(os, name), tell_of))
        for name in _BY_HANDLE:
            replace(os, name, _telling(name, getattr(os, name), tell_of))
        replace(fcntl, "flock", _telling("flock", fcntl.flock, tell_of))
        replace(mmap, "mmap", _telling("mmap", mmap.mmap, tell_of))
        replace(os, "open", _opening(os.open, tell_of))
        for owner in (builtins, io):
            replace(owner, "open", _opening_files(io.open, tell_of))
        yield


def _path(place: Any, relative_to: int | None) -> str:
    """Return the whole path of a file named by a path, a handle, or an object with one."""
    if hasattr(place, "fileno"):
        place = place.fileno()
    if isinstance(place, int):
        return os.readlink(f"/proc/self/fd/{place}") if place >= 0 else ""
    path = os.fspath(place)
    path = os.fsdecode(path)
    base = os.readlink(f"/proc/self/fd/{relative_to}") if relative_to is not None else os.getcwd()
    return os.path.normpath(os.path.join(base, path))


def _telling(name: str, call: Any, tell_of: Callable[..., None]) -> Any:
    def told(*arguments: Any, **options: Any) -> Any:
        place = arguments[1] if name == "link" else arguments[0] if arguments else "."
        tell_of(name, place, options.get("dir_fd"))
        return call(*arguments, **options)

    return told


def _opening(call: Any, tell_of: Callable[..., None]) -> Any:
    def told(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        tell_of("create" if flags & (os.O_CREAT | os.O_TRUNC) else "open", path, dir_fd)
        return int(call(path, flags, mode, dir_fd=dir_fd))

    return told


def _opening_files(call: Any, tell_of: Callable[..., None]) -> Any:
    def told(
        file: Any,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        *more: Any,
        **options: Any,
    ) -> Any:
        if isinstance(file, int) or not _WRITING & {*mode} or options.get("opener"):
            if not isinstance(file, int):
                tell_of("open", file)
            return call(file, mode, buffering, encoding, *more, **options)
        tell_of("create", file)
        raw = _File(file, mode.replace("b", "").replace("t", ""))
        raw.tell_of = tell_of
        buffered = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        return buffered if "b" in mode else io.TextIOWrapper(buffered, encoding, *more, **options)

    return told
