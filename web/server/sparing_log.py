"""A log that a server kept busy by failing requests does not fill."""

from __future__ import annotations

import logging
from time import monotonic

# Records of one place in the code that are written in so many seconds.
_MOST, _SECONDS = 10, 60.0


class Sparing(logging.Filter):
    """Passes some records of each place in the code a minute; the next one tells how many were left out."""

    def __init__(self) -> None:
        super().__init__()
        self._seen: dict[tuple[str, int], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a record is written."""
        place, now = (record.pathname, record.lineno), monotonic()
        begun, count = self._seen.get(place, (now, 0))
        if now - begun >= _SECONDS:
            if count > _MOST:
                record.msg = f"{record.msg} (and {count - _MOST} such lines more before)"
            begun, count = now, 0
        self._seen[place] = begun, count + 1
        return count < _MOST
