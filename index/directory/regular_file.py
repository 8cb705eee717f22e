"""Files of an index opened as what they are: anything else in their place is told, never waited for."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from ..errors import IndexCorrupt


@contextlib.contextmanager
def open_regular(path: Path) -> Iterator[BinaryIO]:
    """Open a file to read its bytes in the block; raises OSError as `open` does.

    Raises IndexCorrupt for a pipe or a device, opening one that nobody writes to would wait for ever, and
    where the disk does not give what is read.
    """
    with open(path, "rb", opener=_without_waiting) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise IndexCorrupt(f"{path} is no regular file. Run `rasfoi rebuild`.")
        try:
            yield file
        except OSError as error:
            raise IndexCorrupt(f"{path} cannot be read: {error.strerror}. Run `rasfoi rebuild`.") from None


def read_regular(path: Path) -> bytes:
    """Return the bytes of a file; raises as `open_regular` does."""
    with open_regular(path) as file:
        return file.read()


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
