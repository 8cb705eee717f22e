"""What becomes of a build when nodes die, disks are full and there is no room; the published index stays."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator

import pytest
import rasfoi
from rasfoi.index.cluster import bulk
from rasfoi.index.cluster.connection import client
from rasfoi.index.cluster.connection.address import parse
from rasfoi.index.cluster.connection.client import Client
from rasfoi.index.cluster.state import State, published

from .corpora import articles
from .fixtures import start_or_skip
from .local_cluster import LocalCluster

OLD, NEW = 20, 1000
AFTER = 200


def state(address: str) -> State:
    """Return what is published at an address, once it is sure that all its articles are there."""
    client = Client(parse(address))
    found = published(client)
    assert client.request("GET", f"{client.address.name}/_count")["count"] == found.articles
    return found


def generations(cluster: LocalCluster, address: str) -> set[str]:
    """Return the indexes of articles that are there, published or not."""
    name = parse(address).name
    return {each for each in cluster.request("GET", f"/{name}-g*/_alias") if not each.endswith("-files")}


class Once:
    """Does something when so many articles were sent, once."""

    def __init__(self, after: int, act: Callable[[], object]) -> None:
        self._after, self._act, self.done = after, act, False

    def __call__(self, progress: rasfoi.Progress) -> None:
        if progress.sent >= self._after and not self.done:
            self.done = True
            self._act()


@pytest.fixture
def healed(cluster: LocalCluster) -> Iterator[LocalCluster]:
    """Return the cluster, which is whole again at the end."""
    yield cluster
    cluster.heal()


def test_a_node_that_comes_back_while_an_index_is_built(healed: LocalCluster, cluster_address: str) -> None:
    def kill_and_start() -> None:
        healed.signal("n2", signal.SIGKILL)
        healed.start("n2")

    kill = Once(AFTER, kill_and_start)
    report = rasfoi.build(articles(NEW), cluster_address, shards=3, progress=kill)
    assert kill.done and (report.articles, report.failures) == (NEW, ())
    assert state(cluster_address).articles == NEW


def test_a_node_that_stays_away_while_an_index_is_built(
    healed: LocalCluster, cluster_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rasfoi.build(articles(OLD), cluster_address, shards=3)
    before = state(cluster_address)
    monkeypatch.setattr(bulk, "_PATIENCE", 5.0)
    kill = Once(AFTER, lambda: healed.signal("n3", signal.SIGKILL))
    with pytest.raises(rasfoi.ClusterUnavailable):
        rasfoi.build(articles(NEW), cluster_address, shards=3, progress=kill)
    assert kill.done
    # With copies nothing of what is published is missing.
    assert state(cluster_address) == before
    healed.heal()
    rasfoi.build(articles(OLD + 1), cluster_address, shards=3)
    assert state(cluster_address).articles == OLD + 1
    assert len(generations(healed, cluster_address)) == 2


def test_without_a_manager_nothing_is_built_and_no_part_of_the_hits_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On nodes of its own, as a cluster may take minutes to write again."""
    cluster = start_or_skip()
    try:
        monkeypatch.setattr(bulk, "_PATIENCE", 5.0)
        monkeypatch.setattr(client, "ANSWER", 5.0)

        def kill_two() -> None:
            cluster.signal("n1", signal.SIGKILL)
            cluster.signal("n2", signal.SIGKILL)

        address = cluster.address("stiri")
        rasfoi.build(articles(OLD), address, shards=3)
        index = rasfoi.open(address)
        assert index.search("numărătoare").total == OLD
        with pytest.raises(rasfoi.ClusterUnavailable):
            rasfoi.build(articles(NEW), address, shards=1, progress=Once(AFTER, kill_two))
        # The node that is left has some of the shards; none of their hits is an answer.
        with pytest.raises(rasfoi.ClusterUnavailable):
            index.search("numărătoare podul")
        with pytest.raises(rasfoi.ClusterUnavailable):
            rasfoi.build(articles(OLD), address)
    finally:
        cluster.close()


def fill_disks(cluster: LocalCluster, index: str) -> None:
    """Let a cluster believe that its disks are full; wait until it lets nothing be written to an index."""
    names = [f"cluster.routing.allocation.disk.watermark.{each}" for each in ("low", "high", "flood_stage")]
    settings = {
        "cluster.routing.allocation.disk.threshold_enabled": True,
        **dict.fromkeys(names, "0.01%"),
    }
    assert cluster.request("PUT", "/_cluster/settings", {"persistent": settings})["acknowledged"]
    for _ in range(900):
        if cluster.request("GET", f"/{index}/_settings/index.blocks.read_only_allow_delete"):
            return
        time.sleep(0.1)
    raise AssertionError("the disks do not look full")


def test_full_disks_stop_a_build_and_name_the_watermark() -> None:
    """On a node of its own, as all others would be full too."""
    cluster = start_or_skip(nodes=1)
    try:
        address = cluster.address("disks")
        rasfoi.build(articles(OLD), address, replicas=0)
        before = state(address)

        def fill() -> None:
            [new] = generations(cluster, address) - {f"disks-{before.generation}"}
            fill_disks(cluster, new)

        full = Once(AFTER, fill)
        with pytest.raises(rasfoi.ClusterUnavailable, match="flood-stage watermark: free some"):
            rasfoi.build(articles(NEW), address, progress=full)
        assert full.done
        assert state(address) == before
        assert generations(cluster, address) == {f"disks-{before.generation}"}
        with pytest.raises(rasfoi.ClusterUnavailable, match="watermark: free some"):
            rasfoi.build(articles(OLD), address)
        assert state(address) == before
    finally:
        cluster.close()
