"""Updates on a real cluster: afterwards all is as a rebuild would have it."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
import rasfoi
from rasfoi.index.building.near_duplicates import DUPLICATES, Duplicates
from rasfoi.index.cluster import files
from rasfoi.index.cluster.articles.counts import MASKS, Counts, count
from rasfoi.index.cluster.articles.documents import documents
from rasfoi.index.cluster.articles.groups import of_generation
from rasfoi.index.cluster.articles.record import read, unpack
from rasfoi.index.cluster.connection.address import parse
from rasfoi.index.cluster.connection.client import Client
from rasfoi.index.cluster.names import files_index
from rasfoi.index.cluster.state import State, published
from rasfoi.index.cluster.updating import update
from rasfoi.index.directory.array_file import Container
from rasfoi.index.directory.generation import current
from rasfoi.index.segment.reader import open_segment
from rasfoi.index.segment.term_dictionary import Vocabulary

from .local_cluster import LocalCluster

SENTENCES = """
Merele s-au copt în livada de pe deal
Pădurarul a numărat brazii bătrâni din codru
Apa din fântână e rece și limpede
Copiii au plantat doi nuci în curtea școlii
Oile coboară toamna de la stână
Un tren vechi urcă încet spre sat
Morarul macină grâul la moara de apă
Bunica a copt pâine în cuptorul de lut
Ninge liniștit peste casele din vale
Podul peste râu a fost reparat ieri
Albinele zboară spre salcâmii înfloriți
Primarul a deschis târgul de toamnă
""".strip().split("\n")
COPY = (
    "Podul de lemn peste râu a fost reparat în zece zile de meșterii din sat, care au schimbat grinzile "
    "putrede, au bătut scândurile noi și au vopsit balustrada de pe malul celălalt."
)


def text(number: int) -> str:
    return f"Vestea {number}\n\n" + ". ".join(
        SENTENCES[(number + step) % len(SENTENCES)] for step in range(4)
    )


class Corpus:
    """Files of articles that a test changes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        for number in range(30):
            self.write(f"{number}.txt", text(number))
        self.lines = [
            {"id": f"l{number}", "title": f"Linia {number}", "body": text(number)} for number in range(8)
        ]
        self.write_lines()
        self._clock = 1_700_000_000

    def write(self, name: str, content: str) -> None:
        (self.folder / name).write_text(content, "utf-8")

    def write_lines(self) -> None:
        self.write("linii.jsonl", "".join(json.dumps(line) + "\n" for line in self.lines))


class Contents(NamedTuple):
    """What an index has, whatever segments it has it in; texts, streams and groups by `_id`."""

    documents: dict[str, tuple[str, str, int | None]]
    lemmas: Counter[str]
    titles: Counter[str]

    def add(self, counts: Counts, words: Vocabulary) -> None:
        assert (counts.counts > 0).all()
        for key, number in zip(counts.keys.tolist(), counts.counts.tolist(), strict=True):
            self.lemmas[words.word(key // MASKS)] += number
        for lemma in np.flatnonzero(counts.titles).tolist():
            self.titles[words.word(lemma)] += int(counts.titles[lemma])


def on_cluster(client: Client, folder: Path) -> Contents:
    """Return what a cluster has."""
    state, found = published(client), Contents({}, Counter(), Counter())
    body = {"size": 1000, "docvalue_fields": ["record", "group"]}
    for hit in client.request("POST", f"{client.address.name}/_search", body)["hits"]["hits"]:
        record, [group] = read(hit), hit["fields"].get("group", [None])
        found.documents[hit["_id"]] = (record["article"], record["concepts"], group)
    for segment in state.segments:
        words, counts = (fetched(client, state, name, folder) for name in (segment.words, segment.counts))
        lemmas = Vocabulary(words, "concept", len(words["variant_starts"]) - 1)
        found.add(files.read_counts(counts), lemmas)
    assert len(found.documents) == state.articles
    return found


def rebuilt(corpus: Path | list[rasfoi.Article], folder: Path) -> Contents:
    """Return what a cluster would have after a rebuild."""
    rasfoi.build(corpus, folder)
    generation, found = current(folder), Contents({}, Counter(), Counter())
    segments = [open_segment(generation, each) for each in generation.segments]
    duplicates = Duplicates(generation.open(DUPLICATES), len(segments))
    for segment, groups in zip(segments, of_generation(segments, duplicates), strict=True):
        for each in documents(segment, 0, groups):
            record = unpack(json.loads(each.source)["record"])
            found.documents[each.key] = (record["article"], record["concepts"], record.get("group"))
        found.add(count(segment, np.ones(segment.articles, np.bool_)), segment.concepts)
    return found


def fetched(client: Client, state: State, name: str, folder: Path) -> Container:
    path = folder / f"{state.generation}-{name}"
    index = files_index(client.address.name, state.generation)
    files.download(client, index, name, state.files[name], path)
    return Container(path)


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus(tmp_path / "corpus")


def test_an_update_is_as_a_rebuild(
    cluster: LocalCluster, cluster_address: str, corpus: Corpus, tmp_path: Path
) -> None:
    client = Client(parse(cluster_address))

    def updated(changed: int, deleted: int) -> None:
        report = rasfoi.update(corpus.folder, cluster_address)
        assert (report.changed, report.deleted, report.failures) == (changed, deleted, ())
        assert on_cluster(client, tmp_path) == rebuilt(corpus.folder, tmp_path / "index")
        assert report.articles == published(client).articles

    rasfoi.build(corpus.folder, cluster_address)
    first = published(client)
    report = rasfoi.update(corpus.folder, cluster_address)
    assert (report.changed, report.deleted, report.articles) == (0, 0, 38)
    assert published(client).generation == first.generation
    corpus.write("3.txt", text(3) + " Zăpada s-a topit.")
    corpus.write("nou.txt", f"Podul\n\n{COPY}")
    (corpus.folder / "4.txt").unlink()
    updated(2, 2)
    assert len(published(client).segments) == 2
    corpus.write("copie.txt", f"Podul de lemn\n\n{COPY}")
    (corpus.folder / "5.txt").rename(corpus.folder / "cinci.txt")
    updated(2, 1)
    corpus.lines[2]["body"] = "Vântul a smuls țigla de pe acoperișul școlii."
    del corpus.lines[0]
    corpus.write_lines()
    (corpus.folder / "nou.txt").unlink()
    updated(1, 3)
    assert published(client).previous != first.generation
    os.utime(corpus.folder / "7.txt", (1, 1))
    now = published(client)
    updated(0, 0)
    assert published(client).generation == now.generation
    assert published(client).files != now.files
    assert client.request("GET", f"{client.address.name}-files/_settings")


def test_too_many_segments_are_a_rebuild(
    cluster: LocalCluster, cluster_address: str, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(parse(cluster_address))
    monkeypatch.setattr(update, "MAX_SEGMENTS", 2)
    rasfoi.build(corpus.folder, cluster_address, shards=2, replicas=0)
    corpus.write("3.txt", text(4))
    rasfoi.update(corpus.folder, cluster_address)
    assert len(published(client).segments) == 2
    corpus.write("20.txt", text(1))
    rasfoi.update(corpus.folder, cluster_address)
    state = published(client)
    assert len(state.segments) == 1
    settings = client.request("GET", f"{client.address.name}/_settings")
    [told] = [each["settings"]["index"] for each in settings.values()]
    assert (told["number_of_shards"], told["number_of_replicas"]) == ("2", "0")


def test_a_corpus_that_shrank_is_refused(cluster: LocalCluster, cluster_address: str, corpus: Corpus) -> None:
    rasfoi.build(corpus.folder, cluster_address)
    before = published(Client(parse(cluster_address)))
    for path in [*corpus.folder.iterdir()][:35]:
        path.unlink()
    with pytest.raises(rasfoi.CorpusShrunk, match="--allow-empty"):
        rasfoi.update(corpus.folder, cluster_address)
    assert published(Client(parse(cluster_address))) == before
    for path in corpus.folder.iterdir():
        path.unlink()
    assert rasfoi.update(corpus.folder, cluster_address, allow_empty=True).articles == 0
    assert published(Client(parse(cluster_address))).articles == 0


def test_articles_that_a_program_gives(cluster: LocalCluster, cluster_address: str, tmp_path: Path) -> None:
    def article(number: int, more: str = "") -> rasfoi.Article:
        return rasfoi.Article(f"a{number}", f"Titlul {number}", text(number) + more)

    client = Client(parse(cluster_address))
    with pytest.raises(rasfoi.IndexMissing):
        rasfoi.update(cluster_address, delete=["a1"])
    assert rasfoi.update(cluster_address, add=[article(n) for n in range(20)]).articles == 20
    report = rasfoi.update(cluster_address, add=[article(3, " Ploua."), article(33)], delete=["a5", "zzz"])
    assert (report.articles, report.changed, report.deleted) == (20, 2, 1)
    assert [note.path for note in report.notes] == ["zzz"]
    last = [article(n, " Ploua." if n == 3 else "") for n in (*range(20), 33) if n != 5]
    assert on_cluster(client, tmp_path) == rebuilt(last, tmp_path / "index")
    with pytest.raises(rasfoi.RasfoiError, match="a program gave"):
        rasfoi.update(tmp_path, cluster_address)
    # The mean length moves: all is weighed anew.
    report = rasfoi.update(cluster_address, add=[article(40, " ".join(SENTENCES) * 30)])
    assert (report.articles, report.changed) == (21, 1)
    assert len(published(client).segments) == 1
    last.append(article(40, " ".join(SENTENCES) * 30))
    assert on_cluster(client, tmp_path) == rebuilt(last, tmp_path / "index")
