"""The cluster that the other tests use: nodes that die and hang come back, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from rasfoi.index.cluster.connection.address import parse
from rasfoi.index.cluster.connection.client import Client

from . import jars
from .__main__ import watch
from .local_cluster import LocalCluster

ROOT = Path(__file__).parents[2]


def test_the_client_asks_a_real_cluster(cluster: LocalCluster, cluster_address: str) -> None:
    address = parse(cluster_address)
    client = Client(address)
    client.request("PUT", address.name, {"settings": {"number_of_shards": 3}})
    action = b'{"index":{"_index":"%s","_id":"1"}}\n{"titlu":"Livada"}\n' % address.name.encode()
    assert not client.bulk(action)["errors"]
    client.request("POST", f"{address.name}/_refresh")
    found = client.request("POST", f"{address.name}/_search", {"query": {"match": {"titlu": "livada"}}})
    assert found["hits"]["total"]["value"] == 1
    assert client.request("GET", f"{address.name}/_doc/2")["found"] is False
    assert client.request("HEAD", address.name) == {}


def test_a_node_that_dies_is_told(cluster: LocalCluster, capsys: pytest.CaptureFixture[str]) -> None:
    stop = threading.Event()
    watching = threading.Thread(target=watch, args=(cluster, stop))
    watching.start()
    cluster.signal("n3", signal.SIGKILL)
    told = ""
    for _ in range(100):
        told += capsys.readouterr().err
        if told:
            break
        time.sleep(0.1)
    stop.set()
    watching.join()
    cluster.heal()
    assert told == "n3 ended; 2 of 3 nodes run.\n"


def test_a_cluster_is_skipped_where_there_is_no_java(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(jars, "OLDEST_JAVA", 999)
    with pytest.raises(jars.Missing, match="JDK 999"):
        jars.find_java()
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(jars.Missing, match="no Maven"):
        jars._fetch(tmp_path / "jars")


def test_what_is_started_for_trying_ends_when_it_is_told_to(cluster: LocalCluster) -> None:
    command = [sys.executable, "-m", "tests.cluster", "1"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout and run.stderr
        address = run.stdout.readline().split()[-1]
        assert Client(parse(address)).request("GET", "_cluster/health")["number_of_nodes"] == 1
        run.send_signal(signal.SIGTERM)
        told = run.stderr.read()
        assert run.wait(30) == 0
    nodes = [int(line.split()[-1]) for line in told.splitlines() if ", process " in line]
    assert len(nodes) == 1
    assert not [pid for pid in nodes if os.path.exists(f"/proc/{pid}")]
