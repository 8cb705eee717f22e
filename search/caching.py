"""Results of methods kept for as long as their object."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast
from weakref import WeakMethod

P = ParamSpec("P")
T = TypeVar("T")


def cached(method: Callable[P, T], size: int) -> Callable[P, T]:
    """Return a bound method that keeps its last `size` results, to be held by its own object.

    It does not hold the object itself: an index in a cycle would be freed, and the space of its removed files
    with it, only when the garbage collector happens to look at all objects.
    """
    weak = WeakMethod(method)

    def call(*arguments: P.args, **options: P.kwargs) -> T:
        bound = weak()
        assert bound is not None
        return bound(*arguments, **options)

    return cast("Callable[P, T]", lru_cache(size)(call))
