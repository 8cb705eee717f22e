"""Romania's clock, and dates as RFC 3339 writes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from rasfoi.index.local_time import local_time, timestamp


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2025, 4, 28, 14, 35), "2025-04-28T14:35:00+03:00"),
        (datetime(2025, 1, 28), "2025-01-28T00:00:00+02:00"),
        (datetime(2025, 4, 28, 9, tzinfo=UTC), "2025-04-28T12:00:00+03:00"),
        # A site that never leaves summer time: half past eleven of the day before.
        (datetime(2017, 12, 13, 0, 30, tzinfo=timezone(timedelta(hours=3))), "2017-12-12T23:30:00+02:00"),
        (datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-12))), "9999-12-31T23:00:00-12:00"),
        (datetime(1921, 5, 1, 12), "1921-05-01T12:00:00+01:44"),
        (datetime(1000, 1, 1), "1000-01-01T00:00:00+01:44"),
    ],
)
def test_timestamp(moment: datetime, text: str) -> None:
    assert timestamp(moment) == text


def test_local_time() -> None:
    assert local_time(datetime(2025, 4, 28, 23, 30, tzinfo=UTC)) == datetime(2025, 4, 29, 2, 30)
    assert local_time(datetime(2025, 4, 28, 23, 30)) == datetime(2025, 4, 28, 23, 30)
    last = datetime(9998, 12, 31, 23, tzinfo=timezone(timedelta(hours=-12)))
    assert local_time(last).tzinfo is None
