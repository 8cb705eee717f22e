"""Files of an index opened as what they are: anything else in their place is told, never waited for."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from ..errors import IndexCorrupt


def open_regular(path: Path) -> BinaryIO:
    """Open a file to read its bytes; raises IndexCorrupt for a pipe or a device, else OSError as `open` does.

    Opening a pipe that nobody writes to would wait for ever.
    """
    file = open(path, "rb", opener=_without_waiting)  # noqa: SIM115 - the caller closes it
    if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        return file
    file.close()
    raise IndexCorrupt(f"{path} is no regular file. Run `rasfoi rebuild`.")


def read_regular(path: Path) -> bytes:
    """Return the bytes of a file; raises as `open_regular` does."""
    with open_regular(path) as file:
        return file.read()


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
