"""The generation before the published one: listed, kept through every accident, returned to."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import rasfoi
from click.testing import CliRunner, Result
from rasfoi.cli import main
from rasfoi.index.directory import publication
from rasfoi.index.directory.publication import writing


def write(corpus: Path, name: str, what: str) -> None:
    corpus.mkdir(exist_ok=True)
    (corpus / name).write_text(f"Despre {what}\n\nAici se vorbește despre {what}.", "utf-8")


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for at, what in enumerate(["cai", "oi", "capre"]):
        write(tmp_path / "corpus", f"{at}.txt", what)
    return tmp_path / "corpus"


@pytest.fixture
def index_dir(corpus: Path, tmp_path: Path) -> Path:
    """Return an index of which three generations were published; only the last has the geese."""
    index_dir = tmp_path / "index"
    rasfoi.build(corpus, index_dir)
    write(corpus, "3.txt", "rațe")
    rasfoi.build(corpus, index_dir)
    write(corpus, "4.txt", "gâște")
    rasfoi.update(corpus, index_dir)
    return index_dir


def geese(index_dir: Path) -> int:
    return rasfoi.open(index_dir).search("gâște", correct=False).total


def test_the_last_two_are_listed_and_the_earlier_one_returned_to(index_dir: Path) -> None:
    last, before = rasfoi.generations(index_dir)
    assert (last.current, last.articles, before.current, before.articles) == (True, 5, False, 4)
    assert {last.name, before.name} == {path.name for path in index_dir.glob("gen-*")}
    reader = rasfoi.open(index_dir)
    assert rasfoi.rollback(index_dir).name == before.name
    assert (geese(index_dir), reader.search("gâște").total, reader.refresh().generation) == (
        0,
        1,
        before.name,
    )
    assert [each.current for each in rasfoi.generations(index_dir)] == [False, True]
    with pytest.raises(rasfoi.IndexMissing, match="no earlier generation"):
        rasfoi.rollback(index_dir)


@pytest.mark.parametrize("again", [rasfoi.update, rasfoi.build])
def test_the_next_build_starts_from_the_earlier_one(index_dir: Path, corpus: Path, again: Any) -> None:
    last, before = rasfoi.generations(index_dir)
    rasfoi.rollback(index_dir)
    again(corpus, index_dir)
    assert geese(index_dir) == 1
    names = {path.name for path in index_dir.glob("gen-*")}
    assert names == {before.name, rasfoi.open(index_dir).generation}
    assert last.name not in names


def test_the_commands(index_dir: Path, tmp_path: Path) -> None:
    last, before = rasfoi.generations(index_dir)
    listed = run("generations", "--index", index_dir)
    lines = listed.stdout.splitlines()
    assert lines[0].startswith(f"{last.name}: 5 articles, built 20") and lines[0].endswith(", published")
    assert lines[1].startswith(f"{before.name}: 4 articles, built 20") and len(lines) == 2
    facts = json.loads(run("generations", "--index", index_dir, "--json").stdout)
    assert [each["current"] for each in facts] == [True, False]
    assert datetime.fromisoformat(facts[0]["built"]) == last.built
    assert run("rollback", "--index", index_dir).stdout.startswith(before.name)
    again = run("rollback", "--index", index_dir)
    assert again.exit_code == 1 and "no earlier generation" in again.stderr
    for command in ("generations", "rollback"):
        none = run(command, "--index", tmp_path / "nimic")
        assert none.exit_code == 1 and "rasfoi rebuild" in none.stderr
    assert not (tmp_path / "nimic").exists()


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"..", b"gen-a/../b", None])
def test_an_altered_pointer_loses_nothing(index_dir: Path, corpus: Path, content: bytes | None) -> None:
    last, before = rasfoi.generations(index_dir)
    (index_dir / "CURRENT").unlink()
    if content is not None:
        (index_dir / "CURRENT").write_bytes(content)
    error = rasfoi.IndexMissing if content is None else rasfoi.IndexCorrupt
    with pytest.raises(error, match=f"rasfoi rollback --index {index_dir}. publishes {last.name} again"):
        rasfoi.open(index_dir)
    assert [each.current for each in rasfoi.generations(index_dir)] == [False, False]
    with pytest.raises(rasfoi.BadArticle):
        rasfoi.build(corpus / "nimic", index_dir)
    with pytest.raises(RuntimeError), writing(index_dir):
        raise RuntimeError
    assert rasfoi.rollback(index_dir).name == last.name
    assert geese(index_dir) == 1
    assert rasfoi.rollback(index_dir).name == before.name


@pytest.mark.parametrize("content", [b"\x80", b"\x00" * 40, None])
def test_a_rebuild_mends_an_altered_pointer(index_dir: Path, corpus: Path, content: bytes | None) -> None:
    last, _ = rasfoi.generations(index_dir)
    (index_dir / "CURRENT").unlink()
    if content is None:
        (index_dir / "CURRENT" / "x").mkdir(parents=True)
    else:
        (index_dir / "CURRENT").write_bytes(content)
    with pytest.raises(rasfoi.IndexCorrupt):
        rasfoi.open(index_dir)
    rasfoi.build(corpus, index_dir)
    assert geese(index_dir) == 1
    assert [each.name for each in rasfoi.generations(index_dir)][1:] == [last.name]


def test_a_damaged_index_offers_the_way_back(index_dir: Path) -> None:
    last, before = rasfoi.generations(index_dir)
    (index_dir / last.name / "info.json").write_bytes(b"{")
    with pytest.raises(rasfoi.IndexCorrupt, match=f"publishes {before.name} again"):
        rasfoi.open(index_dir)
    problem = rasfoi.generations(index_dir)[0].problem
    assert "info.json" in problem and problem in run("generations", "--index", index_dir).stdout
    rasfoi.rollback(index_dir)
    assert geese(index_dir) == 0


def test_no_damaged_generation_is_returned_to(index_dir: Path) -> None:
    last, before = rasfoi.generations(index_dir)
    path = index_dir / before.name / "manifest.ras"
    data = bytearray(path.read_bytes())
    data[70] ^= 1
    path.write_bytes(data)
    with pytest.raises(rasfoi.IndexCorrupt, match="manifest"):
        rasfoi.rollback(index_dir)
    assert rasfoi.open(index_dir).generation == last.name


def test_a_build_under_way_is_waited_for(index_dir: Path) -> None:
    with writing(index_dir), pytest.raises(rasfoi.IndexBusy, match=str(os.getpid())):
        rasfoi.rollback(index_dir)


def test_a_clock_that_was_set_back(index_dir: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    last, _ = rasfoi.generations(index_dir)

    class Earlier(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Earlier:
            return cls(2001, 1, 1, tzinfo=tz)

    monkeypatch.setattr(publication, "datetime", Earlier)
    write(corpus, "5.txt", "curci")
    rasfoi.update(corpus, index_dir)
    with pytest.raises(RuntimeError), writing(index_dir):
        raise RuntimeError
    newest, kept = rasfoi.generations(index_dir)
    assert newest.current and kept.name == last.name


def test_files_of_the_index_are_nobody_elses_to_write(corpus: Path, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        rasfoi.build(corpus, tmp_path / "nou" / "index")
        write(corpus, "7.txt", "curci")
        rasfoi.update(corpus, tmp_path / "nou" / "index")
    finally:
        os.umask(before)
    written = [tmp_path / "nou", *(tmp_path / "nou").rglob("*")]
    modes = {path: path.stat().st_mode & 0o777 for path in written}
    assert {mode for path, mode in modes.items() if path.is_file() and path.name != "LOCK"} == {0o644}
    assert not any(mode & 0o002 for mode in modes.values())
