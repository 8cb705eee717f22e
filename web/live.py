"""The index a server answers from, reopened when a new generation is published."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from threading import Lock
from time import monotonic

from flask import current_app

from ..index.deadline import unlimited
from ..index.errors import RasfoiError
from ..search.engine import Index
from ..search.opening import open_index
from .server.settings import DICTIONARY

CHECK_SECONDS = 1.0

log = logging.getLogger(__name__)


class LiveIndex:
    """Holds the open index and looks at most once a second whether it was replaced."""

    def __init__(
        self,
        folder: str | os.PathLike[str],
        index: Index | None = None,
        failed: Callable[[], None] = lambda: None,
    ) -> None:
        """`failed` is called whenever it cannot be told that this is the newest index; why is logged once."""
        self._folder, self._failed = folder, failed
        self._index = index
        self._next_check = 0.0
        self._problem = ""
        self._renewing = Lock()

    def current(self) -> Index:
        """Return the newest index that opens; raise what opening raised if none ever did."""
        open_one = self._index
        if open_one is not None and monotonic() < self._next_check:
            return open_one
        # While one thread opens a new generation the others answer from the old one, if there is any.
        if not self._renewing.acquire(blocking=open_one is None):
            assert open_one is not None
            return open_one
        try:
            if self._index is None or monotonic() >= self._next_check:
                self._next_check = monotonic() + CHECK_SECONDS
                # No deadline of a request is one for what all requests need.
                with unlimited():
                    self._index = self._renew()
            return self._index
        finally:
            self._renewing.release()

    def check(self) -> None:
        """Raise IndexMissing if the folder of the index is gone, though what is open still answers."""
        if self._index is not None:
            self._index.check_present()

    def _renew(self) -> Index:
        if self._index is None:
            return open_index(self._folder, dictionary=os.environ.get(DICTIONARY) or None)
        try:
            index = self._index.refresh()
        except (RasfoiError, OSError) as error:
            # A broken new generation must not take down the one that still serves.
            if str(error) != self._problem:
                log.warning("keeping the open index: %s", error)
            self._problem = str(error)
            self._failed()
            return self._index
        self._problem = ""
        return index


def live_index() -> LiveIndex:
    """Return what holds the index of the running application."""
    live: LiveIndex = current_app.extensions["rasfoi"]
    return live


def current_index() -> Index:
    """Return the index of the running application."""
    return live_index().current()
