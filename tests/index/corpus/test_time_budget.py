"""A file that takes too long is a failure of its own, whoever reads it."""

from __future__ import annotations

import signal
from pathlib import Path
from threading import Thread

import pytest
import rasfoi
from rasfoi.index.corpus import articles, time_budget
from rasfoi.index.corpus.text.plain_text import read_text


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a corpus with a file whose reader never ends, and the smallest budgets."""
    (tmp_path / "corpus").mkdir()
    for name in ("a", "fara sfarsit", "z"):
        (tmp_path / "corpus" / f"{name}.txt").write_text(f"Titlul {name}\n\nUn text despre mere.", "utf-8")

    def read_for_ever(data: bytes) -> object:
        while b"fara" in data:
            pass
        return read_text(data.decode())

    monkeypatch.setattr(articles, "reader_of", lambda name: read_for_ever)
    monkeypatch.setattr(time_budget, "SECONDS", 0.2)
    return tmp_path / "corpus"


def test_a_file_that_takes_for_ever_is_its_own_failure(corpus: Path, tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGVTALRM)
    report = rasfoi.build(corpus, tmp_path / "index")
    assert report.articles == 2
    (failure,) = report.failures
    assert failure.path == "fara sfarsit.txt" and "processor time" in failure.reason
    assert signal.getsignal(signal.SIGVTALRM) is before
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


def test_another_thread_is_not_bounded() -> None:
    done = []

    def read() -> None:
        with time_budget.time_budget(1):
            done.append(signal.getitimer(signal.ITIMER_VIRTUAL)[0])

    thread = Thread(target=read)
    thread.start()
    thread.join()
    assert done == [0.0]
