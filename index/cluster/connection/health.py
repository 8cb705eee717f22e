"""How the cluster that holds an index is, as far as its user may see."""

from __future__ import annotations

import os
from dataclasses import dataclass

from ...errors import ClusterDenied
from .address import parse
from .client import Client

_AT_ONCE = {"timeout": "1s", "level": "shards"}


@dataclass(frozen=True)
class ClusterHealth:
    """The nodes of a cluster and the shards of an index there.

    `health` is green where each shard has all its copies, yellow where some of these are away, the
    `missing_copies`, red where a shard has none: nothing is found while there are `missing_shards`. `shards`
    counts the copies that are there. What the user may not see is "" or 0, and `not_told` says why.
    """

    health: str = ""
    nodes: tuple[str, ...] = ()
    shards: int = 0
    missing_shards: int = 0
    missing_copies: int = 0
    not_told: str = ""


def health(address: str | os.PathLike[str]) -> ClusterHealth:
    """Return how the cluster at an address is; raises ClusterUnavailable, IndexMissing."""
    parsed = parse(address)
    client = Client(parsed)
    try:
        # What is missing is told at once, not after a wait for it.
        told = client.request("GET", f"_cluster/health/{parsed.name}", params=_AT_ONCE)
        nodes = client.request("GET", "_cat/nodes", params={"format": "json", "h": "name", "s": "name"})
    except ClusterDenied as error:
        return ClusterHealth(not_told=str(error))
    shards = [each for index in told["indices"].values() for each in index["shards"].values()]
    there = [each for each in shards if each["active_shards"]]
    return ClusterHealth(
        told["status"],
        tuple(each["name"] for each in nodes["items"]),
        told["active_shards"],
        len(shards) - len(there),
        sum(each["unassigned_shards"] + each["initializing_shards"] for each in there),
    )
