"""What a reader is told when nodes die or hang, certificates or rights are wrong; and that it comes back."""

from __future__ import annotations

import json
import signal
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
import rasfoi
import trustme
from click.testing import CliRunner
from rasfoi.cli import main
from rasfoi.index.cluster.connection.address import parse
from rasfoi.index.cluster.connection.health import ClusterHealth, health

from ..web.conftest import start
from .corpora import articles
from .local_cluster import LocalCluster
from .proxy import Proxy

COUNT = 120
# What the security plugin 3.4.0 answers to a reader whose role lacks this.
LACKS = "no permissions for [indices:data/read/search] and User [name=cititor, backend_roles=[]]"
DENIED = {"type": "security_exception", "reason": LACKS}


@pytest.fixture(scope="module")
def published(cluster: LocalCluster) -> Iterator[str]:
    """Return the address of an index of three shards, each with a copy."""
    address = cluster.address("faults")
    rasfoi.build(articles(COUNT), address, shards=3)
    cluster.wait()
    yield address
    cluster.request("DELETE", "/faults-*?expand_wildcards=all")


@pytest.fixture
def healed(cluster: LocalCluster) -> Iterator[LocalCluster]:
    """Return the cluster, which is whole again at the end."""
    yield cluster
    cluster.heal()


def through(proxy: Proxy, address: str, *, tls: bool = False) -> str:
    return f"opensearch{'s' * tls}://{proxy.host}/{parse(address).name}"


def test_no_search_fails_while_a_node_dies(healed: LocalCluster, published: str) -> None:
    index = rasfoi.open(published)
    totals: list[int] = []
    problems: list[BaseException] = []
    dead, ended = threading.Event(), threading.Event()

    def search() -> None:
        while not ended.is_set():
            try:
                page = index.search("numărătoare podul", limit=5)
            except BaseException as error:
                problems.append(error)
            else:
                totals.append(page.total)
            if dead.is_set() and len(totals) > 40:
                return

    searching = [threading.Thread(target=search) for _ in range(2)]
    for each in searching:
        each.start()
    while len(totals) < 10 and not problems:
        time.sleep(0.01)
    healed.signal("n1", signal.SIGKILL)
    before = len(totals)
    dead.set()
    for each in searching:
        each.join(60)
    ended.set()
    assert not problems
    assert len(totals) > before and {*totals} == {COUNT}


def test_a_cluster_that_hangs_ends_a_search_at_its_time(healed: LocalCluster, published: str) -> None:
    index = rasfoi.open(published)
    for name in healed.names:
        healed.signal(name, signal.SIGSTOP)
    with pytest.raises(rasfoi.SearchTimeout) as told:
        index.search("numărătoare", timeout=1.5)
    assert isinstance(told.value, rasfoi.ClusterUnavailable) and "faults does not answer" in str(told.value)
    assert "words" not in str(told.value)
    for name in healed.names:
        healed.signal(name, signal.SIGCONT)
    healed.wait()
    assert index.search("numărătoare", limit=1).total == COUNT


def test_a_slow_way_to_the_cluster_ends_a_search_at_its_time(cluster: LocalCluster, published: str) -> None:
    with Proxy(cluster.hosts[0]) as proxy:
        index = rasfoi.open(through(proxy, published))
        proxy.delay = 2.0
        with pytest.raises(rasfoi.SearchTimeout):
            index.search("numărătoare pescarul", timeout=0.3)
        proxy.delay = 0.0
        assert index.search("numărătoare pescarul", timeout=20).total


def test_certificates(
    cluster: LocalCluster, published: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority, other = trustme.CA(), trustme.CA()
    for name, one in (("ca.pem", authority), ("other.pem", other)):
        one.cert_pem.write_to_path(str(tmp_path / name))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with Proxy(cluster.hosts[0], context) as proxy:
        monkeypatch.setenv("RASFOI_OPENSEARCH_CA", str(tmp_path / "other.pem"))
        with pytest.raises(rasfoi.ClusterUnavailable, match="its CA in RASFOI_OPENSEARCH_CA"):
            rasfoi.open(through(proxy, published, tls=True))
        with pytest.raises(rasfoi.ClusterUnavailable, match="write opensearchs://"):
            rasfoi.open(through(proxy, published))
        monkeypatch.setenv("RASFOI_OPENSEARCH_CA", str(tmp_path / "ca.pem"))
        index = rasfoi.open(through(proxy, published, tls=True))
        assert index.search("numărătoare", limit=1).total == COUNT
    with pytest.raises(rasfoi.ClusterUnavailable, match="without TLS write opensearch://"):
        rasfoi.open(f"opensearchs://{cluster.hosts[0]}/faults")


def test_a_reader_without_rights(cluster: LocalCluster, published: str) -> None:
    """Refused by a proxy in the words of the security plugin, which takes half a minute to start."""

    def refuse(method: str, path: str) -> tuple[int, bytes] | None:
        denied: dict[str, Any] = {"error": {"root_cause": [DENIED], **DENIED}, "status": 403}
        return (403, json.dumps(denied).encode()) if allowed not in path else None

    with Proxy(cluster.hosts[0]) as proxy:
        address, allowed = through(proxy, published), "nothing"
        proxy.refuse = refuse
        with pytest.raises(rasfoi.ClusterDenied, match="lacks the permission indices:data/read/search; give"):
            rasfoi.open(address)
        result = CliRunner().invoke(main, ["search", "pod", "--index", address])
        assert result.exit_code == 1 and "lacks the permission" in result.stderr
        # Who may only search is told what it may not see.
        allowed = "_search"
        assert rasfoi.open(address).search("numărătoare", limit=1).total == COUNT
        result = CliRunner().invoke(main, ["info", "--index", address])
        assert result.exit_code == 0 and f"articles: {COUNT}" in result.stdout
        assert "not told: The cluster of" in result.stdout


def test_a_closed_index(cluster: LocalCluster, published: str) -> None:
    index = rasfoi.open(published)
    cluster.request("POST", "/faults-g*/_close")
    for ask in (lambda: index.search("numărătoare morarul"), lambda: rasfoi.open(published)):
        with pytest.raises(rasfoi.IndexMissing, match="is closed on its cluster"):
            ask()
    cluster.request("POST", "/faults-g*/_open")
    cluster.wait()
    assert index.search("numărătoare morarul").total == COUNT


def test_the_index_is_told_with_its_nodes_and_shards(cluster: LocalCluster, published: str) -> None:
    told = CliRunner().invoke(main, ["info", "--index", published, "--check", "--json"])
    facts = json.loads(told.stdout)
    assert (facts["articles"], facts["health"], facts["nodes"]) == (COUNT, "green", cluster.names)
    assert (facts["shards"], facts["missing_shards"], facts["missing_copies"]) == (6, 0, 0)
    assert facts["not_told"] == ""


def test_a_copy_that_is_away_is_no_missing_shard(healed: LocalCluster, published: str) -> None:
    rasfoi.build(articles(COUNT), healed.address("alone"), shards=3, replicas=0)
    healed.wait()
    copies, lost = (on_node(healed, "n3", name) for name in ("faults", "alone"))
    assert copies and lost
    healed.signal("n3", signal.SIGKILL)
    told = health_once(healed, "faults", "yellow")
    assert (told.shards, told.missing_shards, told.missing_copies) == (6 - copies, 0, copies)
    told = health_once(healed, "alone", "red")
    assert (told.shards, told.missing_shards, told.missing_copies) == (3 - lost, lost, 0)
    healed.heal()
    healed.request("DELETE", "/alone-*?expand_wildcards=all")


def on_node(cluster: LocalCluster, node: str, name: str) -> int:
    """Return how many copies of the shards of an index of articles a node has."""
    shards: list[dict[str, str]] = cluster.request("GET", f"/_cat/shards/{name}?format=json")
    return sum(each["node"] == node for each in shards)


def health_once(cluster: LocalCluster, name: str, expected: str) -> ClusterHealth:
    """Return how an index is once the death of a node was noticed."""
    address = cluster.address(name, cluster.hosts[:2])
    for _ in range(200):
        told = health(address)
        if told.health == expected:
            break
        time.sleep(0.1)
    return told


def test_the_page_tells_why_and_works_again(
    healed: LocalCluster, published: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RASFOI_TIMEOUT", "1")
    process, server = start(published, 1)  # type: ignore[arg-type]  # an address
    try:
        page = f"{server}/?q=num%C4%83r%C4%83toare"
        assert recovered(page)[0] == 200
        for name in healed.names:
            healed.signal(name, signal.SIGSTOP)
        # The index is as it was opened for a second; then the cluster is asked whether there is another.
        time.sleep(1.1)
        code, text = status(page)
        assert code == 503 and "Serverele care păstrează articolele nu răspund" in text
        assert [status(f"{server}/{name}")[0] for name in ("readyz", "healthz")] == [503, 200]
        for name in healed.names:
            healed.signal(name, signal.SIGKILL)
        code, text = status(page)
        assert (
            code == 503 and "The cluster of faults does not answer: connection refused; start a node" in text
        )
        assert status(f"{server}/healthz")[0] == 200 and status(f"{server}/readyz")[0] == 503
        healed.heal()
        code, text = recovered(page)
        assert code == 200 and process.poll() is None
    finally:
        process.stop()


def recovered(address: str) -> tuple[int, str]:
    """Return what a page is once it can be shown: the first searches of a node just started are slow."""
    for _ in range(100):
        code, text = status(address)
        if code == 200:
            break
        time.sleep(0.2)
    return code, text


def status(address: str) -> tuple[int, str]:
    try:
        with urlopen(address, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()
