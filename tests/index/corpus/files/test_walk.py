"""Which files of a corpus are read, in which order, and what cannot be."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
import rasfoi
from rasfoi.index.corpus import Files, ReadingOptions, SourceFile, find_files, is_json_lines
from rasfoi.index.corpus.files import source_file
from rasfoi.index.corpus.files.file_hash import file_hashes
from rasfoi.index.errors import BadArticle
from rasfoi.index.native import loops
from rasfoi.index.report import Failure


def write(path: Path, text: str = "Titlu\nText") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def found(corpus: Path) -> list[str]:
    return [source.id for source in find_files(corpus) if isinstance(source, SourceFile)]


def failures(corpus: Path) -> list[Failure]:
    return [failure for failure in find_files(corpus) if isinstance(failure, Failure)]


def test_sorted_by_id(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a.txt", "a-b.html", "a/b/c.JSONL.gz", "ă.json.zst", "c.htm", "d.ndjson"):
        write(tmp_path / name)
    ids = found(tmp_path)
    assert ids == [
        "a-b.html",
        "a.txt",
        "a/b/c.JSONL.gz",
        "a/z.md",
        "b.txt",
        "c.htm",
        "d.ndjson",
        "ă.json.zst",
    ]
    assert ids == sorted(ids)


def test_hidden_and_other_files_are_skipped(tmp_path: Path) -> None:
    for name in (".a.txt", ".git/b.txt", "c.png", "d", "e.gz", "f.txt.bak", "g.txt"):
        write(tmp_path / name)
    assert found(tmp_path) == ["g.txt"]
    assert failures(tmp_path) == []


def test_empty_folder(tmp_path: Path) -> None:
    assert list(find_files(tmp_path)) == []


def test_one_file(tmp_path: Path) -> None:
    write(tmp_path / "x" / "a.jsonl", "{}")
    [source] = find_files(tmp_path / "x" / "a.jsonl")
    assert isinstance(source, SourceFile)
    assert (source.id, source.size, is_json_lines(source)) == ("a.jsonl", 2, True)


def test_missing_corpus(tmp_path: Path) -> None:
    with pytest.raises(BadArticle, match=r"no corpus at .*nicaieri .*give the folder"):
        find_files(tmp_path / "nicaieri")


def test_one_file_of_another_kind(tmp_path: Path) -> None:
    write(tmp_path / "a.odt")
    with pytest.raises(BadArticle, match=r"a\.odt is no article file; the kinds read are \.txt"):
        find_files(tmp_path / "a.odt")


def test_links_out_of_the_corpus_are_told_and_followed_if_asked_for(tmp_path: Path) -> None:
    outside = tmp_path / "other" / "a.txt"
    write(outside)
    corpus = tmp_path / "corpus"
    write(corpus / "c" / "d.txt")
    (corpus / "linked").symlink_to(tmp_path / "other")
    (corpus / "b.txt").symlink_to(outside)
    (corpus / "e.txt").symlink_to("../other/a.txt")
    (corpus / "poza.png").symlink_to(outside)
    (corpus / "within").symlink_to(corpus / "c")
    (corpus / "f.txt").symlink_to("c/d.txt")
    beside = tmp_path / "corpus2"
    beside.mkdir()
    (corpus / "g").symlink_to(beside)
    assert found(corpus) == ["c/d.txt", "f.txt", "within/d.txt"]
    assert [failure.path for failure in failures(corpus)] == ["b.txt", "e.txt", "g/", "linked/"]
    assert all("--follow" in failure.reason for failure in failures(corpus))
    assert str(outside) in failures(corpus)[0].reason
    followed = find_files(corpus, options=ReadingOptions(follow=True))
    ids = [each.id for each in followed if isinstance(each, SourceFile)]
    assert ids == ["b.txt", "c/d.txt", "e.txt", "f.txt", "linked/a.txt", "within/d.txt"]


def test_a_corpus_may_be_a_link_itself(tmp_path: Path) -> None:
    write(tmp_path / "other" / "a.txt")
    (tmp_path / "corpus").symlink_to(tmp_path / "other")
    (tmp_path / "other" / "b.txt").symlink_to(tmp_path / "other" / "a.txt")
    assert found(tmp_path / "corpus") == ["a.txt", "b.txt"]


def test_link_loop_is_reported_once(tmp_path: Path) -> None:
    write(tmp_path / "a" / "b.txt")
    (tmp_path / "a" / "again").symlink_to(tmp_path)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    assert found(tmp_path) == ["a/b.txt"]
    assert failures(tmp_path) == [
        Failure("a/again", "symbolic link loop: it leads to a folder that contains it"),
        Failure("self.txt", "cannot be read: symbolic link loop"),
    ]


def test_dangling_link(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to("nicaieri.txt")
    assert failures(tmp_path) == [Failure("a.txt", "dangling symbolic link to nicaieri.txt")]


def test_pipe_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert failures(tmp_path) == [Failure("a.txt", "not a regular file")]


def test_unreadable_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "a" / "b.txt")
    write(tmp_path / "c.txt")

    list_folder = loops.list_folder

    def refuse(path: bytes, suffixes: bytes) -> tuple[bytes, bytes, bytes, bytes]:
        if path.endswith(b"a/"):
            raise PermissionError(13, "Permission denied")
        return list_folder(path, suffixes)

    monkeypatch.setattr(loops, "list_folder", refuse)
    assert found(tmp_path) == ["c.txt"]
    assert failures(tmp_path) == [Failure("a/", "the folder cannot be read: Permission denied")]


def test_name_in_another_encoding(tmp_path: Path) -> None:
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xba.txt"))).write_text("a", encoding="utf-8")
    assert found(tmp_path) == ["\\xba.txt"]


def test_batches_keep_the_order_and_those_chosen_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_file, "_FULL", 3)
    for name in ("a.txt", "b/c.txt", "b/d.txt", "b/e/f.txt", "g.txt", "i.txt", "j/k.txt"):
        write(tmp_path / name)
    (tmp_path / "h.txt").symlink_to("nicaieri.txt")
    shown: list[list[str]] = []

    def choose(files: Files) -> list[int]:
        shown.append(files.ids)
        return list(range(len(files)))[-1:]

    sources = list(find_files(tmp_path, choose))
    assert shown == [["a.txt", "b/c.txt", "b/d.txt"], ["b/e/f.txt", "g.txt"], ["i.txt", "j/k.txt"]]
    ids = [source.id if isinstance(source, SourceFile) else source.path for source in sources]
    assert ids == ["b/d.txt", "g.txt", "h.txt", "j/k.txt"]


def test_a_hash_is_the_same_beside_others() -> None:
    ids = ["a.txt", "a/b.txt", "ab/.txt", "știri/" + "x" * 300, "", "0000001.json", "0000010.json"]
    hashes = file_hashes(ids).tolist()
    assert hashes == [int(file_hashes([each])[0]) for each in ids]
    assert len(set(hashes)) == len(ids)
    assert file_hashes([]).tolist() == []


def test_other_kinds_are_counted_and_parts_of_pages_passed_over(tmp_path: Path) -> None:
    for name in ("a.txt", "b.eml", "C.EML", "LICENSE", ".ascuns", "Pod.html", "x_files/y.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("Titlu")
    (tmp_path / "Pod_files").mkdir()
    (tmp_path / "Pod_files" / "cadru.html").write_text("<p>reclamă</p>")
    passed: Counter[str] = Counter()
    found = [each.id for each in find_files(tmp_path, passed=passed) if isinstance(each, SourceFile)]
    assert found == ["Pod.html", "a.txt", "x_files/y.txt"]
    assert passed == {".eml": 2, "no suffix": 1, "_files/": 1}


def test_an_index_in_the_corpus_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Titlu\nText")
    for report in (rasfoi.build(tmp_path, tmp_path / "i"), rasfoi.build(tmp_path, tmp_path / "i")):
        assert (report.articles, report.failures, report.passed_over) == (1, (), {})
    (tmp_path / "b.txt").write_text("Titlu\nText")
    assert rasfoi.update(tmp_path, tmp_path / "i").articles == 2


def test_names_that_differ_in_a_byte_that_is_no_text(tmp_path: Path) -> None:
    for byte in (b"\xe3", b"\xe2"):
        (tmp_path / os.fsdecode(b"\xc8\x99" + byte + b".txt")).write_text("Titlu")
    report = rasfoi.build(tmp_path, tmp_path / "i")
    assert (report.articles, report.failures) == (2, ())
    assert rasfoi.update(tmp_path, tmp_path / "i").changed == 0


def test_a_tree_of_many_folders_is_read_whole_and_in_order(tmp_path: Path) -> None:
    names = [
        f"{year}/{month:02}/{day:02}/{at}.txt"
        for year in range(1990, 2022, 7)
        for month in (1, 10)
        for day in range(1, 29)
        for at in (1, 2)
    ]
    for name in (*names, "1997.txt", "2004/lista.txt", "2004/10/a.txt"):
        write(tmp_path / name)
    ids = sorted([*names, "1997.txt", "2004/lista.txt", "2004/10/a.txt"])
    assert found(tmp_path) == ids
    (tmp_path / "2004" / "10").rename(tmp_path / "afară")
    (tmp_path / "2004" / "10").symlink_to(tmp_path / "afară")
    followed = [f"afară/{each.removeprefix('2004/10/')}" for each in ids if each.startswith("2004/10/")]
    assert found(tmp_path) == sorted([*ids, *followed])
