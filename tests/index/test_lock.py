"""Two writers at once, in real processes: one is told of the other; one that died holds nothing."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import rasfoi


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    body = " ".join(f"cuvânt{at}" for at in range(300))
    lines = (json.dumps({"title": f"Titlul {at}", "body": body}) for at in range(3000))
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path / "a.jsonl"


def rasfoi_process(*words: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "rasfoi", *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def stopped_in_the_middle(corpus: Path, index_dir: Path) -> subprocess.Popen[str]:
    """Return a rebuild that has begun to write and was stopped there."""
    process = rasfoi_process("rebuild", corpus, "--index", index_dir)
    while not list(index_dir.glob("gen-*")):
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGSTOP)
    return process


@pytest.mark.parametrize("command", ["rebuild", "update"])
def test_the_second_writer_is_told_of_the_first(corpus: Path, tmp_path: Path, command: str) -> None:
    index = tmp_path / "index"
    first = stopped_in_the_middle(corpus, index)
    try:
        second = rasfoi_process(command, corpus, "--index", index)
        _, told = second.communicate(timeout=60)
        assert second.returncode == 1
        assert f"Error: Process {first.pid} is writing the index in {index}" in told
    finally:
        first.send_signal(signal.SIGCONT)
        assert first.wait(timeout=60) == 0
        first.communicate()
    assert rasfoi.open(index).info().articles == 3000


def test_the_lock_of_a_dead_writer_is_taken_over(corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    first = stopped_in_the_middle(corpus, index)
    first.kill()
    first.communicate()
    assert (index / "LOCK").read_text() == f"{first.pid}\n"
    second = rasfoi_process("rebuild", corpus, "--index", index)
    _, told = second.communicate(timeout=60)
    assert (second.returncode, told) == (0, "")
    assert [path.name for path in index.glob("gen-*")] == [rasfoi.open(index).generation]
