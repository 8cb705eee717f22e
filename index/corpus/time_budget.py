"""A bound on the time that reading one file takes: what takes longer is that file's failure."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from typing import Any

from ..errors import BadArticle

# Seconds of processor time for any file, and more for each megabyte: many times what readers need.
SECONDS, SECONDS_A_MEGABYTE = 5.0, 2.0
# Where a library keeps the first exception to itself, another comes after so many seconds.
_AGAIN = 1.0


@contextlib.contextmanager
def time_budget(size: int) -> Iterator[None]:
    """Raise BadArticle in the block once a file of `size` bytes has taken too much processor time.

    Only the main thread of a process can be interrupted, as that of a worker of a build is; in any
    other thread, and on systems without such a clock, nothing is bounded. A library that computes
    without Python, as a parser in C does, is interrupted when it returns.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return
    seconds = SECONDS + SECONDS_A_MEGABYTE * size / 1e6

    def end(*_: Any) -> None:
        raise BadArticle(f"reading it takes more than {seconds:.0f} s of processor time")

    before = signal.signal(signal.SIGVTALRM, end)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _AGAIN)
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
