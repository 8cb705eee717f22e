"""Arrays that every search of a thread uses again."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np

_local = threading.local()


def zeros(name: str, size: int, dtype: Any) -> Any:
    """Return this thread's array of that name, of at least so many zeros, which its user leaves as zeros."""
    array = getattr(_local, name, None)
    if array is None or len(array) < size:
        array = np.zeros(size, dtype)
        setattr(_local, name, array)
    return array
