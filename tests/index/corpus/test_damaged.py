"""Files that are damaged, or no files at all."""

from __future__ import annotations

import gzip
import json
import os
import random
from pathlib import Path

import pytest
import rasfoi
import zstandard
from rasfoi.index.corpus import SourceFile, read_articles
from rasfoi.index.corpus.files import streams
from rasfoi.index.report import Failure

RANDOM = random.Random(1)
LINES = "".join(
    json.dumps({"title": f"Titlul {n}", "body": " ".join(str(RANDOM.random()) for _ in range(60))}) + "\n"
    for n in range(2000)
).encode()


def build(tmp_path: Path, name: str, data: bytes) -> rasfoi.BuildReport:
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / name).write_bytes(data)
    return rasfoi.build(tmp_path / "c", tmp_path / "i")


def pack(packing: str) -> bytes:
    return gzip.compress(LINES) if packing == ".gz" else zstandard.compress(LINES)


@pytest.mark.parametrize("packing", [".gz", ".zst"])
def test_what_is_before_a_cut_is_read(tmp_path: Path, packing: str) -> None:
    data = pack(packing)
    report = build(tmp_path, "a.jsonl" + packing, data[: len(data) // 2])
    assert 900 < report.articles < 1100
    assert report.failures == ()
    assert [note.reason for note in report.notes] == [
        f"the {packing} file is truncated; what follows is lost"
    ]


@pytest.mark.parametrize("packing", [".gz", ".zst"])
def test_bytes_behind_the_end_are_noted(tmp_path: Path, packing: str) -> None:
    report = build(tmp_path, "a.jsonl" + packing, pack(packing) * 2 + b"altceva")
    assert (report.articles, report.failures, len(report.notes)) == (4000, (), 1)
    assert "stand behind its end" in report.notes[0].reason


def test_blocks_filled_up_with_zeros_are_whole(tmp_path: Path) -> None:
    report = build(tmp_path, "a.txt.gz", gzip.compress(b"Unu\nDoi") + bytes(512))
    assert (report.articles, report.notes) == (1, ())


def test_a_long_window_of_zstd(tmp_path: Path) -> None:
    settings = zstandard.ZstdCompressionParameters(window_log=31, enable_ldm=True)
    packer = zstandard.ZstdCompressor(compression_params=settings).compressobj()
    assert build(tmp_path, "a.jsonl.zst", packer.compress(LINES) + packer.flush()).articles == 2000


def test_a_pipe_put_in_the_place_of_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    [failure] = read_articles(SourceFile(str(tmp_path / "a.txt"), "a.txt", 1, 0))
    assert failure == Failure("a.txt", "cannot be read: not a regular file")


def test_files_of_the_kernel_end_no_build_and_hold_none_up(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text("Stupul\nUn text despre albine.", "utf-8")
    # Regular files by their mode, that wait for news or fail at their first byte.
    for name in ("kmsg", "self/mem", "self/clear_refs"):
        for suffix in (".txt", ".txt.gz", ".jsonl", ".html"):
            (corpus / f"{name.replace('/', '-')}{suffix}").symlink_to(f"/proc/{name}")
    report = rasfoi.build(corpus, tmp_path / "index", follow=True)
    assert report.articles == 1
    assert len(report.failures) == 12
    assert not [each for each in report.failures if "Error:" in each.reason]


def test_a_file_of_the_kernel_that_never_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MAX_FILE_BYTES", 1 << 20)
    (tmp_path / "a.jsonl").symlink_to("/proc/self/pagemap")
    [failure] = read_articles(SourceFile(str(tmp_path / "a.jsonl"), "a.jsonl", 0, 0))
    assert failure == Failure("a.jsonl", "cannot be read: it goes on behind its end")


def test_lines_that_came_while_a_file_was_read_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(LINES)
    found = list(read_articles(SourceFile(str(tmp_path / "a.jsonl"), "a.jsonl", 10, 0)))
    assert len(found) == 2000


def test_progress_counts_packed_bytes(tmp_path: Path) -> None:
    data = pack(".gz")
    (tmp_path / "a.jsonl.gz").write_bytes(data)
    seen: list[rasfoi.Progress] = []
    rasfoi.build(tmp_path / "a.jsonl.gz", tmp_path / "i", progress=seen.append)
    assert {each.total_bytes for each in seen} == {len(data)}
    assert [each.bytes for each in seen] == sorted(each.bytes for each in seen)
    assert seen[-1].bytes == len(data)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", "<p>&#" + "1" * 4301 + ";</p>"),
        ("a.json", "[" * 100_000),
        ("a.csv", 'a,b\n"' + "x" * 200_000),
    ],
)
def test_no_content_ends_a_build(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "b.txt").write_text("Titlu\nText")
    (tmp_path / "c" / name).write_text(content)
    assert rasfoi.build(tmp_path / "c", tmp_path / "i").articles >= 1
