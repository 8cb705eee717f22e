"""Generations: complete indexes side by side in one folder, one of them published.

DIR/CURRENT            the name of the published generation
DIR/LOCK               held, with the writer's process number in it, by whoever builds
DIR/gen-<when>-<pid>/  segments, deletions, near-duplicates, manifest, info.json, Whoosh's table of contents
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..analysis.analyzer import analyzer_version
from ..errors import IndexBusy, IndexCorrupt, IndexMissing, IndexOutdated, RasfoiError
from .array_file import FORMAT, Container

CURRENT = "CURRENT"
_LOCK = "LOCK"
_INFO = "info.json"
_PREFIX = "gen-"
# What the files of arrays end in, which hold their own checksums.
ARRAYS = ".ras"


@dataclass(frozen=True)
class SegmentFiles:
    """A segment's file name in its generation, and that of its deletions ("" for none)."""

    segment: str
    deletions: str = ""


@dataclass(frozen=True)
class Generation:
    """A complete index: its folder and what info.json says of it."""

    folder: Path
    segments: tuple[SegmentFiles, ...]
    articles: int
    built: datetime
    analyzer: str

    @property
    def name(self) -> str:
        """The folder's name, which tells one generation from another."""
        return self.folder.name


def current_name(index_dir: Path) -> str:
    """Return the name of the published generation; raise IndexMissing or IndexCorrupt if there is none."""
    try:
        name = (index_dir / CURRENT).read_bytes().decode("ascii", "replace").strip()
    except (FileNotFoundError, NotADirectoryError):
        raise IndexMissing(
            f"There is no index in {index_dir}. Make one with `rasfoi rebuild CORPUS --index {index_dir}`."
        ) from None
    except OSError as error:
        raise IndexCorrupt(f"{index_dir / CURRENT} cannot be read: {error.strerror}.") from None
    if not re.fullmatch(rf"{_PREFIX}[\w-]+", name, re.ASCII):
        raise IndexCorrupt(f"{index_dir / CURRENT} is altered. Run `rasfoi rebuild`.")
    return name


def current(index_dir: Path) -> Generation:
    """Return the published generation.

    Raises IndexMissing, IndexCorrupt, or IndexOutdated where it was built by another analyzer.
    """
    folder = index_dir / current_name(index_dir)
    try:
        info = json.loads((folder / _INFO).read_bytes())
        generation = Generation(
            folder,
            tuple(SegmentFiles(**files) for files in info["segments"]),
            info["articles"],
            datetime.fromisoformat(info["built"]),
            info["analyzer"],
        )
        written = int(info["format"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexCorrupt(f"{folder / _INFO} cannot be read ({error!r}). Run `rasfoi rebuild`.") from None
    if generation.analyzer != analyzer_version() or written != FORMAT:
        raise IndexOutdated(
            f"The index in {index_dir} was built by {generation.analyzer}, format {written}; this is "
            f"{analyzer_version()}, format {FORMAT}. Run `rasfoi rebuild CORPUS --index {index_dir}`."
        )
    return generation


@contextlib.contextmanager
def writing(index_dir: Path) -> Iterator[Path]:
    """Hold the writer's lock and yield a new, empty generation folder.

    The folder is removed unless `publish` was called for it. Raises IndexBusy while another process
    builds, naming it.
    """
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        lock_file = (index_dir / _LOCK).open("a+")
    except OSError as error:
        raise RasfoiError(
            f"The index cannot be written: {error.filename}: {error.strerror}. Name another folder."
        ) from None
    with lock_file as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            raise IndexBusy(
                f"Process {holder} is writing the index in {index_dir}. Wait for it to end, or stop it."
            ) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        _sweep(index_dir)
        folder = index_dir / f"{_PREFIX}{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{os.getpid()}"
        folder.mkdir()
        try:
            yield folder
        except OSError as error:
            raise RasfoiError(
                f"The index could not be written: {error}. The published index is untouched."
            ) from error
        finally:
            if _published(index_dir) != folder.name:
                _remove(folder)


def publish(folder: Path, segments: list[SegmentFiles], articles: int) -> Generation:
    """Make a finished generation the one that readers open, and drop those before the last."""
    built = datetime.now().astimezone().replace(microsecond=0)
    info: dict[str, Any] = {
        "format": FORMAT,
        "analyzer": analyzer_version(),
        "articles": articles,
        "built": built.isoformat(),
        "segments": [vars(files) for files in segments],
    }
    info["sums"] = {path.name: _sum(path) for path in sorted(folder.iterdir()) if path.suffix != ARRAYS}
    info["sum"] = zlib.crc32(json.dumps(info).encode())
    _write_synced(folder / _INFO, json.dumps(info, indent=1))
    _sync_folder(folder)
    previous = _published(folder.parent)
    temporary = folder.parent / f".{CURRENT}"
    _write_synced(temporary, folder.name)
    temporary.replace(folder.parent / CURRENT)
    _sync_folder(folder.parent)
    for old in folder.parent.glob(f"{_PREFIX}*"):
        # Readers that opened the previous generation a moment ago may still be opening its files.
        if old.name not in (folder.name, previous):
            _remove(old)
    return Generation(folder, tuple(segments), articles, built, info["analyzer"])


def check(folder: Path) -> None:
    """Compare every file of a generation with its checksums; raise IndexCorrupt naming one that differs."""
    for path in sorted(folder.glob(f"*{ARRAYS}")):
        Container(path).check()
    try:
        info = json.loads((folder / _INFO).read_bytes())
        own = info.pop("sum")
        bad = [_INFO] if own != zlib.crc32(json.dumps(info).encode()) else []
        bad += [name for name, expected in info["sums"].items() if _sum(folder / name) != expected]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexCorrupt(f"{folder} is altered ({error!r}). Run `rasfoi rebuild`.") from None
    if bad:
        raise IndexCorrupt(f"{folder / bad[0]} is altered. Run `rasfoi rebuild`.")


def _sum(path: Path) -> int:
    return zlib.crc32(path.read_bytes())


def _published(index_dir: Path) -> str:
    try:
        return current_name(index_dir)
    except (IndexMissing, IndexCorrupt):
        return ""


def _sweep(index_dir: Path) -> None:
    """Remove what builds that died have left: every generation newer than the published one."""
    published = _published(index_dir)
    for folder in index_dir.glob(f"{_PREFIX}*"):
        if folder.name > published:
            _remove(folder)


def _remove(folder: Path) -> None:
    # Here, as it loads compression libraries that a search has no use for.
    import shutil

    shutil.rmtree(folder, ignore_errors=True)


def _write_synced(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
