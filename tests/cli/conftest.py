"""An index of the sample, and the command as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import rasfoi

SAMPLE = Path(__file__).parents[2] / "sample"
RASFOI = str(Path(sys.executable).with_name("rasfoi"))
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "index"
    rasfoi.build(SAMPLE, folder)
    return folder


@pytest.fixture
def rasfoi_run(tmp_path: Path) -> Run:
    """Return what runs the command in an empty folder: words, what it reads, its environment."""

    def run(
        *words: object, given: str = "", environment: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [RASFOI, *map(str, words)],
            input=given,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=tmp_path,
            env=os.environ | {"PYTHONUTF8": "1"} | (environment or {}),
        )

    return run
