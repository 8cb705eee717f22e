"""`mypy --strict` over the package: `make lint` runs this.

mypy finds no package whose folder is the checkout itself, so it is shown one under a link.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Run mypy and return its exit code."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "rasfoi").symlink_to(ROOT, target_is_directory=True)
        command = [sys.executable, "-m", "mypy", "--strict", "--config-file", str(ROOT / "pyproject.toml")]
        packages = [part for name in ("index", "search", "web", "cli") for part in ("-p", f"rasfoi.{name}")]
        cache = ["--cache-dir", str(ROOT / ".mypy_cache")]
        modules = ["-m", "rasfoi", "-m", "rasfoi.__main__"]
        environment = os.environ | {"MYPYPATH": folder}
        return subprocess.call(command + cache + packages + modules, cwd=folder, env=environment)


if __name__ == "__main__":
    sys.exit(main())
