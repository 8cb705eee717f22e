"""What `make serve` says while it works."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STEPS = """
include Makefile
.PHONY: slow failing
slow:
\t@$(call patiently,at work,sleep 2) && echo done
failing:
\t@false || $(call patiently,at work,exit 3)
"""


def run(step: str) -> tuple[int, list[str]]:
    command = ["make", "-s", "-f", "-", "PAUSE=1", step]
    result = subprocess.run(command, input=STEPS, cwd=ROOT, capture_output=True, text=True)
    return result.returncode, result.stdout.splitlines()


@pytest.mark.skipif(not shutil.which("make"), reason="make is missing")
def test_a_step_that_takes_long_says_that_it_goes_on() -> None:
    code, lines = run("slow")
    assert code == 0
    assert set(lines[:-1]) == {"… still at work"}
    assert lines[-1] == "done"


@pytest.mark.skipif(not shutil.which("make"), reason="make is missing")
def test_a_step_that_fails_ends_the_run() -> None:
    assert run("failing") == (2, [])
