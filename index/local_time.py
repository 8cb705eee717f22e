"""The clock of Romania, which a date without a zone is meant in."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta, timezone, tzinfo
from functools import cache

# What stands for the seconds of no date; int64.
NO_DATE = -(1 << 63)
_EPOCH, _SECOND = datetime(1970, 1, 1), timedelta(seconds=1)


@cache
def _romania() -> tzinfo:
    # Here, as a search that shows no date would wait for it.
    from zoneinfo import ZoneInfo

    return ZoneInfo("Europe/Bucharest")


def local_time(moment: datetime) -> datetime:
    """Return a moment as the clocks of Romania showed it, without a zone; a naive one is that already."""
    if moment.tzinfo is None:
        return moment
    try:
        return moment.astimezone(_romania()).replace(tzinfo=None)
    except OverflowError:
        return moment.replace(tzinfo=None)


def timestamp(moment: datetime) -> str:
    """Return a moment as RFC 3339 writes it on Romania's clock, `2025-04-28T14:35:00+03:00`.

    Its day is the one that filters, facets and the page have it on, whatever zone its source wrote.
    """
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=_romania())
    with suppress(OverflowError):
        moment = moment.astimezone(_romania())
    # Clocks before 1931 were 1:44:24 ahead, which RFC 3339 has no way to write.
    offset = (moment.utcoffset() or timedelta()) // timedelta(minutes=1)
    return moment.replace(tzinfo=timezone(timedelta(minutes=offset))).isoformat(timespec="seconds")


def seconds(date: datetime | None) -> int:
    """Return a date on Romania's clock as seconds since 1970, or NO_DATE."""
    return (local_time(date) - _EPOCH) // _SECOND if date else NO_DATE
