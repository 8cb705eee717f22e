"""Results of functions kept for texts that come again, which long ones do not."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

T = TypeVar("T")
# Characters of the longest text whose result is kept: no word is longer, and hardly a name.
LONGEST = 100


def cached_if_short(entries: int) -> Callable[[Callable[[str], T]], Callable[[str], T]]:
    """Return a decorator that keeps the last `entries` results of a function of a text.

    Those for texts of more than LONGEST characters are made anew each time, so that nobody fills the memory
    of a server with what is only asked for once.
    """

    def decorate(function: Callable[[str], T]) -> Callable[[str], T]:
        kept = lru_cache(entries)(function)

        @wraps(function)
        def call(text: str) -> T:
            return kept(text) if len(text) <= LONGEST else function(text)

        return call

    return decorate
