"""Worker processes: one that dies ends the build with a message, and none outlives its build."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import rasfoi
from rasfoi.index.directory.generation import current
from rasfoi.index.indexer.workers import worker_process
from rasfoi.index.indexer.workers.worker_process import Workers

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
BUILD = (
    "import sys, rasfoi; rasfoi.build(sys.argv[1], sys.argv[2], progress=lambda _: print('.', flush=True))"
)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    body = " ".join(f"cuvânt{at}" for at in range(500))
    lines = (json.dumps({"title": f"Titlul {at}", "body": body, "date": "2024-01-01"}) for at in range(3000))
    path = tmp_path / "corpus.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def children(pid: int) -> list[int]:
    """Return the processes that a process with one thread has started."""
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def ended(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def wait_until_ended(pids: list[int]) -> None:
    for _ in range(1000):
        if all(map(ended, pids)):
            return
        time.sleep(0.02)
    raise AssertionError("a worker outlives its build")


@LINUX
@pytest.mark.parametrize("which", [0, 1])
def test_a_worker_that_dies_leaves_the_published_index_alone(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, which: int
) -> None:
    rasfoi.build(corpus, tmp_path / "index")
    before = current(tmp_path / "index").name
    started = []

    class Watched(Workers):
        def start(self) -> None:
            super().start()
            process = self._channels[0].process
            assert process
            started.append(process.pid)

    def kill(_: rasfoi.Progress) -> None:
        if not pids:
            pids.extend([started[0], *children(started[0])])
            os.kill(pids[which], signal.SIGKILL)

    pids: list[int] = []
    monkeypatch.setattr("rasfoi.index.early.Workers", Watched)
    with pytest.raises(rasfoi.RasfoiError, match="worker process died"):
        rasfoi.build(corpus, tmp_path / "index", progress=kill)
    assert len(pids) == 2
    wait_until_ended(pids)
    assert [each.name for each in (tmp_path / "index").glob("gen-*")] == [before]
    assert rasfoi.open(tmp_path / "index").search("cuvânt7").total == 3000


@LINUX
def test_workers_end_when_who_builds_is_killed(corpus: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", BUILD, str(corpus), str(tmp_path / "index")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as building:
        assert building.stdout
        building.stdout.readline()
        (first,) = children(building.pid)
        pids = [first, *children(first)]
        building.kill()
    assert len(pids) == 2
    wait_until_ended(pids)


def test_workers_that_nobody_needs_are_sent_home(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Workers() as workers:
        workers.start()
        process = workers._channels[0].process
    assert process and process.returncode == 0
    monkeypatch.setattr(worker_process, "_FORKS", False)
    assert rasfoi.build(corpus, tmp_path / "index").articles == 3000


def test_a_dictionary_that_takes_for_ever_is_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = tmp_path / "a.jsonl"
    lines = (
        json.dumps({"title": f"Podul {n}", "body": "Constructorii repară podul. " * 60}) for n in range(600)
    )
    corpus.write_text("\n".join(lines), "utf-8")
    monkeypatch.setattr(worker_process, "SMALL_BYTES", 1 << 16)
    monkeypatch.setattr("rasfoi.index.indexer.workers.worker_pool.DICTIONARY_SECONDS", 0.2)
    never = threading.Event()
    waits = lambda *_: b"" if never.wait(30) else pytest.fail("the build waited for it")  # noqa: E731
    monkeypatch.setattr("rasfoi.index.building.build.train_dictionary", waits)
    try:
        assert rasfoi.build(corpus, tmp_path / "index").articles == 600
    finally:
        never.set()
    assert rasfoi.open(tmp_path / "index").search("podul").total == 600
