"""The time by which work must have ended: each thread has a deadline, and what takes long looks at the clock.

The loops in C look by themselves. A loop in Python that does much between two of them calls `check`, or goes
through `checked` items.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from .native import loops

T = TypeVar("T")
# Items between two looks at the clock.
_STEP = 1024
# Raises SearchTimeout once the deadline of this thread has passed.
check = loops.check_deadline


@contextmanager
def within(seconds: float | None) -> Iterator[None]:
    """Let the work of a block end with SearchTimeout after so many seconds; None sets no limit.

    Of blocks inside each other the one that ends first counts.
    """
    if seconds is None:
        yield
        return
    own = time.monotonic_ns() + max(int(seconds * 1e9), 0)
    outer = loops.set_deadline(own)
    if 0 < outer < own:
        loops.set_deadline(outer)
    try:
        yield
    finally:
        loops.set_deadline(outer)


@contextmanager
def unlimited() -> Iterator[None]:
    """Let the work of a block take the time it takes, whatever the deadline around it."""
    outer = loops.set_deadline(0)
    try:
        yield
    finally:
        loops.set_deadline(outer)


def remaining() -> float | None:
    """Return how many seconds the work of this thread has left, None where it has no deadline."""
    outer = loops.set_deadline(0)
    loops.set_deadline(outer)
    return (outer - time.monotonic_ns()) / 1e9 if outer > 0 else None


def past() -> bool:
    """Tell whether the deadline of this thread has passed."""
    left = remaining()
    return left is not None and left <= 0


def limited() -> bool:
    """Tell whether the work of this thread has a deadline."""
    return remaining() is not None


def checked(items: Iterable[T]) -> Iterator[T]:
    """Yield items, with a look at the clock now and then."""
    if isinstance(items, list) and len(items) <= _STEP:
        check()
        return iter(items)
    return _looked_after(items)


def _looked_after(items: Iterable[T]) -> Iterator[T]:
    for at, item in enumerate(items):
        if not at % _STEP:
            check()
        yield item
