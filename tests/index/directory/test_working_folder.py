"""Folders of processes at work: what a killed one leaves goes, what one still uses stays."""

from __future__ import annotations

import contextlib
import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from rasfoi.index.directory.working_folder import PREFIX, working_folder

HOLD = """
import os, sys, time
from rasfoi.index.directory.working_folder import working_folder
with working_folder() as folder:
    (folder / "a").touch()
    if sys.argv[1] == "forked" and os.fork():
        os._exit(0)
    print(folder, os.getpid(), flush=True)
    time.sleep(600)
"""


@contextlib.contextmanager
def held(parent: Path, how: str = "") -> Iterator[tuple[Path, int]]:
    """Give the folder of another process, and its number."""
    own = os.environ | {"TMPDIR": str(parent)}
    command = [sys.executable, "-P", "-c", HOLD, how]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=own) as process:
        assert process.stdout
        folder, pid = process.stdout.readline().split()
        try:
            yield Path(folder), int(pid)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), 9)


def test_nothing_stays_of_a_block(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), working_folder(tmp_path) as folder:
        (folder / "a" / "b").mkdir(parents=True)
        assert list(tmp_path.iterdir()) == [folder]
        raise ZeroDivisionError
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("how", ["", "forked"])
def test_what_a_killed_process_left_goes(tmp_path: Path, how: str) -> None:
    with held(tmp_path, how) as (folder, _), working_folder(tmp_path) as other:
        assert (folder / "a").exists() and folder != other
    assert folder.exists()
    end = time.monotonic() + 20
    # A process that nobody waits for may take a moment to end.
    while folder.exists() and time.monotonic() < end:
        with working_folder(tmp_path):
            pass
    assert not list(tmp_path.iterdir())


def test_what_is_no_abandoned_folder_stays(tmp_path: Path) -> None:
    elsewhere = tmp_path / "altundeva"
    elsewhere.mkdir()
    (elsewhere / "a").touch()
    (tmp_path / f"{PREFIX}link").symlink_to(elsewhere)
    (tmp_path / f"{PREFIX}file").touch()
    with working_folder(tmp_path):
        assert (elsewhere / "a").exists()
    assert {path.name for path in tmp_path.iterdir()} == {"altundeva", f"{PREFIX}link", f"{PREFIX}file"}


def test_a_folder_that_another_took_for_abandoned_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locking, taken = fcntl.flock, list[int]()

    def late(lock: int, how: int) -> None:
        if not taken:
            (folder,) = tmp_path.iterdir()
            folder.rmdir()
        taken.append(lock)
        locking(lock, how)

    monkeypatch.setattr(fcntl, "flock", late)
    with working_folder(tmp_path) as folder:
        assert folder.is_dir() and len(taken) == 2


def test_where_the_disk_has_no_locks_nothing_is_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(lock: int, how: int) -> None:
        raise OSError("No locks available")

    monkeypatch.setattr(fcntl, "flock", none)
    with working_folder(tmp_path) as first, working_folder(tmp_path) as second:
        assert first.is_dir() and second.is_dir()
