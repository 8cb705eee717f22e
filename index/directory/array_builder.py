"""Arrays that grow at their end."""

from __future__ import annotations

from typing import Any

import numpy as np

_ROOM = 1 << 10


class Growing:
    """An array of rows; `array` is a view of those that are there, until the next `extend`."""

    def __init__(self, dtype: Any, columns: int = 0) -> None:
        self._room = np.empty((_ROOM, columns) if columns else _ROOM, dtype)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def array(self) -> Any:
        """The rows so far."""
        return self._room[: self._count]

    def extend(self, rows: Any) -> None:
        """Add rows."""
        needed = self._count + len(rows)
        if needed > len(self._room):
            larger = np.empty((2 * needed, *self._room.shape[1:]), self._room.dtype)
            larger[: self._count] = self.array
            self._room = larger
        self._room[self._count : needed] = rows
        self._count = needed

    def shrink(self, count: int) -> None:
        """Keep only the first rows."""
        self._count = count
