"""How many heaps the threads of a worker share."""

from __future__ import annotations

import ctypes
from contextlib import suppress

# As in malloc.h of glibc.
_ARENA_MAX = -8
# With sixteen, what glibc makes on two cores, a worker held half as much again after some minutes.
_HEAPS = 2


def share_heaps() -> None:
    """Let all threads of this process share two of glibc's heaps, as each keeps what its threads once held.

    Call it before there are threads. On systems with another C library it does nothing.
    """
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, _HEAPS)
