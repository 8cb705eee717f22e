"""Bulks to a cluster that has little room, and to one that loses a node, a disk, or refuses an article."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
import rasfoi
from rasfoi.index.cluster import bulk
from rasfoi.index.cluster.articles import mapping
from rasfoi.index.cluster.bulk import Action, bulks, send
from rasfoi.index.cluster.connection.address import parse
from rasfoi.index.cluster.connection.client import Client
from rasfoi.index.cluster.connection.refusals import Rejected, TooLarge
from rasfoi.index.cluster.indexes import Indexes
from rasfoi.index.cluster.state import published

from .fixtures import start_or_skip
from .local_cluster import LocalCluster

SMALL = {"http.max_content_length": "1mb", "indexing_pressure.memory.limit": "300kb"}


@pytest.fixture(scope="module")
def small() -> Iterator[Client]:
    """Return a client of one node that takes requests of a megabyte, and 300 kB at a time."""
    cluster = start_or_skip(nodes=1, settings=SMALL)
    yield Client(parse(cluster.address("mic")))
    cluster.close()


def test_what_is_too_much_at_once_comes_in_parts(small: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    problems: set[type] = set()
    send_bulk = Client.bulk

    def noted(self: Client, lines: bytes) -> dict[str, object]:
        try:
            return send_bulk(self, lines)
        except rasfoi.ClusterUnavailable as error:
            problems.add(type(error))
            raise

    monkeypatch.setattr(Client, "bulk", noted)
    body = "Râul curge la vale printre sălcii. " * 300
    articles = [rasfoi.Article(f"a{n}", f"Vestea {n}", f"{body} {n}") for n in range(120)]
    # Larger than any request may be.
    articles.append(rasfoi.Article("mare", "Prea mare", "Frunzele cad. " * 90_000))
    report = rasfoi.build(articles, str(small.address), replicas=0)
    assert problems == {Rejected, TooLarge}
    assert report.articles == 120
    [failure] = report.failures
    assert failure.path == "mare" and "no request of this size" in failure.reason
    assert published(small).articles == 120
    assert rasfoi.open(str(small.address)).search("sălcii").total == 120
    # A count has nothing of what was refused.
    assert not rasfoi.open(str(small.address)).search("frunzele").total


def test_a_refused_article_is_a_failure(cluster: LocalCluster, cluster_address: str) -> None:
    client = Client(parse(cluster_address))
    client.request("PUT", client.address.name, mapping.mapping(1, 0))
    actions = [
        Action("1", b'{"id":"bun","concepts":"unu"}', "bun"),
        Action("2", '{"id":"rău","doc":"nici un număr"}'.encode(), "rău"),
        Action("3", None),
    ]
    [refusal] = send(client, client.address.name, actions)
    assert refusal.action.label == "rău"
    assert "doc" in refusal.reason


def test_a_full_disk_stops_the_build(cluster: LocalCluster, cluster_address: str) -> None:
    client = Client(parse(cluster_address))
    rasfoi.build([rasfoi.Article("vechi", "Veche", "Un sat")], cluster_address)
    before = published(client)

    def told(now: rasfoi.Progress) -> None:
        if now.sent == bulk.DOCUMENTS:
            # What a cluster does itself when a disk is over the flood-stage watermark.
            full = {"index.blocks.read_only_allow_delete": True}
            new = f"{client.address.name}-{Indexes(client).generations()[-1]}"
            client.request("PUT", f"{new}/_settings", full)

    many = (rasfoi.Article(f"n{n}", "Nou", f"Textul {n}") for n in range(2000))
    with pytest.raises(rasfoi.ClusterUnavailable, match="flood-stage watermark"):
        rasfoi.build(many, cluster_address, progress=told)
    assert published(client) == before
    assert Indexes(client).generations() == [before.generation]


def test_a_node_dies_while_a_build_sends(cluster: LocalCluster, cluster_address: str) -> None:
    client = Client(parse(cluster_address))
    killed: list[str] = []

    def told(now: rasfoi.Progress) -> None:
        if now.sent and not killed:
            shards = client.request("GET", "_cat/shards", params={"format": "json"})["items"]
            new = f"{client.address.name}-"
            busy = {
                each["node"] for each in shards if each["index"].startswith(new) and each["prirep"] == "p"
            }
            killed.append(min({*cluster.names} - busy))
            cluster.signal(killed[0], signal.SIGKILL)

    many = (rasfoi.Article(f"n{n}", "Nou", f"Textul {n} despre livezi") for n in range(3000))
    try:
        report = rasfoi.build(many, cluster_address, progress=told)
        assert killed
        assert (report.articles, report.failures) == (3000, ())
        assert rasfoi.open(cluster_address).search("livezi").total == 3000
    finally:
        cluster.heal()


def test_what_stays_away_ends_the_build_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    # A real cluster waits a minute for a shard whose only copy is gone before it says so.
    error = {"type": "unavailable_shards_exception", "reason": "[t][0] primary shard is not active"}
    asked: list[bytes] = []

    def away(self: Client, lines: bytes) -> dict[str, object]:
        asked.append(lines)
        return {"items": [{"index": {"status": 503, "error": error}}]}

    monkeypatch.setattr(Client, "bulk", away)
    monkeypatch.setattr(bulk, "_PATIENCE", 0.3)
    client = Client(parse("opensearch://127.0.0.1:1/t"))
    with pytest.raises(rasfoi.ClusterUnavailable, match="primary shard is not active"):
        send(client, "t", [Action("1", b"{}")])
    assert len(asked) > 1


def test_bulks_are_bounded() -> None:
    few = [Action(f"{n}", b"x" * 10) for n in range(450)]
    assert [len(each) for each in bulks(few)] == [200, 200, 50]
    large = [Action("1", b"x" * (bulk.BYTES - 1)), Action("2", b"xx"), Action("3", b"x" * (bulk.BYTES + 9))]
    assert [[each.key for each in part] for part in bulks(large)] == [["1"], ["2"], ["3"]]
    assert not list(bulks([]))
