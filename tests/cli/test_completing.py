"""`rasfoi completion`: each shell completes what it should."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Run

ENVIRONMENT = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        (("sea",), {"search"}),
        (("s",), {"search", "serve", "similar", "suggest"}),
        (("search", "x", "--js"), {"--json", "--jsonl"}),
        (("search", "x", "--sort", "n"), {"newest"}),
        (("completion", "z"), {"zsh"}),
    ],
)
def test_bash_completes(rasfoi_run: Run, tmp_path: Path, words: tuple[str, ...], completed: set[str]) -> None:
    script = tmp_path / "completion.bash"
    script.write_text(rasfoi_run("completion", "bash").stdout, "utf-8")
    line = " ".join(("rasfoi", *words))
    program = (
        f"source {script}; COMP_WORDS=({line}); COMP_CWORD={len(words)}; "
        '_rasfoi_completion rasfoi; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    shown = subprocess.run(["bash", "-c", program], capture_output=True, text=True, env=ENVIRONMENT)
    assert set(shown.stdout.split()) == completed, shown.stderr


@pytest.mark.skipif(not shutil.which("fish"), reason="there is no fish")
def test_fish_completes(rasfoi_run: Run, tmp_path: Path) -> None:
    (tmp_path / "c.fish").write_text(rasfoi_run("completion", "fish").stdout, "utf-8")
    program = f"source {tmp_path / 'c.fish'}; complete -C 'rasfoi sea'"
    shown = subprocess.run(["fish", "-c", program], capture_output=True, text=True, env=ENVIRONMENT)
    assert shown.stdout.startswith("search\t")


@pytest.mark.skipif(not shutil.which("zsh"), reason="there is no zsh")
def test_zsh_reads_its_script(rasfoi_run: Run) -> None:
    script = rasfoi_run("completion", "zsh").stdout
    assert script.startswith("#compdef rasfoi")
    assert subprocess.run(["zsh", "-n"], input=script, text=True).returncode == 0


def test_a_shell_that_is_not_known_is_wrong_usage(rasfoi_run: Run) -> None:
    result = rasfoi_run("completion", "cmd")
    assert result.returncode == 2 and "'bash', 'zsh', 'fish'" in result.stderr
