"""Whatever is altered in an index is told by the name of its file, and a rebuild or an update mends it."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
import rasfoi
from rasfoi.index.directory.generation import current
from rasfoi.index.indexer.merging.merge_policy import MAX_SEGMENTS
from rasfoi.index.whoosh_codec.index import open_whoosh
from whoosh.index import open_dir

from bench.damage import bad, damages, outcomes, prepare

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
    rasfoi.update(corpus, tmp_path / "index")
    return tmp_path / "index"


def replace(path: Path, data: bytes) -> None:
    """Write a file anew: those of an index may be linked from the generation before."""
    path.unlink()
    path.write_bytes(data)


def a_file(index_dir: Path, pattern: str) -> Path:
    (path,) = current(index_dir).folder.glob(pattern)
    return path


def answers(index_dir: Path) -> list[int]:
    index = rasfoi.open(index_dir)
    return [index.search(fruit, correct=False).total for fruit in FRUIT]


@pytest.mark.parametrize("name", ["segment-*.ras", "deleted-*.ras", "_MAIN_*.toc", "info.json"])
def test_a_file_of_another_index_is_refused(corpus: Path, index_dir: Path, tmp_path: Path, name: str) -> None:
    """Both indexes have a segment and deletions of the same names and sizes."""
    other = tmp_path / "other"
    shutil.copytree(index_dir, other, symlinks=True)
    write(corpus, "a0.txt", "caise")
    rasfoi.build(corpus, tmp_path / "other")
    (corpus / "a5.txt").unlink()
    rasfoi.update(corpus, tmp_path / "other")
    path = a_file(index_dir, name)
    replace(path, a_file(other, name).read_bytes())
    with pytest.raises(rasfoi.IndexCorrupt, match=path.name):
        rasfoi.open(index_dir).check()
    if name != "_MAIN_*.toc":
        with pytest.raises(rasfoi.IndexCorrupt, match=path.name):
            rasfoi.open(index_dir)
    with pytest.raises(rasfoi.IndexCorrupt, match=path.name):
        open_whoosh(index_dir).reader()
    write(corpus, "a5.txt", "struguri")
    rasfoi.build(corpus, index_dir)
    assert answers(index_dir) == [0, 1, 1, 0, 1, 1, 1, 1, 1, 1]
    rasfoi.open(index_dir).check()


def test_whoosh_itself_refuses_a_segment_of_another_index(
    index_dir: Path, corpus: Path, tmp_path: Path
) -> None:
    write(corpus, "a0.txt", "caise")
    rasfoi.build(corpus, tmp_path / "other")
    replace(a_file(index_dir, "segment-*.ras"), a_file(tmp_path / "other", "segment-*.ras").read_bytes())
    with pytest.raises(rasfoi.IndexCorrupt, match=r"segment-0\.ras belongs to another index"):
        open_dir(current(index_dir).folder, "MAIN").reader()


def test_the_manifest_of_another_generation_is_not_believed(corpus: Path, index_dir: Path) -> None:
    """It says that a file was read that is not in this index."""
    before = a_file(index_dir, "manifest.ras").read_bytes()
    write(corpus, "nou.txt", "caise")
    rasfoi.update(corpus, index_dir)
    later = a_file(index_dir, "manifest.ras").read_bytes()
    rasfoi.rollback(index_dir)
    replace(a_file(index_dir, "manifest.ras"), later)
    with pytest.raises(rasfoi.IndexCorrupt, match=r"manifest\.ras belongs to another generation"):
        rasfoi.open(index_dir).check()
    assert rasfoi.update(corpus, index_dir).articles == 10
    assert rasfoi.open(index_dir).search("caise", correct=False).total == 1
    assert a_file(index_dir, "manifest.ras").read_bytes() not in (before, later)
    rasfoi.open(index_dir).check()


def test_a_renewed_manifest_belongs_to_its_generation(corpus: Path, index_dir: Path) -> None:
    os.utime(corpus / "a1.txt", (1, 1))
    name = current(index_dir).name
    rasfoi.update(corpus, index_dir)
    assert current(index_dir).name == name
    rasfoi.open(index_dir).check()
    assert rasfoi.update(corpus, index_dir).changed == 0


def altered(path: Path, array: str) -> bytes:
    """Return the file with the middle byte of an array altered."""
    data = bytearray(path.read_bytes())
    length = int.from_bytes(data[-24:-16], "little")
    entry = json.loads(data[-24 - length : -24])["arrays"][array]
    data[entry["start"] + entry["count"] // 2 * int(entry["dtype"][-1])] ^= 1
    return bytes(data)


@pytest.mark.parametrize(
    "array", ["docs", "position_ends", "impact", "mask", "positions", "records", "keys", "signatures"]
)
def test_a_merge_never_gives_damage_sums_that_agree(corpus: Path, index_dir: Path, array: str) -> None:
    """Segments merge with an update; a rebuild takes its place where one of them is altered."""
    path = a_file(index_dir, "segment-*.ras")
    bad = altered(path, array)
    replace(path, bad)
    for at in range(MAX_SEGMENTS):
        write(corpus, f"nou{at}.txt", "caise")
        rasfoi.update(corpus, index_dir)
    assert all(each.read_bytes() != bad for each in current(index_dir).folder.iterdir())
    rasfoi.open(index_dir).check()
    assert answers(index_dir) == [1, 1, 1, 0, 1, 1, 1, 1, 1, 1]
    assert rasfoi.open(index_dir).search("caise", correct=False).total == MAX_SEGMENTS


def test_every_byte_of_what_is_said_of_a_generation(index_dir: Path) -> None:
    path = a_file(index_dir, "info.json")
    data, right = path.read_bytes(), answers(index_dir)
    told = 0
    for at in range(len(data)):
        for bits in (0x01, 0x80):
            replace(path, data[:at] + bytes([data[at] ^ bits]) + data[at + 1 :])
            try:
                assert answers(index_dir) == right
            except (rasfoi.IndexCorrupt, rasfoi.IndexOutdated) as error:
                assert str(path) in str(error)
                told += 1
    assert told > len(data)


@pytest.mark.parametrize("name", ["segment-*.ras", "duplicates.ras"])
def test_a_file_that_is_cut_under_a_reader_ends_no_process(index_dir: Path, name: str) -> None:
    index = rasfoi.open(index_dir)
    path = a_file(index_dir, name)
    with path.open("r+b") as file:
        file.truncate(100)
    for ask in (
        lambda: index.search("mere"),
        lambda: index.suggest("me"),
        lambda: index.get("a1.txt"),
        index.check,
    ):
        with pytest.raises(rasfoi.IndexCorrupt, match=rf"{path.name} is truncated"):
            ask()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders here")
@pytest.mark.parametrize("name", ["CURRENT", "info.json", "segment-*.ras", "duplicates.ras", "manifest.ras"])
def test_a_pipe_in_place_of_a_file_is_told_and_never_waited_for(
    corpus: Path, index_dir: Path, name: str
) -> None:
    path = index_dir / name if name == "CURRENT" else a_file(index_dir, name)
    path.unlink()
    os.mkfifo(path)
    said = f"{path.name} (is|cannot be read: it is) no .*file.*rasfoi rebuild"
    with pytest.raises(rasfoi.IndexCorrupt, match=said):
        rasfoi.open(index_dir).check()
    rasfoi.build(corpus, index_dir)
    assert sum(answers(index_dir)) == len(FRUIT) - 1


@pytest.mark.parametrize("name", ["CURRENT", "LOCK"])
@pytest.mark.parametrize("data", [b"", b"\xff\x00\x1b[31m", b"gen-20200101T000000000000-1", b"x" * 5000])
def test_a_rebuild_and_an_update_mend_what_stands_beside_the_generations(
    corpus: Path, index_dir: Path, name: str, data: bytes
) -> None:
    for mend in (rasfoi.update, rasfoi.build):
        (index_dir / name).write_bytes(data)
        assert mend(corpus, index_dir).articles == 9
        assert answers(index_dir) == [1, 1, 1, 0, 1, 1, 1, 1, 1, 1]


def test_any_damage_gives_the_right_answer_or_names_the_file(tmp_path: Path) -> None:
    """Some of what `make damage` tries."""
    prepare(tmp_path)
    wanted = list(damages(tmp_path, 16, seed=5))
    found = outcomes(tmp_path, wanted)
    assert [(damage, bad(each)) for damage, each in zip(wanted, found, strict=True) if bad(each)] == []
    assert sum("IndexCorrupt" in each.values() for each in found) > 8
    assert all({"search", "whoosh", "check", "update", "rebuild"} == {*each} for each in found)
