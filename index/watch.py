"""An index kept up to date as the files of its corpus change."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from .address import folder_of, on_cluster
from .early import update
from .errors import RasfoiError
from .report import BuildReport, Failure

# Changes that come within so many milliseconds are one update, and a quiet moment ends the waiting.
_GATHER, _QUIET = 500, 50
# How often it is looked whether the corpus is still the same folder, and in how many seconds an update that
# failed, as while another process builds, is tried again: first and at most.
_LOOK = 1_000
_RETRY, _LONGEST = 2.0, 64.0

Told = Callable[[BuildReport | RasfoiError], None]


def watch(
    corpus: str | os.PathLike[str],
    index_dir: str | os.PathLike[str],
    *,
    told: Told,
    stop: threading.Event | None = None,
    file_dates: bool | None = False,
    fields: Mapping[str, str] | None = None,
    follow: bool | None = False,
    allow_empty: bool = False,
) -> None:
    """Update the index in `index_dir` now and whenever something under `corpus` changes, until `stop` is set.

    `told` is called with the report of each update that changed something or could not read other files
    than the one before, without the failures that it had been told of, unless their files changed, and with
    the error of one that failed, once for as long as it stays the same: the watch goes on, and the
    published index stays. A corpus that is not there is waited for, and so is one
    that comes back on another disk. Changes of the index folder itself and of hidden files are no changes
    of the corpus; what symbolic links lead to outside of it is not watched. The other options are those
    of `update`. Needs the package `watchfiles`.
    """
    stop = stop or threading.Event()
    run = partial(
        update,
        corpus,
        index_dir,
        file_dates=file_dates,
        fields=fields,
        follow=follow,
        allow_empty=allow_empty,
    )
    own = None if on_cluster(index_dir) else folder_of(index_dir).resolve()
    updates, polling = _Updates(run, told), False
    while not stop.is_set():
        root = Path(corpus).resolve()
        looks = _identity(root)
        updates.run()
        if looks is None:
            stop.wait(_LOOK / 1000)
            continue
        try:
            if not _until_replaced(root, looks, own, stop, updates, polling):
                return
        except OSError as error:
            if polling:
                raise RasfoiError(f"{root} cannot be watched: {error}.") from error
            told(RasfoiError(f"{root} is looked through again and again, as it cannot be watched: {error}."))
            polling = True


class _Updates:
    """Runs an update again and again, more and more seldom while it fails."""

    def __init__(self, run: Callable[[], BuildReport], told: Told) -> None:
        self._run, self._told = run, told
        self._problem, self._pause, self._next = "", _RETRY, 0.0
        self._failures: tuple[Failure, ...] = ()
        self._changed = set[str]()

    def run(self, changed: Iterable[str] = ()) -> None:
        """Update; `changed` are the files that did, by their paths below the corpus."""
        self._changed.update(changed)
        try:
            report = self._run()
        except (RasfoiError, OSError) as caught:
            error = caught if isinstance(caught, RasfoiError) else RasfoiError(str(caught))
            if str(error) != self._problem:
                self._told(error)
            self._problem, self._next = str(error), time.monotonic() + self._pause
            self._pause = min(2 * self._pause, _LONGEST)
            return
        self._problem, self._pause = "", _RETRY
        known = {each for each in self._failures if self._changed.isdisjoint(_file_of(each))}
        new = tuple(each for each in report.failures if each not in known)
        if report.changed or report.deleted or new or len(report.failures) < len(self._failures):
            self._told(replace(report, failures=new))
        self._failures, self._changed = report.failures, set()

    @property
    def due(self) -> bool:
        """Whether the last one failed and it is time for another."""
        return bool(self._problem) and time.monotonic() >= self._next


def _until_replaced(
    root: Path,
    looks: tuple[int, int],
    index: Path | None,
    stop: threading.Event,
    updates: _Updates,
    polling: bool,
) -> bool:
    """Update at every change until another folder stands where `root` was; return False if told to end.

    Raises OSError where the system cannot watch so many folders, unless `polling`.
    """
    # Here, as only a process that watches needs it.
    from watchfiles import Change
    from watchfiles import watch as changes

    def counts(change: Change, path: str) -> bool:
        changed = Path(path)
        return index not in (changed, *changed.parents) and not _hidden(changed, root)

    base = root.parent if root.is_file() else root
    missed = True  # what changed before the first look
    try:
        for found in changes(
            root,
            watch_filter=counts,
            stop_event=stop,
            debounce=_GATHER,
            step=_QUIET,
            rust_timeout=_LOOK,
            yield_on_timeout=True,
            force_polling=polling or None,
        ):
            if _identity(root) != looks:
                return True
            if found or missed or updates.due:
                updates.run(os.path.relpath(path, base) for _, path in found)
            missed = False
    except FileNotFoundError:
        return True
    except KeyboardInterrupt:
        pass
    return False


def _file_of(failure: Failure) -> tuple[str, str]:
    """Return the path of a failure, and of the file that it is a place in, if it is one."""
    return failure.path, failure.path.rpartition(":")[0]


def _identity(root: Path) -> tuple[int, int] | None:
    """Return what tells one folder from another in the same place, None where there is none."""
    try:
        status = root.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _hidden(path: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in path.parts[len(root.parts) :])
