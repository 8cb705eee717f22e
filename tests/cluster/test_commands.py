"""The command and the server over an index on a cluster: each takes its address as it takes a folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from ..ports import free_ports
from ..waiting import wait_for
from .local_cluster import LocalCluster

RASFOI = str(Path(sys.executable).with_name("rasfoi"))
TEXTS = {
    "pod": "Podul de peste Olt\n\nPodul s-a deschis, iar mașinile trec iar peste râu.",
    "moara": "Moara din vale\n\nMorarul macină grâul adus de oamenii din satele vecine.",
    "gara": "Gara mică\n\nTrenul oprește iar în gară, după ce linia a fost reparată.",
}
Run = Callable[..., str]


@pytest.fixture
def run(cluster_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return what runs a command in a newsroom whose `rasfoi.toml` names an index on the cluster."""
    (tmp_path / "articole").mkdir()
    for name, text in TEXTS.items():
        (tmp_path / "articole" / f"{name}.txt").write_text(text, "utf-8")
    settings = f'index = "{cluster_address}"\ncorpus = "articole"\n[opensearch]\nshards = 2\nreplicas = 1\n'
    (tmp_path / "rasfoi.toml").write_text(settings, "utf-8")
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> str:
        done = subprocess.run([RASFOI, *words], capture_output=True, text=True, encoding="utf-8")
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_every_command(run: Run, cluster: LocalCluster, tmp_path: Path) -> None:
    assert run("rebuild").startswith("3 articles, 3 read")
    (tmp_path / "articole" / "moara.txt").write_text(TEXTS["moara"].replace("Morarul", "Feciorul"), "utf-8")
    assert run("update").startswith("3 articles, 1 read")
    assert run("search", "morarului", "--format", "{id}") == ""
    assert run("search", "masinilor", "--format", "{id}: {title}") == "pod.txt: Podul de peste Olt\n"
    assert json.loads(run("get", "gara.txt", "--json"))["title"] == "Gara mică"
    assert run("similar", "gara.txt", "--json").startswith("[")
    assert "podul" in run("suggest", "pod").lower()
    facts = json.loads(run("info", "--check", "--json"))
    assert (facts["articles"], facts["health"], facts["shards"]) == (3, "green", 4)
    published, before = run("generations").splitlines()
    assert published.endswith(", published") and not before.endswith(", published")
    assert run("rollback").split(":")[0] == before.split(":")[0]
    assert run("search", "morarului", "--format", "{id}") == "moara.txt\n"


def test_a_server_that_watches_its_corpus(run: Run, tmp_path: Path) -> None:
    run("rebuild")
    [port] = free_ports(1)
    command = [RASFOI, "serve", "--port", str(port), "--workers", "1", "--watch", "articole"]
    environment = os.environ | {"RASFOI_TIMEOUT": "20"}
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, env=environment) as server:
        try:
            wait_for(lambda: total(port, "podul") == 1)
            (tmp_path / "articole" / "nou.txt").write_text("Stupina\n\nApicultorul adună miere.", "utf-8")
            wait_for(lambda: total(port, "apicultorii") == 1)
        finally:
            server.terminate()


def total(port: int, query: str) -> int:
    with urlopen(f"http://127.0.0.1:{port}/api/v1/search?q={quote(query)}", timeout=60) as answer:
        found: int = json.load(answer)["total"]
        return found


def test_the_tools_of_a_language_model(run: Run, cluster_address: str) -> None:
    from rasfoi.mcp_server import _Tools
    from rasfoi.search.opening import open_index

    run("rebuild")
    tools = _Tools(open_index(cluster_address))
    [passage] = tools.search("trenurile din gară").articles
    assert passage.id == "gara.txt" and tools.get_article("gara.txt").title == "Gara mică"
