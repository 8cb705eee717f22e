"""Arrays that can be made again, kept in a folder that is this user's alone."""

from __future__ import annotations

import contextlib
import os
import stat
import time
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

from ..errors import IndexCorrupt, RasfoiError
from .array_file import FORMAT, Array, Container
from .array_writer import ContainerWriter

_OTHERS_MAY_WRITE = 0o022
# Seconds after which a file that nobody asked for goes: 30 days.
_UNUSED = 30 * 86_400


def cache_folders() -> Iterator[Path]:
    """Yield where Răsfoi may keep what it can make again, absolute paths, the best one first.

    That is $XDG_CACHE_HOME/rasfoi or ~/.cache/rasfoi; a folder for temporary files serves where there is
    no home that can be written to.
    """
    with contextlib.suppress(RuntimeError):
        home = Path("~/.cache").expanduser()
        bases = Path(os.environ.get("XDG_CACHE_HOME", "")), home
        yield from [base / "rasfoi" for base in bases if base.is_absolute()][:1]
    # Here, as most have a home and would wait for what this imports.
    import tempfile

    yield Path(tempfile.gettempdir()).absolute() / f"rasfoi-cache-{os.geteuid()}"


def read(name: str) -> Container:
    """Return the cached arrays of this name; raise OSError or RasfoiError if there are no good ones."""
    for path in _paths(name):
        # Whoever may write there could answer instead of us.
        if _is_ours(path.parent) and _is_ours(path):
            with contextlib.suppress(OSError, RasfoiError):
                box = Container(path)
                box.check()
                return box
    raise IndexCorrupt(f"{name} is not cached.")


def write(name: str, arrays: Mapping[str, Array]) -> None:
    """Keep arrays under this name if that can be; where it cannot, say so once."""
    for path in _paths(name):
        with contextlib.suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if _is_ours(path.parent, whoever_writes=True):
                path.parent.chmod(0o700)
                return write_file(path, arrays)
    _tell_once()


def file(name: str, fill: Callable[[Path], None]) -> Path:
    """Return a file of this name, which `fill` writes where there is none; raise OSError where none can be.

    What it writes is seen when it is whole. Files whose names begin alike, up to a hyphen, go when they were
    not asked for in a month.
    """
    for folder in cache_folders():
        path = folder / name
        if _is_ours(folder) and _is_ours(path):
            with contextlib.suppress(OSError):
                os.utime(path)
            return path
        with contextlib.suppress(PermissionError, FileExistsError, NotADirectoryError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if _is_ours(folder, whoever_writes=True):
                folder.chmod(0o700)
                _remove_unused(folder, name.partition("-")[0])
                return _filled(path, fill)
    raise PermissionError(f"No folder can keep {name}: let XDG_CACHE_HOME name one that can be written to.")


def _filled(path: Path, fill: Callable[[Path], None]) -> Path:
    import threading

    partial = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
    try:
        partial.touch(mode=0o600)
        fill(partial)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return path


def _remove_unused(folder: Path, kind: str) -> None:
    oldest = time.time() - _UNUSED
    for path in folder.glob(f"{kind}-*"):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < oldest:
                path.unlink()


@cache
def _tell_once() -> None:
    import logging

    logging.getLogger(__name__).warning(
        "The dictionary of lemmas cannot be kept and is made anew each time, which takes seconds. "
        "Let XDG_CACHE_HOME name a folder of yours that can be written to."
    )


def _is_ours(path: Path, *, whoever_writes: bool = False) -> bool:
    """Tell whether a file or folder, no link or pipe, is this user's, and no other may write to it."""
    try:
        status = path.lstat()
    except OSError:
        return False
    plain = stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)
    ours = plain and status.st_uid == os.geteuid()
    return ours and (whoever_writes or not status.st_mode & _OTHERS_MAY_WRITE)


def _paths(name: str) -> Iterator[Path]:
    return (folder / file_name(name) for folder in cache_folders())


def file_name(name: str) -> str:
    """Return the name of the file of some arrays.

    Releases of different formats, one beside the other, must not replace what the other has made.
    """
    return f"{name}.{FORMAT}.ras"


def write_file(path: Path, arrays: Mapping[str, Array], mode: int = 0o600) -> None:
    """Write arrays into a file that is there whole or not at all."""
    partial = path.with_suffix(f".{os.getpid()}")
    partial.unlink(missing_ok=True)
    partial.touch(mode=mode, exist_ok=False)
    writer = ContainerWriter(partial)
    try:
        for name, array in arrays.items():
            writer.add(name, array)
        writer.close({})
        partial.replace(path)
    except BaseException:
        writer.abandon()
        partial.unlink(missing_ok=True)
        raise
