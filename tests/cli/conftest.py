"""An index of the sample, and the command run on it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import rasfoi
from click.testing import CliRunner
from rasfoi.cli import main

SAMPLE = Path(__file__).parents[2] / "sample"
RASFOI = str(Path(sys.executable).with_name("rasfoi"))
SIGNALS = (signal.SIGTERM, signal.SIGHUP)
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "index"
    rasfoi.build(SAMPLE, folder)
    return folder


@pytest.fixture
def rasfoi_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return what runs the command in an empty folder: words, what it reads, its environment.

    Only a server runs as a process of its own: to start one takes longer than most commands.
    """

    def run(
        *words: object, given: str = "", environment: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        command, own = [*map(str, words)], environment or {}
        if command[:1] == ["serve"]:
            return subprocess.run(
                [RASFOI, *command], capture_output=True, text=True, cwd=tmp_path, env=os.environ | own
            )
        before, handlers = dict(os.environ), {each: signal.getsignal(each) for each in SIGNALS}
        try:
            with monkeypatch.context() as here:
                here.chdir(tmp_path)
                done = CliRunner().invoke(main, command, given, own, prog_name="rasfoi")
        finally:
            os.environ.clear()
            os.environ.update(before)
            for number, handler in handlers.items():
                signal.signal(number, handler)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return subprocess.CompletedProcess(command, done.exit_code, done.stdout, done.stderr)

    return run
