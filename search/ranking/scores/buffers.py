"""Arrays of zeros that searches use one after the other, as making them takes as long as a search."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np

# Arrays of a name that are kept: more searches at once make their own.
_KEPT = 2
_spare: defaultdict[str, list[Any]] = defaultdict(list)


def take(name: str, size: int, dtype: Any) -> Any:
    """Return an array of so many zeros, always of the same type for a name.

    It may be the beginning of a longer one: with several threads, a search of a small segment gets some of
    its arrays from one of a large segment and some from another.
    """
    kept = _spare[name]
    # Another thread may take the last one between a look and a `pop`.
    try:
        array = kept.pop()
    except IndexError:
        return np.zeros(size, dtype)
    return array[:size] if len(array) >= size else np.zeros(size, dtype)


def give_back(name: str, array: Any) -> None:
    """Let the next search take an array, which is zeros again."""
    if len(_spare[name]) < _KEPT:
        _spare[name].append(array if array.base is None else array.base)
