"""A generation: checked in every byte, kept by its readers, replaced only by one that differs."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rasfoi
from click.testing import CliRunner
from rasfoi.cli import main
from rasfoi.index.building import update as update_module
from rasfoi.index.directory.generation import current
from rasfoi.index.directory.publication import writing

FRUIT = "mere pere prune gutui nuci struguri zmeură afine cireșe vișine".split()


def write(corpus: Path, name: str, fruit: str) -> None:
    corpus.mkdir(exist_ok=True)
    (corpus / name).write_text(f"Livada cu {fruit}\n\nAnul acesta s-au făcut multe {fruit}.", "utf-8")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for at, fruit in enumerate(FRUIT):
        write(tmp_path / "corpus", f"a{at}.txt", fruit)
    return tmp_path / "corpus"


@pytest.fixture
def index_dir(corpus: Path, tmp_path: Path) -> Path:
    """Return an index with deletions in it."""
    rasfoi.build(corpus, tmp_path / "index")
    (corpus / "a3.txt").unlink()
    report = rasfoi.update(corpus, tmp_path / "index")
    assert (report.deleted, report.changed) == (1, 0)
    return tmp_path / "index"


def names(index_dir: Path) -> set[str]:
    return {each.name for each in current(index_dir).folder.iterdir()}


def test_every_byte_is_checked(index_dir: Path) -> None:
    folder = current(index_dir).folder
    rasfoi.open(index_dir).check()
    assert len({name.partition("-")[0].partition(".")[0] for name in names(index_dir)}) == 6
    for path in sorted(folder.iterdir()):
        data = path.read_bytes()
        path.unlink()  # segments are linked from the generation before
        for at in sorted({0, 8, len(data) // 3, len(data) // 2, len(data) - 30, len(data) - 1}):
            path.write_bytes(data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :])
            result = CliRunner().invoke(main, ["info", "--check", "--index", str(index_dir)])
            assert result.exit_code == 1, (path.name, at)
            assert "rasfoi rebuild" in result.stderr and "as it was written" not in result.stderr
        path.write_bytes(data)
    rasfoi.open(index_dir).check()


def test_a_missing_table_of_contents_is_told(index_dir: Path) -> None:
    (toc,) = (path for path in current(index_dir).folder.iterdir() if path.suffix not in (".ras", ".json"))
    toc.unlink()
    with pytest.raises(rasfoi.IndexCorrupt):
        rasfoi.open(index_dir).check()


def test_a_reader_keeps_what_it_opened(corpus: Path, index_dir: Path) -> None:
    index = rasfoi.open(index_dir)
    before = index.info()
    for fruit in ("căpșune", "mure", "fragi"):
        write(corpus, "nou.txt", fruit)
        rasfoi.update(corpus, index_dir)
    assert not (index_dir / index.generation).exists()
    assert index.info() == before
    index.check()
    assert index.search("prune").total == 1
    assert index.search("fragi", correct=False).total == 0


def test_nothing_to_do_publishes_nothing(corpus: Path, index_dir: Path) -> None:
    before = current(index_dir).name, names(index_dir)
    report = rasfoi.update(corpus, index_dir)
    assert (report.articles, report.changed, report.deleted) == (9, 0, 0)
    (corpus / "a1.txt").touch()
    os.utime(corpus / "a2.txt", (1, 1))
    assert rasfoi.update(corpus, index_dir).changed == 0
    assert (current(index_dir).name, names(index_dir)) == before
    assert max(each.name for each in index_dir.glob("gen-*")) == before[0]
    rasfoi.open(index_dir).check()


def test_no_words_are_left(corpus: Path, index_dir: Path) -> None:
    write(corpus, "nou.txt", "mure")
    rasfoi.update(corpus, index_dir)
    (corpus / "a1.txt").unlink()
    rasfoi.update(corpus, index_dir)
    assert not list(index_dir.rglob("*.words"))


def test_what_is_published_is_read_under_the_lock(
    corpus: Path, index_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another writer publishes just before an update takes the lock, which finds nothing left to do."""
    write(corpus, "nou.txt", "mure")

    def late(folder: Path) -> Any:
        monkeypatch.setattr(update_module, "writing", writing)
        rasfoi.update(corpus, index_dir)
        return writing(folder)

    monkeypatch.setattr(update_module, "writing", late)
    report = rasfoi.update(corpus, index_dir)
    assert (report.articles, report.changed) == (10, 0)


@pytest.mark.parametrize("text", ["\ud800", "mere \udfff", "a\x00b"])
def test_text_that_is_no_text(index_dir: Path, text: str) -> None:
    index = rasfoi.open(index_dir)
    asked: list[Callable[[str], object]] = [index.get, index.similar, index.duplicates]
    for ask in asked:
        with pytest.raises(KeyError):
            ask(text)
    assert index.search(text).total <= 1
    assert isinstance(index.suggest(text), tuple)
    title, _ = index.highlight(index.search("mere").hits[0].id, text)
    assert title.text == "Livada cu mere"
