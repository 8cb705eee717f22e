"""The index a server answers from, reopened when a new generation is published."""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from flask import current_app

from ..index.deadline import unlimited
from ..index.directory.generation import current_name
from ..index.errors import IndexCorrupt, RasfoiError
from ..search.engine import Index, open_index

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

    def current(self) -> Index:
        """Return the newest index that opens; raise what opening raised if none ever did."""
        now = monotonic()
        if now >= self._next_check or self._index is None:
            self._next_check = now + CHECK_SECONDS
            # No deadline of a request is one for what all requests need.
            with unlimited():
                self._index = self._renew()
        return self._index

    def check(self) -> None:
        """Raise IndexMissing if the folder of the index is gone, though what is open still answers."""
        # One that cannot be told is no reason to send nobody here.
        with contextlib.suppress(IndexCorrupt):
            current_name(Path(self._folder))

    def _renew(self) -> Index:
        if self._index is None:
            return open_index(self._folder)
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
