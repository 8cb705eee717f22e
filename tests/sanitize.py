"""The tests of the loops with a module built under AddressSanitizer and UBSan: `make sanitize` runs this.

Needs GCC or Clang. The module of the installation stays as it is: Python finds the other one first.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLAGS = [
    "-O1",
    "-g",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-fsanitize=address,undefined",
    "-fno-sanitize-recover=undefined",
]
# A copy of what a build and a search need, so that its extension module can be another one.
PARTS = ("__init__.py", "index", "search", "sample", "tests")


def main(arguments: list[str]) -> int:
    """Build, run the tests and return pytest's exit code."""
    compiler = os.environ.get("CC", "cc")
    library = subprocess.check_output([compiler, "-print-file-name=libasan.so"], text=True).strip()
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder) / "rasfoi"
        package.mkdir()
        for part in PARTS:
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
            copy(ROOT / part, package / part)
        shutil.copy(ROOT / "pyproject.toml", package)
        native = package / "index" / "native"
        include = sysconfig.get_path("include")
        module = native / "loops.abi3.so"
        module.unlink(missing_ok=True)
        sources = sorted(native.glob("*.c"))
        subprocess.check_call(
            [compiler, *FLAGS, "-shared", "-fPIC", f"-I{include}", "-o", str(module), *map(str, sources)]
        )
        # Python itself never frees some of its memory, which is no leak of the loops.
        environment = os.environ | {
            "LD_PRELOAD": library, "ASAN_OPTIONS": "detect_leaks=0", "PYTHONPATH": folder,
        }  # fmt: skip
        tests = ["tests/index/native", "tests/search/fetch", "tests/search/test_search.py"]
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:faulthandler", *tests, *arguments]
        return subprocess.call(command, cwd=package, env=environment)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
