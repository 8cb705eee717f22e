"""A large new index as few segments: they take less room than many, and each costs every search some time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from .connection.client import Client

# Bytes from which on an index is merged: what a smaller one gains is not worth the wait.
LEAST = 256 << 20
# Bytes from which on a cluster hardly merges a segment by itself, whatever was deleted of it.
_LARGEST = 5 << 30
# Seconds in which a cluster lets go of what it keeps for copies that lag behind: it looks every half minute.
_LETTING_GO = 45.0
# Seconds in which it must have begun to merge: it says so nowhere if the user may not ask for it.
_BEGIN, _STEP, _LONG = 10.0, 0.2, 120.0


def merge(client: Client, index: str) -> None:
    """Let a cluster write each shard of a large index as one segment, or as one for every 5 GB, and wait.

    Articles as they were sent, which are kept for copies that lag behind, are left out by that: half of the
    index. Where the cluster does not merge the index stays as it is.
    """
    client.request("POST", f"{index}/_flush", timeout=_LONG)
    stored = client.request("GET", f"{index}/_stats/store")
    size, shards = stored["_all"]["primaries"]["store"]["size_in_bytes"], stored["_shards"]["successful"]
    if size < LEAST:
        return
    _wait(_LETTING_GO, lambda: not _lags(client, index))
    most = 1 + size // max(shards, 1) // _LARGEST
    wanted = {"max_num_segments": most, "wait_for_completion": False}
    before = _segments(client, index)
    client.request("POST", f"{index}/_forcemerge", params=wanted)
    while not _wait(_BEGIN, lambda: _segments(client, index) <= most * shards):
        told = client.request("GET", f"{index}/_stats/merge")["_all"]["primaries"]
        now = _segments(client, index)
        # Between one shard of a node and the next it merges nothing for a moment.
        if not told["merges"]["current"] and now == before:
            return
        before = now


def _wait(seconds: float, done: Callable[[], bool]) -> bool:
    """Wait until something is done, for some seconds; tell whether it is."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(_STEP)
    return True


def _lags(client: Client, index: str) -> bool:
    """Tell whether a shard keeps what was sent last for copies that lag behind."""
    return any(
        lease["retaining_seq_no"] <= shard["seq_no"]["max_seq_no"]
        for shard in _shards(client, index)
        for lease in shard["retention_leases"]["leases"]
    )


def _shards(client: Client, index: str) -> Iterator[dict[str, Any]]:
    told = client.request("GET", f"{index}/_stats", params={"level": "shards"})
    for copies in told["indices"][index]["shards"].values():
        yield from copies


def _segments(client: Client, index: str) -> int:
    client.request("POST", f"{index}/_refresh", timeout=_LONG)
    stats = client.request("GET", f"{index}/_stats/segments")
    return int(stats["_all"]["primaries"]["segments"]["count"])
