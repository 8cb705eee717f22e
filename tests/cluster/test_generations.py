"""Publication on a real cluster: who reads is never disturbed, and what a dead build left is cleaned."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import rasfoi
from rasfoi.index.cluster import lock
from rasfoi.index.cluster.connection.address import parse
from rasfoi.index.cluster.connection.client import Client
from rasfoi.index.cluster.files import STATE, STATE_KEY
from rasfoi.index.cluster.indexes import Indexes, point_to
from rasfoi.index.cluster.lock import Lock
from rasfoi.index.cluster.names import files_index
from rasfoi.index.cluster.publication import block
from rasfoi.index.cluster.state import published

from .local_cluster import LocalCluster

PUBLISHED = 10


def articles(mark: str, count: int = 12) -> list[rasfoi.Article]:
    return [
        rasfoi.Article(f"a{n}", f"Vestea {mark}", f"Satul {n} are o livadă de meri.") for n in range(count)
    ]


def generations_of(client: Client) -> list[str]:
    return Indexes(client).generations()


def test_searches_go_on_while_generations_are_published(cluster: LocalCluster, cluster_address: str) -> None:
    rasfoi.build(articles("0"), cluster_address, replicas=0)
    problems: list[object] = []
    seen: set[str] = set()
    ended = threading.Event()

    def search() -> None:
        try:
            index = rasfoi.open(cluster_address)
            while not ended.is_set():
                index = index.refresh()
                page = index.search("livada satului", limit=20)
                titles = {hit.title for hit in page.hits}
                seen.update(titles)
                if len(titles) != 1 or page.total != 12:
                    problems.append((titles, page.total))
        except Exception as error:
            problems.append(error)

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(1, PUBLISHED + 1):
        rasfoi.build(articles(str(number)), cluster_address, replicas=0)
    ended.set()
    for thread in threads:
        thread.join()
    assert not problems
    assert len(seen) > PUBLISHED // 2
    assert len(generations_of(Client(parse(cluster_address)))) == 2


def test_the_way_back(cluster: LocalCluster, cluster_address: str) -> None:
    client = Client(parse(cluster_address))
    with pytest.raises(rasfoi.IndexMissing):
        rasfoi.generations(cluster_address)
    rasfoi.build(articles("întâi", 5), cluster_address)
    with pytest.raises(rasfoi.IndexMissing, match="no earlier generation"):
        rasfoi.rollback(cluster_address)
    rasfoi.update(cluster_address, add=articles("apoi", 7))
    [now, before] = rasfoi.generations(cluster_address)
    assert (now.current, now.articles, before.current, before.articles) == (True, 7, False, 5)
    back = rasfoi.rollback(cluster_address)
    assert (back.name, back.current) == (before.name, True)
    assert rasfoi.open(cluster_address).info().articles == 5
    assert [each.current for each in rasfoi.generations(cluster_address)] == [False, True]
    rasfoi.build(articles("la urmă", 3), cluster_address)
    assert [each.articles for each in rasfoi.generations(cluster_address)] == [3, 5]
    rasfoi.open(cluster_address).check()
    state = published(client)
    files = f"{client.address.name}-{state.generation}-files"
    client.request("PUT", f"{files}/_settings", {"index": {"blocks.write": False}})
    part = {"doc": {"data": "AAAA"}}
    client.request("POST", f"{files}/_update/articles-0.ras:0", part, params={"refresh": True})
    with pytest.raises(rasfoi.IndexCorrupt, match="articles-0"):
        rasfoi.open(cluster_address).check()


def test_a_killed_build_leaves_what_is_published(
    cluster: LocalCluster, cluster_address: str, tmp_path: Path
) -> None:
    client = Client(parse(cluster_address))
    rasfoi.build(articles("veche"), cluster_address)
    before = published(client)
    code = (
        "import itertools, sys, rasfoi\n"
        "many = (rasfoi.Article(f'n{n}', 'Nou', f'Textul {n} despre livezi') for n in range(100_000))\n"
        "def told(now):\n"
        "    if now.sent: print(now.sent, flush=True)\n"
        f"rasfoi.build(many, {cluster_address!r}, progress=told)\n"
    )
    own = os.environ | {"TMPDIR": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=own) as run:
        assert run.stdout
        assert int(run.stdout.readline()) > 0
        with pytest.raises(rasfoi.IndexBusy, match=f"Process {run.pid} on "):
            rasfoi.build(articles("alta"), cluster_address)
        run.send_signal(signal.SIGKILL)
    assert published(client) == before
    assert len(generations_of(client)) == 2
    assert rasfoi.open(cluster_address).search("livada").total == 12
    rasfoi.build(articles("nouă"), cluster_address)
    assert generations_of(client) == [before.generation, published(client).generation]


def test_a_failing_build_takes_away_what_it_made(cluster: LocalCluster, cluster_address: str) -> None:
    client = Client(parse(cluster_address))
    rasfoi.build(articles("veche"), cluster_address)

    def told(now: rasfoi.Progress) -> None:
        if now.sent:
            assert len(generations_of(client)) == 2
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rasfoi.build(articles("nouă"), cluster_address, progress=told)
    assert generations_of(client) == [published(client).generation]
    rasfoi.build(articles("nouă"), cluster_address)


@pytest.fixture
def held(cluster: LocalCluster, cluster_address: str) -> Iterator[Lock]:
    """Return a lock that looks as if it were held on another machine."""
    held = Lock(Client(parse(cluster_address)))
    held._holder |= {"machine": "alta", "pid": 1, "host": "departe"}
    held.renew()
    yield held
    held.release()


def test_a_holder_elsewhere_is_waited_for_until_it_gives_no_sign(
    held: Lock, cluster_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(rasfoi.IndexBusy, match="Process 1 on departe is writing opensearch://"):
        rasfoi.build(articles("nouă"), cluster_address)
    monkeypatch.setattr(lock, "DEAD", -1.0)
    rasfoi.build(articles("nouă"), cluster_address)
    with pytest.raises(rasfoi.IndexBusy):
        held.renew()


def test_a_holder_renews_its_lock(
    cluster: LocalCluster, cluster_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "HEARTBEAT", 0.05)
    client = Client(parse(cluster_address))
    held = Lock(client)

    def seen() -> float:
        found = client.request("GET", f"{client.address.name}-writer/_doc/writer")
        return float(found["_source"]["holder"]["seen"])

    first, end = seen(), time.monotonic() + 20
    while seen() <= first and time.monotonic() < end:
        time.sleep(0.05)
    assert seen() > first
    held.release()
    assert client.request("GET", f"{client.address.name}-writer/_doc/writer")["found"] is False
    assert held._holder["pid"] == os.getpid()


def test_names_that_mean_something_else(cluster: LocalCluster, cluster_address: str) -> None:
    client = Client(parse(cluster_address))
    name = client.address.name
    client.request("PUT", name)
    with pytest.raises(rasfoi.BadQuery, match="none of Răsfoi's"):
        rasfoi.build(articles("nouă"), cluster_address)
    client.request("DELETE", name)
    # An index of somebody else stays, whatever is swept.
    client.request("PUT", f"{name}-grupuri")
    rasfoi.build(articles("nouă"), cluster_address)
    rasfoi.build(articles("alta"), cluster_address)
    rasfoi.build(articles("alta"), cluster_address)
    assert f"{name}-grupuri" in Indexes(client).aliases


def test_an_alias_on_two_generations(cluster: LocalCluster, cluster_address: str) -> None:
    client = Client(parse(cluster_address))
    rasfoi.build(articles("întâi"), cluster_address)
    first = published(client).generation
    rasfoi.build(articles("apoi"), cluster_address)
    actions = [
        {"add": {"index": f"{client.address.name}-{first}-files", "alias": f"{client.address.name}-files"}}
    ]
    client.request("POST", "_aliases", {"actions": actions})
    with pytest.raises(rasfoi.IndexCorrupt, match=f"stands for .*{first}.* and "):
        rasfoi.open(cluster_address)
    point_to(client, first)
    assert published(client).generation == first


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"analyzer": "ro0"}, rasfoi.IndexOutdated),
        ({"layout": 0}, rasfoi.IndexOutdated),
        ({"segments": None}, rasfoi.IndexCorrupt),
        (None, rasfoi.IndexCorrupt),
    ],
    ids=str,
)
def test_a_state_that_cannot_be_read(
    cluster_address: str, change: dict[str, object] | None, error: type[Exception]
) -> None:
    rasfoi.build(articles("veche"), cluster_address)
    client = Client(parse(cluster_address))
    state = published(client)
    index = files_index(client.address.name, state.generation)
    block(client, index, False)
    if change is None:
        client.request("DELETE", f"{index}/_doc/{STATE_KEY}", params={"refresh": True})
    else:
        told = state.document()
        told[STATE] |= change
        client.request("PUT", f"{index}/_doc/{STATE_KEY}", told, params={"refresh": True})
    with pytest.raises(error, match="rasfoi rebuild"):
        rasfoi.open(cluster_address)
    rasfoi.build(articles("nouă"), cluster_address)
    assert rasfoi.open(cluster_address).search("nouă").total == 12
