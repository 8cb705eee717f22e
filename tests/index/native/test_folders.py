"""What a folder holds, beside what Python's own functions tell of it."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from rasfoi.index.native import loops


def listed(path: Path, suffixes: bytes = b".txt\0.json.gz\0") -> list[tuple[str, str, int, int]]:
    names, kinds, sizes, times = loops.list_folder(os.fsencode(path), suffixes)
    columns = (np.frombuffer(each, np.int64).tolist() for each in (sizes, times))
    return list(zip(os.fsdecode(names).split("\0")[:-1], kinds.decode(), *columns, strict=True))


def test_files_look_as_python_sees_them(tmp_path: Path) -> None:
    for at, name in enumerate(
        ("știri.txt", "a.json.gz", "Zi.txt", "x" * 251 + ".txt", *map("{}.txt".format, range(200)))
    ):
        (tmp_path / name).write_text("a" * at)
        os.utime(tmp_path / name, ns=(1, 1_700_000_000_123_456_789 - at * 10**18))
    expected = []
    for path in sorted(tmp_path.iterdir()):
        status = path.stat()
        expected.append((path.name, "f", status.st_size, status.st_mtime_ns))
    assert listed(tmp_path) == expected


def test_what_is_no_file_of_these_suffixes_is_not_looked_at(tmp_path: Path) -> None:
    (tmp_path / "b.txt").mkdir()
    for name in (".ascuns.txt", "c.pdf", "txt", "a.TXT"):
        (tmp_path / name).write_text("a")
    (tmp_path / "b.txt" / "d.txt").symlink_to(tmp_path / "c.pdf")
    for name, target in (("d", "b.txt"), ("e.txt", "c.pdf"), ("f.txt", "nicaieri"), ("g.txt", "g.txt")):
        (tmp_path / name).symlink_to(target)
    os.mkfifo(tmp_path / "h.txt")
    kinds = [(name, kind) for name, kind, size, time in listed(tmp_path) if (size, time) == (0, 0)]
    assert kinds == [
        ("a.TXT", "o"), ("b.txt/", "d"), ("c.pdf", "o"), ("d/", "l"), ("e.txt", "l"), ("f.txt", "l"),
        ("g.txt", "l"), ("h.txt", "o"), ("txt", "o"),
    ]  # fmt: skip


def test_names_that_are_no_text_and_folders_stand_where_they_sort(tmp_path: Path) -> None:
    for name in (b"a\xff.txt", b"a-b.txt", b"a.txt"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("a")
    (tmp_path / "a").mkdir()
    assert [name for name, *_ in listed(tmp_path)] == ["a-b.txt", "a.txt", "a/", "a\udcff.txt"]
    assert listed(tmp_path / "a") == []


def test_what_cannot_be_listed_is_an_error_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    for name, kind in (("nicaieri", FileNotFoundError), ("a.txt", NotADirectoryError)):
        with pytest.raises(kind, match=name):
            loops.list_folder(os.fsencode(tmp_path / name), b"")
    with pytest.raises(TypeError):
        loops.list_folder(str(tmp_path), b"")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="null byte"):
        loops.list_folder(b"a\0b", b"")
