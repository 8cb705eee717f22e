"""Ascending arrays of numbers: what they have in common, what is in any of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .hot import hot

# A list shorter than the other by this factor, or any list in a short one, is looked up.
_FEW = 32
_SHORT = 4096
# Numbers marked at a time.
_MARKED = 1 << 20


def _intersect_arrays(first: Any, second: Any, out: Any) -> int:
    if len(first) * _FEW < len(second) or len(second) < _SHORT:
        at = np.searchsorted(second, first)
        common = first[second[np.minimum(at, len(second) - 1)] == first]
    else:
        common = _marked(first, second)
    out[: len(common)] = common
    return len(common)


def _marked(first: Any, second: Any) -> Any:
    kept = []
    marked = np.zeros(_MARKED, np.bool_)
    for low in range(int(first[0]), int(first[-1]) + 1, _MARKED):
        one, other = (
            each[slice(*np.searchsorted(each, (low, low + _MARKED)))] - low for each in (first, second)
        )
        marked[one] = True
        kept.append(other[marked[other]] + low)
        marked[one] = False
    return np.concatenate(kept)


@hot(_intersect_arrays)
def _intersect(first: Any, second: Any, out: Any) -> Any:
    """Write what is in both into `out`; return how much that is. `first` is the shorter one."""
    count, low = 0, 0
    for step in range(len(first)):
        wanted = first[step]
        reach = 1
        while low + reach < len(second) and second[low + reach] < wanted:
            low += reach
            reach *= 2
        high = min(low + reach, len(second))
        while low < high:
            middle = (low + high) >> 1
            if second[middle] < wanted:
                low = middle + 1
            else:
                high = middle
        if low == len(second):
            break
        if second[low] == wanted:
            out[count] = wanted
            count += 1
    return count


def intersect(first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return what two ascending arrays of numbers, each once, have in common."""
    if len(first) > len(second):
        first, second = second, first
    if not len(first):
        return first
    out = np.empty(len(first), np.int64)
    return out[: _intersect(first, second, out)]


def _unite_arrays(first: Any, second: Any, out: Any) -> int:
    both = distinct(np.concatenate([first, second]))
    out[: len(both)] = both
    return len(both)


@hot(_unite_arrays)
def _unite(first: Any, second: Any, out: Any) -> Any:
    """Write what is in either into `out`; return how much that is."""
    count, here, there = 0, 0, 0
    while here < len(first) and there < len(second):
        low, other = first[here], second[there]
        out[count] = min(low, other)
        here += low <= other
        there += other <= low
        count += 1
    for at in range(here, len(first)):
        out[count] = first[at]
        count += 1
    for at in range(there, len(second)):
        out[count] = second[at]
        count += 1
    return count


def united(lists: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return the numbers that are in any of some ascending lists, each once there, ascending, each once."""
    union = lists[0]
    for each in lists[1:]:
        out = np.empty(len(union) + len(each), np.int64)
        union = out[: _unite(union, each, out)]
    return union


def distinct(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the numbers, ascending, each once."""
    ascending: NDArray[np.int64] = np.sort(numbers)
    return ascending[np.flatnonzero(np.diff(ascending, prepend=-1))]
