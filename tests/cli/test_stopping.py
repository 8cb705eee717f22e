"""A build that is stopped by Ctrl-C says what it leaves, and how far it was says a log as well."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
import rasfoi
from click.testing import CliRunner, Result
from rasfoi.cli import main
from rasfoi.index.directory import publication

from .conftest import RASFOI, SAMPLE

UNTOUCHED = "Stopped. The published index is untouched.\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "articole"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(f"Livada {number}\nMerele s-au copt devreme.", "utf-8")
    return folder


def stopped(monkeypatch: pytest.MonkeyPatch, *words: object, code: int = 0) -> Result:
    """Run a command that is stopped as soon as it tells how far it is."""

    def told(*_: Any) -> None:
        raise SystemExit(code) if code else KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("rasfoi.cli.output.Progress.__call__", told)
        return CliRunner().invoke(main, [str(word) for word in words])


@pytest.mark.parametrize(("by", "code"), [(0, 130), (143, 143)])
def test_what_a_build_leaves_is_told(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: int, code: int
) -> None:
    words = corpus, "--index", tmp_path / "index"
    first = stopped(monkeypatch, "rebuild", *words, code=by)
    assert (first.exit_code, first.stderr) == (code, "Stopped. Nothing was published.\n")
    generation = rasfoi.build(corpus, tmp_path / "index") and rasfoi.open(tmp_path / "index").generation
    (corpus / "nou.txt").write_text("Podul\nPodul e gata.", "utf-8")
    for command in ("rebuild", "update"):
        result = stopped(monkeypatch, command, *words, code=by)
        assert (result.exit_code, result.stderr, result.stdout) == (code, UNTOUCHED, "")
    assert [each.name for each in rasfoi.generations(tmp_path / "index")] == [generation]


def test_what_is_published_already_is_told(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rasfoi.build(corpus, tmp_path / "index")
    before, pointing = rasfoi.open(tmp_path / "index").generation, publication._point_to

    def late(folder: Path) -> None:
        pointing(folder)
        raise KeyboardInterrupt

    monkeypatch.setattr(publication, "_point_to", late)
    result = CliRunner().invoke(main, ["rebuild", str(corpus), "--index", str(tmp_path / "index")])
    now = rasfoi.open(tmp_path / "index").generation
    assert now != before
    assert (result.exit_code, result.stderr) == (130, f"Stopped. {now} is published.\n")


def test_what_is_embedded_already_is_told(
    corpus: Path, tmp_path: Path, model_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rasfoi.build(corpus, tmp_path / "index")
    result = stopped(monkeypatch, "embed", "--index", tmp_path / "index", "--model", model_dir)
    assert (result.exit_code, result.stdout) == (130, "")
    again = f"rasfoi embed --index {tmp_path / 'index'} --model {model_dir}"
    assert result.stderr == f"Stopped. The vectors made so far are kept: `{again}` goes on.\n"


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_in_the_middle_of_a_real_build(tmp_path: Path) -> None:
    many, index = tmp_path / "a.jsonl", tmp_path / "index"
    line = '{"title": "Grâul %d", "body": "' + "Agricultorii au strâns recolta de pe câmp. " * 60 + '"}\n'
    many.write_text("".join(line % number for number in range(4_000)), "utf-8")
    rasfoi.build(SAMPLE, index)
    before = {path.name for path in index.iterdir()}
    command = [RASFOI, "rebuild", str(many), "--index", str(index)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        while {path.name for path in index.iterdir()} == before:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=60)
    assert (process.returncode, *said) == (130, "", UNTOUCHED)
    assert {path.name for path in index.iterdir()} == before


def test_whatever_is_stopped_has_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def told(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("rasfoi.search.opening.open_index", told)
    result = CliRunner().invoke(main, ["info", "--index", "i"])
    assert (result.exit_code, result.stderr) == (130, "Stopped.\n")


def test_a_log_says_now_and_then_how_far_a_build_is(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A clock that goes on by a few seconds whenever it is looked at.
    now = [0.0]

    def later() -> float:
        now[0] += 4.0
        return now[0]

    lines = "".join(f'{{"title": "Grâul {n}", "body": "Textul {n}."}}\n' for n in range(20))
    for name in range(30):
        (corpus / f"{name}.jsonl").write_text(lines, "utf-8")
    words = ["rebuild", str(corpus), "--index", str(tmp_path / "index")]
    assert "articles, " not in CliRunner().invoke(main, words).stderr
    monkeypatch.setattr("rasfoi.cli.output.time.monotonic", later)
    said = CliRunner().invoke(main, words).stderr
    shown = [line for line in said.splitlines() if "articles, " in line and "/s" in line]
    assert 1 <= len(shown) <= now[0] / 30
    assert "\r" not in said and "\x1b" not in said
