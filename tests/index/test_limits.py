"""What happens at the limits: a full disk, more tokens than a segment takes, a damaged cache."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import rasfoi
from rasfoi.index.analysis.words import lemma_table, lemmatizer
from rasfoi.index.analysis.words.lemma_table import LexiconFile
from rasfoi.index.directory import user_cache
from rasfoi.index.directory.array_file import FORMAT
from rasfoi.index.directory.generation import current
from rasfoi.index.directory.user_cache import cache_folders
from rasfoi.index.indexer import inverter, segment_writer
from rasfoi.index.indexer.workers import worker_process

WORDS = "apă barcă casă dig elev floare gard hotel iarbă joc lac munte nor om pod râu sat vânt zid".split()


def corpus_of(path: Path, count: int, body: int = 40) -> Path:
    path.mkdir()
    lines = (
        json.dumps(
            {
                "id": f"n{at}",
                "title": f"{WORDS[at % 19]} {at}",
                "body": " ".join(
                    f"{WORDS[(at * step + step) % 19]}{at * step % 997}" for step in range(body)
                ),
                "date": "2024-01-01",
            }
        )
        for at in range(count)
    )
    (path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("small", [True, False])
def test_a_full_disk_leaves_the_published_index_alone(tmp_path: Path, small: bool) -> None:
    """A limit on the size of a file stands for the disk: writing beyond it fails in the same way."""
    rasfoi.build(corpus_of(tmp_path / "first", 5), tmp_path / "index")
    before = current(tmp_path / "index").name
    corpus = corpus_of(tmp_path / "second", *((500, 40) if small else (1500, 500)))
    command = [sys.executable, "-m", "rasfoi", "rebuild", str(corpus), "--index", str(tmp_path / "index")]
    limit = 40_000
    failed = subprocess.run(
        command,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert failed.returncode == 1
    assert "could not be written" in failed.stderr
    assert "published index is untouched" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert current(tmp_path / "index").name == before
    assert [each.name for each in (tmp_path / "index").glob("gen-*")] == [before]
    assert rasfoi.open(tmp_path / "index").search("titlu:1").total == 1


def test_more_positions_than_a_segment_takes_begin_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = corpus_of(tmp_path / "corpus", 600)
    (corpus / "b.jsonl").write_text(json.dumps({"id": "n0", "title": "dublură"}), encoding="utf-8")
    rasfoi.build(corpus, tmp_path / "one")
    monkeypatch.setattr(inverter, "RUN_TOKENS", 10_000)
    monkeypatch.setattr(inverter, "VOCABULARY_TOKENS", 1)
    monkeypatch.setattr(segment_writer, "MAX_POSITIONS", 15_000)
    report = rasfoi.build(corpus, tmp_path / "several")
    assert len(current(tmp_path / "several").segments) == 2
    assert (report.articles, report.failures) == (601, ())
    assert [note.path for note in report.notes] == ["b.jsonl#1"]
    one, several = rasfoi.open(tmp_path / "one"), rasfoi.open(tmp_path / "several")
    for query in ("casă", "pod 7", "nor1 vânt3", "titlu:lac"):
        pages = [each.search(query, limit=50, correct=False) for each in (one, several)]
        assert pages[0].total == pages[1].total
        assert [hit.score for hit in pages[0].hits] == pytest.approx([hit.score for hit in pages[1].hits])
    assert rasfoi.update(corpus, tmp_path / "several").changed == 0


def test_workers_build_what_one_process_builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = corpus_of(tmp_path / "corpus", 600)
    rasfoi.build(corpus, tmp_path / "one")
    monkeypatch.setattr(worker_process, "SMALL_BYTES", 1)
    rasfoi.build(corpus, tmp_path / "two")
    one, two = rasfoi.open(tmp_path / "one"), rasfoi.open(tmp_path / "two")
    for query in ("casă", '"casă 2"', "pod 7", "nor1 vânt3", "titlu:lac"):
        pages = [each.search(query, limit=100, correct=False) for each in (one, two)]
        assert pages[0].total == pages[1].total
        assert [hit.score for hit in pages[0].hits] == [hit.score for hit in pages[1].hits]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "rasfoi"


def entries() -> Iterator[tuple[str, str]]:
    yield from {"casa": "casă", "case": "casă", "om": "om"}.items()


def never() -> Iterator[tuple[str, str]]:
    raise AssertionError("the cached file was not used")


WANTED, TEXTS = ["case", "cose", "om", "", "casa"], ["casă", "", "om", "", "casă"]


def test_a_table_is_made_once(cache: Path) -> None:
    LexiconFile("test", entries)
    again = LexiconFile("test", never)
    assert again.find(WANTED) == TEXTS
    assert [path.name for path in cache.iterdir()] == [f"test.{FORMAT}.ras"]


def test_a_damaged_table_is_made_again(cache: Path) -> None:
    LexiconFile("test", entries)
    path = cache / f"test.{FORMAT}.ras"
    data = path.read_bytes()
    for damaged in (data.replace("casă".encode(), "cară".encode()), data[:-5], b""):
        path.write_bytes(damaged)
        assert LexiconFile("test", entries).find(WANTED) == TEXTS
        assert path.read_bytes() == data


def test_a_table_of_the_package_needs_no_cache(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lemma_table, "PACKAGED", tmp_path)
    (tmp_path / f"test-0.{FORMAT}.ras").touch()
    lemma_table.package("test-1", entries())
    [path] = tmp_path.iterdir()
    assert path.stat().st_mode & 0o777 == 0o644
    assert LexiconFile("test-1", never).find(WANTED) == TEXTS
    assert not cache.exists()
    path.write_bytes(path.read_bytes()[:-5])
    assert LexiconFile("test-1", entries).find(WANTED) == TEXTS
    assert LexiconFile("test-1", never).find(WANTED) == TEXTS


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    return tmp_path / "tmp" / f"rasfoi-cache-{os.geteuid()}"


def test_a_cache_that_cannot_be_written_is_kept_among_temporary_files(cache: Path, temporary: Path) -> None:
    cache.write_text("a file where the folder should be")
    assert LexiconFile("test", entries).find(WANTED) == TEXTS
    assert LexiconFile("test", never).find(WANTED) == TEXTS
    assert [path.name for path in temporary.iterdir()] == [f"test.{FORMAT}.ras"]


def test_no_cache_at_all_is_said_once(cache: Path, temporary: Path, caplog: pytest.LogCaptureFixture) -> None:
    for each in (cache, temporary):
        each.write_text("a file where the folder should be")
    user_cache._tell_once.cache_clear()
    for _ in range(2):
        assert LexiconFile("test", entries).find(WANTED) == TEXTS
    assert [record.getMessage().partition(" cannot")[0] for record in caplog.records] == [
        "The dictionary of lemmas"
    ]


def test_a_cache_is_the_users_alone_whatever_the_umask(cache: Path) -> None:
    before = os.umask(0)
    try:
        LexiconFile("test", entries)
    finally:
        os.umask(before)
    assert [path.stat().st_mode & 0o777 for path in (cache, *cache.iterdir())] == [0o700, 0o600]
    for path in (cache, *cache.iterdir()):
        path.chmod(0o777)
        with pytest.raises(AssertionError, match="was not used"):
            LexiconFile("test", never)
        path.chmod(0o700)
    LexiconFile("test", never)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_cache_of_another_user_is_not_believed(cache: Path, temporary: Path) -> None:
    LexiconFile("test", entries)
    for path in (cache, *cache.iterdir()):
        os.chown(path, 12345, -1)
        with pytest.raises(AssertionError, match="was not used"):
            LexiconFile("test", never)
        os.chown(path, 0, -1)
    LexiconFile("test", never)


@pytest.mark.parametrize("home", [".", "", "cache"])
def test_a_cache_is_never_in_the_current_folder(
    home: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", home)
    monkeypatch.setenv("HOME", home or ".")
    assert all(folder.is_absolute() and tmp_path not in folder.parents for folder in cache_folders())


def test_a_pipe_in_the_cache_is_not_waited_for(cache: Path) -> None:
    cache.mkdir(mode=0o700)
    os.mkfifo(cache / f"test.{FORMAT}.ras")
    assert LexiconFile("test", entries).find(WANTED) == TEXTS
    assert LexiconFile("test", never).find(WANTED) == TEXTS


def test_many_words_are_found_as_few_are(cache: Path) -> None:
    table = LexiconFile("test", entries)
    words = [*WANTED, "ă", "\U0001f600", "zz" * 300, "caș"] * 9
    assert table.find(words) == [table.find([word])[0] for word in words]


def test_the_lexicon_is_the_same_from_the_file(cache: Path) -> None:
    made = dict(lemmatizer.entries())
    LexiconFile("test", made.items)
    assert next(cache_folders()) == cache
    assert LexiconFile("test", never).find(list(made)) == list(made.values())
