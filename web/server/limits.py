"""What a request may take: so much time, and a place among those that compute at the same time.

Threads that compute at once hold each other up, so one has the way; whoever has waited some time for it
goes on beside it. What is asked of the health of the server waits for nobody.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, Semaphore
from time import monotonic
from typing import Any

from flask import Flask, request

from ...index.deadline import within
from ...index.errors import RasfoiError
from .settings import TIMEOUT

SECONDS = 2.0
# Threads of a worker: requests that are answered at once or wait. Some are left to those that need not wait.
THREADS, _LEFT = 128, 8
# Requests that compute at once: each needs memory that grows with the index.
_COMPUTING = 16
# Seconds after which a request computes beside the one that has the way.
_PATIENCE = 0.1
_FREE = {"health", "metrics", "assets"}


class Busy(RasfoiError):
    """The server has more to do than it can do in time."""

    status = 503

    def __init__(self) -> None:
        super().__init__("The server is busy. Try again in some seconds.")


class BadTimeout(RasfoiError):
    """The setting of the time that a request may take cannot be used."""


class Limits:
    """Admits requests and gives each its time."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._admitted, self._computing, self._way = Semaphore(THREADS - _LEFT), Semaphore(_COMPUTING), Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Let the block compute for the rest of its time; raises Busy where there is no room in time."""
        begun = monotonic()
        with _held(self._admitted, 0), _held(self._computing, self._seconds):
            first = self._way.acquire(timeout=_PATIENCE)
            try:
                with within(self._seconds - (monotonic() - begun)):
                    yield
            finally:
                if first:
                    self._way.release()


@contextmanager
def _held(room: Semaphore, seconds: float) -> Iterator[None]:
    if not room.acquire(timeout=seconds):
        raise Busy
    try:
        yield
    finally:
        room.release()


def configured() -> float:
    """Return the seconds that a request may take; raises BadTimeout."""
    given = os.environ.get(TIMEOUT, "").strip()
    try:
        seconds = float(given or SECONDS)
    except ValueError:
        seconds = 0.0
    if not 0.01 <= seconds <= 3600:
        raise BadTimeout(f"{TIMEOUT} is {given[:40]!r}: give seconds, from 0.01 to 3600.")
    return seconds


def register(app: Flask) -> None:
    """Limit what the requests of an application take."""
    limits, dispatch = Limits(configured()), app.dispatch_request

    def dispatch_in_turn() -> Any:
        if request.blueprint in _FREE:
            return dispatch()
        with limits.turn():
            return dispatch()

    app.dispatch_request = dispatch_in_turn  # type: ignore[method-assign]
