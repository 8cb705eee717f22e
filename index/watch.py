"""An index kept up to date as the files of its corpus change."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

from .errors import RasfoiError
from .report import BuildReport
from .update import update

# Changes that come within so many milliseconds are one update, and a quiet moment ends the waiting.
_GATHER, _QUIET = 500, 50
# After an update that failed, as while another process builds, it is tried again.
_RETRY = 2_000

Told = Callable[[BuildReport | RasfoiError], None]


def watch(
    corpus: str | os.PathLike[str],
    index_dir: str | os.PathLike[str],
    *,
    told: Told,
    stop: threading.Event | None = None,
    file_dates: bool = False,
) -> None:
    """Update the index in `index_dir` now and whenever something under `corpus` changes, until `stop` is set.

    `told` is called after each update that changed something with its report, and with the error of one
    that failed: the watch goes on, and the published index stays. Changes of the index folder itself
    and of hidden files are no changes of the corpus. `file_dates` is as for `update`. Needs the package
    `watchfiles`.
    """
    # Here, as only a process that watches needs it.
    from watchfiles import Change
    from watchfiles import watch as changes

    root, index = Path(corpus).resolve(), Path(index_dir).resolve()

    def counts(change: Change, path: str) -> bool:
        changed = Path(path)
        return index not in (changed, *changed.parents) and not _hidden(changed, root)

    failed = not _update(corpus, index_dir, told, file_dates)
    for found in changes(
        root,
        watch_filter=counts,
        stop_event=stop,
        debounce=_GATHER,
        step=_QUIET,
        rust_timeout=_RETRY,
        yield_on_timeout=True,
        raise_interrupt=False,
    ):
        if found or failed:
            failed = not _update(corpus, index_dir, told, file_dates)


def _hidden(path: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in path.parts[len(root.parts) :])


def _update(
    corpus: str | os.PathLike[str], index_dir: str | os.PathLike[str], told: Told, file_dates: bool
) -> bool:
    """Update once; return whether it went well."""
    try:
        report = update(corpus, index_dir, file_dates=file_dates)
    except RasfoiError as error:
        told(error)
        return False
    if report.changed or report.deleted:
        told(report)
    return True
