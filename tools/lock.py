"""Write the lock files in requirements/: every package with its version and hashes, and no address.

`make lock` runs this where `uv` is installed; the ranges that are resolved stand in pyproject.toml and,
for a compiler, in build_backend.py. With an argument it writes to that file the lowest versions that
pyproject.toml admits, as the newest of everything else allows, for the Python that runs this.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from build_backend import COMPILER

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "requirements"
_HEADER = "# Written by `make lock`.\n"
_LOCKED = ("--universal", "--generate-hashes", "--upgrade")


def main(out: str | None = None) -> None:
    """Renew all lock files, or write the lowest versions to `out`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = project["project"]["dependencies"]
    extras = project["project"]["optional-dependencies"]
    if out:
        _compile(Path(out), wanted + extras["dev"], ["--resolution", "lowest-direct"])
        return
    serving = LOCKS / "serve.txt"
    _compile(serving, wanted, _LOCKED)
    # One environment holds them all, so they agree.
    agreeing = [*_LOCKED, "--constraint", str(serving)]
    _compile(LOCKS / "dev.txt", wanted + extras["dev"], agreeing)
    for name in ("bench", "docs", "fuzz"):
        _compile(
            LOCKS / f"{name}.txt", wanted + extras[name], [*agreeing, "--constraint", str(LOCKS / "dev.txt")]
        )
    _compile(LOCKS / "build.txt", project["build-system"]["requires"], _LOCKED)
    _compile(LOCKS / "compiler.txt", [COMPILER], _LOCKED)


def _compile(out: Path, wanted: Sequence[str], options: Sequence[str]) -> None:
    """Resolve requirements with uv into a file."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "-", "--quiet", "--no-header", "--no-annotate"]
    addresses = ["--no-emit-index-url", "--no-emit-find-links", "--python-version", "3.11"]
    command += [*addresses, *options]
    run = subprocess.run(command, input="\n".join(wanted), stdout=subprocess.PIPE, text=True, check=True)
    out.write_text(_HEADER + run.stdout, "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
