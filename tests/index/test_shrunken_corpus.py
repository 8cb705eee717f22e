"""A corpus of which most is gone: an update changes nothing until it is told that this is meant."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest
import rasfoi
from click.testing import CliRunner, Result
from rasfoi.cli import main

FISH = "crap șalău știucă somn păstrăv biban lin clean caras plătică".split()


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for at, fish in enumerate(FISH):
        (folder / f"{at}.txt").write_text(f"Pescuit la {fish}\n\nAm prins un {fish} mare.", "utf-8")
    rasfoi.build(folder, tmp_path / "index")
    return folder


@pytest.fixture
def index_dir(corpus: Path, tmp_path: Path) -> Path:
    return tmp_path / "index"


def update(*words: object) -> Result:
    return CliRunner().invoke(main, ["update", *map(str, words)])


def remove(corpus: Path, count: int) -> None:
    for at in range(count):
        (corpus / f"{at}.txt").unlink()


def total(index_dir: Path) -> int:
    return rasfoi.open(index_dir).search("pescuit", correct=False).total


def test_half_may_go(corpus: Path, index_dir: Path) -> None:
    remove(corpus, 5)
    assert rasfoi.update(corpus, index_dir).deleted == 5
    assert total(index_dir) == 5


@pytest.mark.parametrize("gone", [6, 9, 10])
def test_most_may_not_go(corpus: Path, index_dir: Path, gone: int) -> None:
    remove(corpus, gone)
    before = rasfoi.generations(index_dir)
    result = update(corpus, "--index", index_dir)
    assert (result.exit_code, result.stdout) == (1, "")
    told = result.stderr
    assert f"{10 - gone} of the 10 articles" in told and "--allow-empty" in told and "disk" in told
    with pytest.raises(rasfoi.CorpusShrunk):
        rasfoi.update(corpus, index_dir)
    with pytest.raises(rasfoi.CorpusShrunk):
        rasfoi.update(corpus, index_dir, file_dates=True)
    assert (rasfoi.generations(index_dir), total(index_dir)) == (before, 10)
    assert update(corpus, "--index", index_dir, "--allow-empty").exit_code == 0
    assert total(index_dir) == 10 - gone


def test_others_in_their_place_are_no_loss(corpus: Path, index_dir: Path) -> None:
    remove(corpus, 10)
    for at in range(20, 26):
        (corpus / f"{at}.txt").write_text(f"Pescuit la copcă, partea {at}\n\nGheața e groasă.", "utf-8")
    assert rasfoi.update(corpus, index_dir).articles == 6


def test_what_cannot_be_read_is_named(corpus: Path, index_dir: Path) -> None:
    for at in range(7):
        (corpus / f"{at}.txt").write_bytes(b"\x89PNG\x00\x00\x00")
    with pytest.raises(rasfoi.CorpusShrunk, match=r"7 failed, the first was 0\.txt: "):
        rasfoi.update(corpus, index_dir)


def test_an_index_may_become_empty_and_be_filled_again(corpus: Path, index_dir: Path) -> None:
    remove(corpus, 10)
    assert rasfoi.update(corpus, index_dir, allow_empty=True).articles == 0
    index = rasfoi.open(index_dir)
    index.check()
    assert (index.info().articles, index.search("pescuit", facets=True).total) == (0, 0)
    assert index.search("", sort="newest").total == 0
    with pytest.raises(KeyError):
        index.get("0.txt")
    assert rasfoi.update(corpus, index_dir).articles == 0
    (corpus / "a.txt").write_text("Pescuit la undiță\n\nNimic nu mușcă.", "utf-8")
    assert rasfoi.update(corpus, index_dir).articles == 1
    assert total(index_dir) == 1


def test_a_corpus_that_is_gone_is_no_empty_one(corpus: Path, index_dir: Path) -> None:
    shutil.rmtree(corpus)
    with pytest.raises(rasfoi.BadArticle, match="There is no corpus"):
        rasfoi.update(corpus, index_dir, allow_empty=True)
    assert total(index_dir) == 10


def test_links_out_of_the_corpus_are_told(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("Parole\n\nNimeni să nu le vadă.", "utf-8")
    (corpus / "legat.txt").symlink_to(tmp_path / "secret.txt")
    index = tmp_path / "index"
    for command in ("update", "rebuild"):
        result = CliRunner().invoke(main, [command, str(corpus), "--index", str(index)])
        assert result.exit_code == 0 and "1 failed" in result.stdout
        assert "legat.txt: symbolic link out of the corpus" in result.stderr and "--follow" in result.stderr
        assert rasfoi.open(index).search("parole", correct=False).total == 0
    assert rasfoi.update(corpus, index, follow=True).failures == ()
    assert rasfoi.open(index).search("parole", correct=False).total == 1
    assert rasfoi.update(corpus, index, follow=None, file_dates=None).changed == 0
    rasfoi.update(corpus, index)
    assert rasfoi.open(index).search("parole", correct=False).total == 0


def test_the_watcher_of_a_server_reads_as_before(corpus: Path, index_dir: Path) -> None:
    rasfoi.build(corpus, index_dir, file_dates=True, fields={"title": "titlul"})
    os.utime(corpus / "1.txt", (1, 1))
    fields = {"titlul": "Pescuit la mreană", "body": "Am prins o mreană mare."}
    (corpus / "2.json").write_text(json.dumps(fields), "utf-8")
    assert rasfoi.update(corpus, index_dir, file_dates=None, follow=None).changed == 2
    article = rasfoi.open(index_dir).get("2.json")
    assert (article.title, article.date_source) == ("Pescuit la mreană", "mtime")


def test_most_of_an_index_of_another_version_may_not_go_either(corpus: Path, index_dir: Path) -> None:
    info = index_dir / (index_dir / "CURRENT").read_text().strip() / "info.json"
    info.write_text(re.sub(r"ro\d+", "ro0", info.read_text()))
    remove(corpus, 9)
    result = update(corpus, "--index", index_dir)
    assert result.exit_code == 1
    assert "1 of the 10 articles" in result.stderr
    assert update(corpus, "--index", index_dir, "--allow-empty").exit_code == 0
    assert total(index_dir) == 1
