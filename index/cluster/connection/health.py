"""How the cluster that holds an index is, as far as its user may see."""

from __future__ import annotations

import os
from dataclasses import dataclass

from ...errors import ClusterDenied
from .address import parse
from .client import Client


@dataclass(frozen=True)
class ClusterHealth:
    """The nodes of a cluster and the shards of an index there.

    `health` is green where each shard has all its copies, yellow where it has some, red where one is away:
    then nothing is found. What the user may not see is "" or 0, and `not_told` says why.
    """

    health: str = ""
    nodes: tuple[str, ...] = ()
    shards: int = 0
    missing_shards: int = 0
    not_told: str = ""


def health(address: str | os.PathLike[str]) -> ClusterHealth:
    """Return how the cluster at an address is; raises ClusterUnavailable, IndexMissing."""
    parsed = parse(address)
    client = Client(parsed)
    try:
        # What shards are missing is told at once, not after a wait for them.
        told = client.request("GET", f"_cluster/health/{parsed.name}", params={"timeout": "1s"})
        nodes = client.request("GET", "_cat/nodes", params={"format": "json", "h": "name", "s": "name"})
    except ClusterDenied as error:
        return ClusterHealth(not_told=str(error))
    return ClusterHealth(
        told["status"],
        tuple(each["name"] for each in nodes["items"]),
        told["active_shards"],
        told["unassigned_shards"] + told["initializing_shards"],
    )
