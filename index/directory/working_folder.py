"""Folders for what a process needs while it runs, which do not stay where it is killed."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

PREFIX = "rasfoi-work-"


@contextlib.contextmanager
def working_folder(parent: Path | None = None) -> Iterator[Path]:
    """Make a folder in `parent`, or where temporary files belong, and remove it at the end of the block.

    Those beside it that were left by processes that are gone, forks of them included, are removed too.
    """
    parent = parent or Path(tempfile.gettempdir()).absolute()
    _remove_abandoned(parent)
    folder, lock = _locked_folder(parent)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _locked_folder(parent: Path) -> tuple[Path, int]:
    """Make a folder; the system lets go of its lock when the last process that has it ends."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        # Until it is locked another process may take it for an abandoned one.
        with contextlib.suppress(FileNotFoundError):
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            if _take(lock) is not False and folder.exists():
                return folder, lock
            os.close(lock)


def _take(lock: int) -> bool | None:
    """Tell whether the lock could be taken, None where the disk has no locks."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def _remove_abandoned(parent: Path) -> None:
    for folder in parent.glob(f"{PREFIX}*"):
        # What another user has, or removes at this moment, is left to them.
        with contextlib.suppress(OSError):
            if folder.lstat().st_uid != os.geteuid():
                continue
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                if _take(lock):
                    shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)
