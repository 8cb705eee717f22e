"""Arrays that can be made again, kept in the user's cache folder."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

from .array_file import FORMAT, Array, Container, ContainerWriter


def cache_folder() -> Path:
    """Return where Răsfoi keeps what it can make again: $XDG_CACHE_HOME/rasfoi or ~/.cache/rasfoi."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()) / "rasfoi"


def read(name: str) -> Container:
    """Return the cached arrays of this name; raise OSError or RasfoiError if there are no good ones."""
    box = Container(_path(name))
    box.check()
    return box


def write(name: str, arrays: Mapping[str, Array]) -> None:
    """Keep arrays under this name if that can be."""
    path = _path(name)
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, arrays)


def _path(name: str) -> Path:
    # Releases of different formats, one beside the other, must not replace what the other has made.
    return cache_folder() / f"{name}.{FORMAT}.ras"


def _write(path: Path, arrays: Mapping[str, Array]) -> None:
    partial = path.with_suffix(f".{os.getpid()}")
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
