"""Ascending arrays of numbers: what they have in common, what is in any of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import loops


def intersect(first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return what two ascending arrays of numbers, each once, have in common."""
    if len(first) > len(second):
        first, second = second, first
    out = np.empty(len(first), np.int64)
    return out[: loops.intersect(first, second, out)]


def united(lists: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return the numbers that are in any of some ascending lists, each once there, ascending, each once."""
    union = lists[0]
    for each in lists[1:]:
        out = np.empty(len(union) + len(each), np.int64)
        union = out[: loops.unite(union, each, out)]
    return union


def numbered(values: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Return the different values, ascending, and the place of each value among them.

    NumPy's `unique` would load its masked arrays first, 15 ms.
    """
    order = np.argsort(values, kind="stable")
    ascending = values[order]
    first = np.append(True, ascending[1:] != ascending[:-1])[: len(values)]
    places = np.empty(len(values), np.int64)
    places[order] = np.cumsum(first) - 1
    return ascending[first], places


def distinct(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the numbers, ascending, each once."""
    ascending: NDArray[np.int64] = np.sort(numbers)
    return ascending[np.flatnonzero(np.diff(ascending, prepend=-1))]
