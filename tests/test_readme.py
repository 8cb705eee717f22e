"""The README's Python and shell blocks run as they stand, over the sample corpus."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from rasfoi.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_python_blocks_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "articole").symlink_to(ROOT / "sample")
    monkeypatch.chdir(tmp_path)
    assert blocks("python")
    names: dict[str, object] = {"__name__": "example"}
    for block in blocks("python"):
        exec(compile(block, "README.md", "exec"), names)


def test_the_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "articole").symlink_to(ROOT / "sample")
    monkeypatch.chdir(tmp_path)
    lines = [line for block in blocks("sh") for line in block.splitlines() if line.startswith("rasfoi ")]
    assert len(lines) >= 5
    for line in lines:
        words = shlex.split(line, comments=True)[1:]
        if words[0] not in ("serve", "watch"):  # they run until they are stopped
            result = CliRunner().invoke(main, words)
            assert result.exit_code == 0, line + result.output


def test_the_pipelines_run(tmp_path: Path) -> None:
    (tmp_path / "articole").symlink_to(ROOT / "sample")
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    lines = [line for block in blocks("sh") for line in block.splitlines() if "| rasfoi " in line]
    assert lines
    script = "\n".join(("set -eo pipefail", "rasfoi rebuild articole --index index", *lines))
    subprocess.run(["bash", "-c", script], cwd=tmp_path, env=os.environ | {"PATH": path}, check=True)
