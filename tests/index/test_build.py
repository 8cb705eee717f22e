"""A corpus to a published generation, whatever is in it, and whatever happens meanwhile."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import rasfoi
from rasfoi.index.directory.generation import current
from rasfoi.index.directory.publication import writing


def write(corpus: Path, articles: dict[str, str]) -> Path:
    corpus.mkdir(exist_ok=True)
    for name, text in articles.items():
        (corpus / name).write_text(text, encoding="utf-8")
    return corpus


def ids(index_dir: Path, query: str) -> list[str]:
    return [hit.id for hit in rasfoi.open(index_dir).search(query, limit=100, correct=False).hits]


def test_what_cannot_be_read_is_reported_and_the_rest_is_indexed(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus", {"bun.txt": "Un titlu\nUn corp despre pisici.", "gol.txt": ""})
    (corpus / "rau.jsonl").write_text('{"title": "Pisica", "body": "Da"}\n{"title": \n', encoding="utf-8")
    (corpus / "poza.txt").write_bytes(b"\x89PNG\x00\x00\x00")
    report = rasfoi.build(corpus, tmp_path / "index")
    assert report.articles == 2
    assert {failure.path for failure in report.failures} == {"gol.txt", "rau.jsonl:2", "poza.txt"}
    assert sorted(ids(tmp_path / "index", "pisică")) == ["bun.txt", "rau.jsonl#1"]


@pytest.mark.parametrize("place", [".", "sport"])
@pytest.mark.parametrize("write_index", [rasfoi.build, rasfoi.update])
def test_an_index_is_not_written_among_the_articles(
    tmp_path: Path, place: str, write_index: Callable[..., object]
) -> None:
    corpus = write(tmp_path / "corpus", {"pod.txt": "Podul\nPodul nou se deschide."})
    write(corpus / "sport", {"meci.txt": "Meciul\nEchipa a câștigat."})
    with pytest.raises(rasfoi.BadArticle, match="a folder of its own"):
        write_index(corpus, corpus / place)
    assert sorted(path.name for path in corpus.rglob("*")) == ["meci.txt", "pod.txt", "sport"]
    for _ in range(2):  # where no articles are, an index may lie in the corpus
        rasfoi.build(corpus, corpus / "index")
    assert rasfoi.update(corpus, corpus / "index").articles == 2
    with pytest.raises(rasfoi.BadArticle, match="has an index, which is not read as articles"):
        rasfoi.build(corpus / "index", tmp_path / "other")


def test_of_two_articles_with_one_id_the_first_keeps_it(tmp_path: Path) -> None:
    lines = [json.dumps({"id": "x", "title": title, "body": "corp"}) for title in ("unu", "doi")]
    corpus = write(tmp_path / "corpus", {"a.jsonl": "\n".join(lines)})
    report = rasfoi.build(corpus, tmp_path / "index")
    assert [(note.path, "a.jsonl#1" in note.reason) for note in report.notes] == [("a.jsonl#2", True)]
    assert rasfoi.open(tmp_path / "index").get("x").title == "unu"
    assert rasfoi.open(tmp_path / "index").get("a.jsonl#2").title == "doi"


def test_an_empty_or_missing_corpus_leaves_the_index_alone(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus", {"a.txt": "Titlu\ncorp"})
    rasfoi.build(corpus, tmp_path / "index")
    (tmp_path / "nimic").mkdir()
    with pytest.raises(rasfoi.BadArticle, match="no article"):
        rasfoi.build(tmp_path / "nimic", tmp_path / "index")
    with pytest.raises(rasfoi.BadArticle, match="lipsa"):
        rasfoi.build(tmp_path / "lipsa", tmp_path / "index")
    assert ids(tmp_path / "index", "titlu") == ["a.txt"]
    assert len(list((tmp_path / "index").glob("gen-*"))) == 1


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus", {"a.txt": "Titlu\ncorp"})
    with writing(tmp_path / "index"), pytest.raises(rasfoi.IndexBusy, match=r"Process \d+"):
        rasfoi.build(corpus, tmp_path / "index")


def test_no_index_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(rasfoi.IndexMissing, match="rasfoi rebuild"):
        rasfoi.open(tmp_path)


def test_a_truncated_segment_is_corrupt(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus", {"a.txt": "Titlu\ncorp"})
    rasfoi.build(corpus, tmp_path / "index")
    segment = current(tmp_path / "index").folder / "segment-0.ras"
    data = segment.read_bytes()
    segment.write_bytes(data[:-10])
    with pytest.raises(rasfoi.IndexCorrupt, match=r"segment-0\.ras"):
        rasfoi.open(tmp_path / "index")
    segment.write_bytes(data[:200] + bytes([data[200] ^ 1]) + data[201:])
    with pytest.raises(rasfoi.IndexCorrupt, match=r"segment-0\.ras"):
        rasfoi.open(tmp_path / "index").check()


def test_another_analyzer_is_outdated(tmp_path: Path) -> None:
    rasfoi.build(write(tmp_path / "corpus", {"a.txt": "Titlu\ncorp"}), tmp_path / "index")
    info = current(tmp_path / "index").folder / "info.json"
    info.write_text(re.sub(r"ro\d+", "ro0", info.read_text()))
    with pytest.raises(rasfoi.IndexOutdated, match="rasfoi rebuild"):
        rasfoi.open(tmp_path / "index")


def test_an_opened_index_stays_and_refresh_opens_the_next(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus", {"a.txt": "Titlu\ncorp"})
    rasfoi.build(corpus, tmp_path / "index")
    index = rasfoi.open(tmp_path / "index")
    write(corpus, {"b.txt": "Titlu\naltul"})
    rasfoi.build(corpus, tmp_path / "index")
    assert index.search("titlu").total == 1
    assert index.refresh().search("titlu").total == 2


@pytest.fixture
def many(tmp_path: Path) -> Path:
    words = "cal măr nor pod râu sat vânt zid".split()
    lines = [
        json.dumps(
            {
                "id": f"n{at}",
                "title": words[at % 8],
                "body": " ".join(words[: at % 7 + 1]),
                "date": "2024-01-01",
            }
        )
        for at in range(40)
    ]
    return write(tmp_path / "corpus", {"a.jsonl": "\n".join(lines), "b.txt": "Casa\nUn cal la casă."})


def test_an_update_equals_a_rebuild(many: Path, tmp_path: Path) -> None:
    rasfoi.build(many, tmp_path / "index")
    lines = (many / "a.jsonl").read_text().split("\n")
    lines[3] = lines[3].replace("cal", "leu")
    del lines[10]
    (many / "a.jsonl").write_text("\n".join(lines))
    write(many, {"c.txt": "Nou\nUn leu la casă."})
    report = rasfoi.update(many, tmp_path / "index")
    assert (report.articles, report.changed, report.deleted) == (41, 2, 2)
    rasfoi.build(many, tmp_path / "fresh")
    updated, fresh = rasfoi.open(tmp_path / "index"), rasfoi.open(tmp_path / "fresh")
    for query in ("cal", "leu casă", '"un leu"', "măr -nor", "titlu:pod", "na*"):
        one, other = (each.search(query, limit=50, correct=False) for each in (updated, fresh))
        assert one.total == other.total
        assert [hit.id for hit in one.hits] == [hit.id for hit in other.hits]
        assert [hit.score for hit in one.hits] == pytest.approx([hit.score for hit in other.hits], rel=1e-5)


def test_an_update_of_nothing_reads_nothing(many: Path, tmp_path: Path) -> None:
    rasfoi.build(many, tmp_path / "index")
    report = rasfoi.update(many, tmp_path / "index")
    assert (report.changed, report.deleted, report.articles) == (0, 0, 41)


def test_a_file_that_was_only_touched_is_not_indexed_again(many: Path, tmp_path: Path) -> None:
    write(many, {"d.json": json.dumps({"title": "Dată", "body": "scrisă", "date": "2024-01-02"})})
    rasfoi.build(many, tmp_path / "index")
    for name in ("b.txt", "d.json"):
        os.utime(many / name, (1_700_000_000, 1_700_000_000))
    report = rasfoi.update(many, tmp_path / "index")
    assert (report.changed, report.deleted, report.articles) == (0, 0, 42)
    assert rasfoi.update(many, tmp_path / "index").changed == 0
