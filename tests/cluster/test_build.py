"""Indexes built on a real cluster."""

from __future__ import annotations

from pathlib import Path

import pytest
import rasfoi
from click.testing import CliRunner
from rasfoi.cli import main
from rasfoi.index.cluster import files, merging
from rasfoi.index.cluster.articles.record import read
from rasfoi.index.cluster.connection.address import parse
from rasfoi.index.cluster.connection.client import Client
from rasfoi.index.cluster.state import published
from rasfoi.index.directory.array_file import Container

from .local_cluster import LocalCluster

TEXTS = {
    "mere": "Livada de pe deal\n\nÎn livadă s-au copt merele, iar culegătorii vin de dimineață.",
    "brad": "Pădurea de brazi\n\nBrazii bătrâni țin umbră potecilor care urcă spre stână.",
    "apă": "Fântâna din sat\n\nApa din fântână e rece și limpede, iar găleata scârțâie pe lanț.",
}


def test_many_segments_become_one_of_each_shard(
    cluster: LocalCluster, cluster_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "LEAST", 0)
    monkeypatch.setattr(merging, "_LETTING_GO", 0.5)
    index = parse(cluster_address).name
    cluster.request("PUT", f"/{index}", {"settings": {"number_of_shards": 2, "number_of_replicas": 0}})
    for number in range(12):
        cluster.request("PUT", f"/{index}/_doc/{number}?refresh=true", {"livadă": number})

    def segments() -> int:
        return len(cluster.request("GET", f"/_cat/segments/{index}?format=json"))

    before = segments()
    merging.merge(Client(parse(cluster_address)), index)
    assert before > 2 and segments() == 2
    assert cluster.request("GET", f"/{index}/_count")["count"] == 12


def write(corpus: Path, texts: dict[str, str]) -> Path:
    corpus.mkdir(exist_ok=True)
    for name, text in texts.items():
        (corpus / f"{name}.txt").write_text(text, "utf-8")
    return corpus


def test_articles_words_and_state_are_there(
    cluster: LocalCluster, cluster_address: str, tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    report = rasfoi.build(
        write(tmp_path / "c", TEXTS),
        cluster_address,
        progress=lambda now: told.append((now.sent, now.to_send)),
    )
    assert (report.articles, report.failures) == (3, ())
    assert told[-1] == (3, 3)
    client = Client(parse(cluster_address))
    state = published(client)
    assert state.articles == 3
    found = client.request(
        "POST",
        f"{client.address.name}/_search",
        {"query": {"match_phrase": {"concepts": "livadă de"}}, "docvalue_fields": ["record"]},
    )
    [hit] = found["hits"]["hits"]
    assert hit["_index"] == f"{client.address.name}-{state.generation}"
    assert [*hit["_source"]] == ["id"] and read(hit)["title_length"] == 4
    rank = {"rank_feature": {"field": "impacts.livadă", "linear": {}, "boost": 3}}
    [hit] = client.request("POST", f"{client.address.name}/_search", {"query": rank})["hits"]["hits"]
    assert hit["_score"] % 3 == 0
    for name, stored in state.files.items():
        files.download(client, f"{client.address.name}-files", name, stored, tmp_path / name)
        Container(tmp_path / name).check()
    assert Container(tmp_path / "words-0.ras").meta["articles"] == 3


def test_an_iterable_of_articles(cluster: LocalCluster, cluster_address: str) -> None:
    report = rasfoi.build(
        (rasfoi.Article(f"{n}", "Știri", f"Satul numărul {n}") for n in range(450)), cluster_address
    )
    assert report.articles == 450
    assert published(Client(parse(cluster_address))).articles == 450


def test_the_command(cluster: LocalCluster, cluster_address: str, tmp_path: Path) -> None:
    run = CliRunner().invoke(main, ["rebuild", str(write(tmp_path / "c", TEXTS)), "--index", cluster_address])
    assert run.exit_code == 0, run.stderr
    assert run.stdout.startswith("3 articles")
    refused = CliRunner().invoke(
        main, ["rebuild", str(tmp_path / "c"), "--index", "opensearch://ana:mere@h/stiri"]
    )
    assert refused.exit_code == 2
    assert "mere" not in refused.stderr
