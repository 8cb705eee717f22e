"""Coverage-guided fuzzing of the readers, the tokenizer and the query parser: `make fuzz` runs this.

Each target runs in a process of its own under atheris (libFuzzer), from small files and the words that its
format is made of. What is found is printed with the input's file: an exception that no reader foresees, an
answer that is not what `tests/search/answers.py` says, an input that takes long. No finding ends a target
but one that kills its process.
"""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import click

from tests.fuzz_targets import ROOT, WORDS, prepare

MISSING = """\
atheris is not installed, so nothing was fuzzed. `make fuzz` installs it where it has a wheel: for Linux on
x86-64 and some versions of Python. The hypothesis tests of `make test` run everywhere."""


class Outcome(NamedTuple):
    """What came of a target: inputs tried, seconds, and what was found, each with the input's file."""

    target: str
    inputs: int
    seconds: int
    findings: list[str]


def outcome(name: str, seconds: int, folder: Path) -> Outcome:
    """Fuzz a target in a process of its own."""
    prepare(name, folder)
    command = [sys.executable, "-m", "tests.fuzz_child", name, str(seconds), str(folder)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace")
    findings = [
        f"{json.loads(path.read_text('utf-8'))}: {path.with_suffix('.input')}"
        for path in sorted(folder.glob("*.json"))
    ]
    findings += [f"killed the process: {path}" for path in folder.glob("killer-*")]
    done = re.search(r"Done (\d+) runs in (\d+) second", ended.stderr)
    if not done and not findings:
        findings.append(f"ended with {ended.returncode}: {ended.stderr[-500:]}")
    return Outcome(name, int(done[1]) if done else 0, int(done[2]) if done else 0, findings)


@click.command(help=__doc__)
@click.option("--minutes", default=3.0, show_default=True, help="Time for all targets together.")
@click.argument("names", nargs=-1, type=click.Choice(list(WORDS)))
def main(minutes: float, names: tuple[str, ...]) -> None:
    if importlib.util.find_spec("atheris") is None:
        raise click.ClickException(MISSING)
    # In memory where that can be: a file is written for each input.
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="rasfoi-fuzz-", dir=memory if memory.is_dir() else None))
    chosen = names or tuple(WORDS)
    failed = False
    try:
        for name in chosen:
            found = outcome(name, max(1, round(60 * minutes / len(chosen))), folder / name.strip("."))
            click.echo(
                f"{name:8} {found.inputs:9,} inputs {found.seconds:5} s  {len(found.findings)} findings"
            )
            for each in found.findings:
                click.echo(f"    {each}")
            failed = failed or bool(found.findings)
    finally:
        # What was found is named by its file.
        if not failed:
            shutil.rmtree(folder)
    sys.exit(failed)


if __name__ == "__main__":
    main()
