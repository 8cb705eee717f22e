"""Writing an index: the lock, the folder of a new generation, and the one step that publishes it."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ..analysis.version import analyzer_version
from ..errors import IndexBusy, IndexCorrupt, IndexMissing, RasfoiError
from .array_file import FORMAT
from .generation import CURRENT, PREFIX, GenerationInfo, SegmentFiles, complete, current_name, describe, read
from .info_file import INFO, check, sealed

_LOCK = "LOCK"
_TEMPORARY = f".{CURRENT}"
_STAMP, _STAMP_LENGTH = "%Y%m%dT%H%M%S%f", 21
_WRITTEN_BY_OTHERS = 0o022


@contextlib.contextmanager
def writing(index_dir: Path) -> Iterator[Path]:
    """Hold the writer's lock and yield a new, empty generation folder.

    The folder is removed unless `publish` was called for it. Raises IndexBusy while another process
    builds, naming it, and RasfoiError for what cannot be written.
    """
    with _locked(index_dir):
        folder = index_dir / _new_name(index_dir)
        try:
            _sweep(index_dir)
            folder.mkdir(mode=0o775)
            yield folder
        finally:
            _remove_unless_published(folder)


@contextlib.contextmanager
def _locked(index_dir: Path) -> Iterator[None]:
    """Hold the writer's lock; tell what is published if anything cannot be written or read meanwhile."""
    try:
        _make(index_dir)
        lock = os.fdopen(os.open(index_dir / _LOCK, os.O_RDWR | os.O_CREAT, 0o664), "r+b", buffering=0)
    except OSError as error:
        raise RasfoiError(
            f"The index cannot be written: {error.filename}: {error.strerror}. Name another folder."
        ) from None
    with lock:
        try:
            # The system lets go of it when the process ends, in whatever way.
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = lock.readall().decode("ascii", "replace").strip() or "unknown"
            raise IndexBusy(
                f"Process {holder} is writing the index in {index_dir}. Wait for it to end, or stop it."
            ) from None
        except OSError as error:
            raise RasfoiError(f"{index_dir / _LOCK} cannot be locked: {error.strerror}.") from None
        # Only so that others can name this process.
        with contextlib.suppress(OSError):
            lock.truncate(0)
            lock.write(b"%d\n" % os.getpid())
        before = _published(index_dir)
        try:
            yield
        except OSError as error:
            raise RasfoiError(_what_failed(before, _published(index_dir), error)) from error
        except (KeyboardInterrupt, SystemExit) as stop:
            now = _published(index_dir)
            stop.add_note(f"{now} is published." if now and now != before else _what_stays(now))
            raise


def _make(index_dir: Path) -> None:
    """Make the folder of an index, and those above it, so that they last."""
    missing = [each for each in (index_dir, *index_dir.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(mode=0o775, exist_ok=True)
        _sync_folder(each.parent)


def _new_name(index_dir: Path) -> str:
    """Return a name for a generation, later than all others whatever the clock says."""
    now = datetime.now(UTC)
    last = max((path.name for path in index_dir.glob(f"{PREFIX}*")), default="")
    with contextlib.suppress(ValueError):
        stamp = datetime.strptime(last.removeprefix(PREFIX)[:_STAMP_LENGTH], _STAMP).replace(tzinfo=UTC)
        now = max(now, stamp + timedelta(microseconds=1))
    return f"{PREFIX}{now:{_STAMP}}-{os.getpid()}"


def _what_failed(before: str | None, now: str | None, error: OSError) -> str:
    reason = error.strerror or str(error)
    place = f"{os.fsdecode(error.filename)}: " if error.filename else ""
    if now and now != before:
        return f"{now} is published, but then something failed: {place}{reason}."
    room = error.errno in (errno.ENOSPC, errno.EDQUOT)
    fix = " Make room on its disk, or build in another folder." if room else ""
    return f"The index could not be written: {place}{reason}. {_what_stays(now)}{fix}".rstrip()


def _what_stays(now: str | None) -> str:
    """Tell what a build that came to nothing has left, where `now` is published."""
    return {None: "", "": "Nothing was published."}.get(now, "The published index is untouched.")


def link(path: Path, folder: Path) -> None:
    """Let a file of another generation be one of that in `folder` too, by a copy where links cannot be."""
    copy = folder / path.name
    try:
        os.link(path, copy)
    except OSError:
        # Here, as it loads compression libraries that a search has no use for.
        import shutil

        shutil.copyfile(path, copy)
        with copy.open("rb") as file:
            os.fsync(file.fileno())


def publish(folder: Path, segments: list[SegmentFiles], articles: int) -> None:
    """Make a finished generation the one that readers open, and drop those before the last."""
    info: dict[str, Any] = {
        "format": FORMAT,
        "analyzer": analyzer_version(),
        "articles": articles,
        "built": datetime.now().astimezone().replace(microsecond=0).isoformat(),
        "segments": [files._asdict() for files in segments],
    }
    _write_synced(folder / INFO, sealed(info, folder))
    for path in folder.iterdir():
        _close_to_others(path)
    _sync_folder(folder)
    _point_to(folder)
    _sweep(folder.parent)


def rollback(index_dir: str | os.PathLike[str]) -> GenerationInfo:
    """Do what `index.generations.rollback` does, in a folder."""
    folder = Path(index_dir)
    if not complete(folder):
        current_name(folder)
    with _locked(folder):
        # An error of reading may be gone the second time; where it stays the newest is published.
        published = _published(folder) or _published(folder)
        earlier = [each for each in complete(folder) if not published or each.name < published]
        if not earlier:
            raise IndexMissing(
                f"There is no earlier generation in {folder}: only the one before {published} is ever kept. "
                f"`rasfoi rebuild CORPUS --index {folder}` makes a new index."
            )
        generation = read(earlier[-1])
        check(generation.folder)
        _point_to(generation.folder)
    return describe(generation.folder, current=True)


def _point_to(folder: Path) -> None:
    """Replace `CURRENT` in one step that lasts."""
    temporary = folder.parent / _TEMPORARY
    _write_synced(temporary, folder.name)
    _close_to_others(temporary)
    # The name of the generation's folder too, before anything points to it.
    _sync_folder(folder.parent)
    pointer = folder.parent / CURRENT
    if pointer.is_dir():
        _remove(pointer)
    temporary.replace(pointer)
    _sync_folder(folder.parent)
    _sync_folder(folder.parent.resolve().parent)


def _published(index_dir: Path) -> str | None:
    """Return the name of the published generation, "" if there is none, None if that cannot be told."""
    try:
        return current_name(index_dir)
    except IndexMissing:
        return ""
    except IndexCorrupt:
        return None


def _sweep(index_dir: Path) -> None:
    """Remove all generations but the published one and the one before it, and what dead builds have left.

    Readers that opened the generation before a moment ago may still be opening its files. Of others they
    have all files open that they need: the system frees what those take when the last reader is gone.
    While it cannot be told which one is published, all that are complete stay.
    """
    with contextlib.suppress(OSError):
        published, whole = _published(index_dir), [each.name for each in complete(index_dir)]
        before = [name for name in whole if published and name < published]
        keep = {published, *before[-1:]} if published else {*whole}
        for folder in index_dir.glob(f"{PREFIX}*"):
            if folder.name not in keep:
                _remove(folder)
        (index_dir / _TEMPORARY).unlink(missing_ok=True)


def _remove_unless_published(folder: Path) -> None:
    published = _published(folder.parent)
    if published is None and (folder / INFO).exists():
        return
    if published != folder.name:
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


def _close_to_others(path: Path) -> None:
    """Take the right to write from others than the owner: nobody changes a file once it is written."""
    mode = path.stat().st_mode
    if mode & _WRITTEN_BY_OTHERS:
        path.chmod(mode & ~_WRITTEN_BY_OTHERS)


def _sync_folder(folder: Path) -> None:
    """Make what was made, renamed or removed in a folder last."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:
        # A folder above that of the index may be one to pass through only.
        return
    try:
        os.fsync(handle)
    except OSError as error:
        # Some network disks cannot do it.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)
