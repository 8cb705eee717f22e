"""Files that are kept for the user: written whole, asked for once, gone when nobody asks for them."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from rasfoi.index.directory import user_cache


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "rasfoi"


def never(path: Path) -> None:
    raise AssertionError(f"{path} was not used")


def test_a_file_is_written_once(folder: Path) -> None:
    path = user_cache.file("kind-a.ras", lambda to: to.write_bytes(b"whole") and None)
    assert path == folder / "kind-a.ras" and path.read_bytes() == b"whole"
    assert user_cache.file("kind-a.ras", never) == path
    # Nobody else may read it, or have put it there.
    assert path.stat().st_mode & 0o077 == 0
    path.chmod(0o666)
    with pytest.raises(AssertionError):
        user_cache.file("kind-a.ras", never)


def test_what_fails_leaves_nothing(folder: Path) -> None:
    def fails(path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError("the cluster is gone")

    with pytest.raises(OSError, match="gone"):
        user_cache.file("kind-b.ras", fails)
    assert list(folder.iterdir()) == []


def test_files_that_nobody_asks_for_go(folder: Path) -> None:
    old, other = (user_cache.file(name, lambda to: to.touch()) for name in ("kind-c.ras", "lemmas-c.ras"))
    for path in (old, other):
        os.utime(path, (0, 0))
    user_cache.file("kind-d.ras", lambda to: to.touch())
    assert sorted(path.name for path in folder.iterdir()) == ["kind-d.ras", "lemmas-c.ras"]


def test_a_folder_that_cannot_be_one(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    folder.write_text("a file where the folder should be")
    assert user_cache.file("kind-e.ras", lambda to: to.touch()).parent.parent == tmp_path / "tmp"
