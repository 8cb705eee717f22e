"""Results of methods kept for as long as their object, and for as many bytes as they may take.

`functools.lru_cache` counts entries: a few thousand long words would take a hundred times what the usual
ones do. cachetools can count bytes, but takes longer to find a result than some of these take to make.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast
from weakref import WeakMethod

P = ParamSpec("P")
T = TypeVar("T")
# What an entry takes beside its key and its result: a place in a dictionary, a tuple.
_ENTRY = 200
_MISSING = object()


def cached(method: Callable[P, T], most: int, size: Callable[..., int]) -> Callable[P, T]:
    """Return a bound method that keeps its last results, `most` bytes of them, to be held by its own object.

    `size` tells of a result and the arguments it is for about how many bytes both take. Results that have
    not been asked for lately go, half of all at once, so that finding one is a look into a dictionary.

    It does not hold the object itself: an index in a cycle would be freed, and the space of its removed files
    with it, only when the garbage collector happens to look at all objects.
    """
    weak = WeakMethod(method)
    recent: dict[Any, Any] = {}
    older: dict[Any, Any] = {}
    used = 0

    def call(*arguments: Any) -> Any:
        found = recent.get(arguments, _MISSING)
        if found is _MISSING:
            found = older.get(arguments, _MISSING)
            if found is _MISSING:
                bound = cast("Callable[..., Any]", weak())
                found = bound(*arguments)
            keep(arguments, found)
        return found

    def keep(arguments: Any, found: Any) -> None:
        nonlocal recent, older, used
        needed = _ENTRY + size(found, *arguments)
        if needed > most // 2:
            return
        if used + needed > most // 2:
            recent, older, used = {}, recent, 0
        recent[arguments] = found
        used += needed

    return cast("Callable[P, T]", call)
