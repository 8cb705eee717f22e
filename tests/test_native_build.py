"""The package builds with the C compiler of a machine, or without any, and serves every Python from 3.11."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from importlib.util import cache_from_source
from pathlib import Path

import pytest

from .project_copy import copy_of_the_project

PACKAGE = ("__init__.py", "cli", "index", "search", "web")
MODULE = "rasfoi/index/native/loops.abi3.so"
TRY = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location("rasfoi.index.native.loops", sys.argv[1])
loops = importlib.util.module_from_spec(spec)
spec.loader.exec_module(loops)
bits = bytearray(1)
loops.set_bits(memoryview(bytes([1, 0, 0, 0, 3, 0, 0, 0])).cast("I"), bits)
print(bits[0])
"""
EDITABLE = """
import sys
out = sys.argv[1]  # which setuptools changes
sys.path.insert(0, "tools")
import build_backend
assert [each for each in build_backend.get_requires_for_build_editable() if each.startswith("simplemma")]
build_backend.build_editable(out)
"""


def pip(arguments: list[str], environment: dict[str, str]) -> None:
    """Build with pip in an environment of its own; skip the test where it reaches no registry."""
    command = [sys.executable, "-m", "pip", *arguments]
    run = subprocess.run(command, capture_output=True, text=True, env=environment)
    said = run.stdout + run.stderr
    unreachable = "No matching distribution" in said and "setuptools" in said
    if run.returncode and unreachable and not os.environ.get("RASFOI_REQUIRE_NETWORK"):
        pytest.skip("pip reaches no registry")
    assert run.returncode == 0, said[-6000:]


def works(module: Path) -> bool:
    """Tell whether the module, loaded by itself, does what one of its loops is for."""
    return subprocess.check_output([sys.executable, "-c", TRY, str(module)], text=True) == "80\n"


def test_the_package_builds_without_a_compiler(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ("CC", "LDSHARED")}
    # Python is called by its path, and nothing else is needed.
    (tmp_path / "bin").mkdir()
    environment["PATH"] = str(tmp_path / "bin")
    # What pip installs for the build runs once: pip takes 0 for not compiling it.
    environment["PIP_NO_COMPILE"] = "0"
    project, out = copy_of_the_project(tmp_path / "project"), tmp_path / "out"
    pip(["wheel", "--no-deps", "-v", "-w", str(out), str(project)], environment)
    wheel = zipfile.ZipFile(next(out.glob("*.whl")))
    assert "-cp311-abi3-" in Path(str(wheel.filename)).name
    assert {MODULE, MODULE.replace(".abi3.so", ".pyi")} <= set(wheel.namelist())
    assert works(Path(wheel.extract(MODULE, tmp_path)))


def test_it_builds_in_place_with_the_machines_compiler_and_its_modules_are_compiled(tmp_path: Path) -> None:
    project = copy_of_the_project(tmp_path / "project")
    # As pip calls it. pip itself would take this environment's package away first, wherever it installs to.
    pytest.importorskip(
        "setuptools", minversion="77", reason="a build needs the setuptools of pyproject.toml"
    )
    own = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    run = subprocess.run(
        [sys.executable, "-c", EDITABLE, str(tmp_path)], cwd=project, env=own, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr[-6000:]
    assert len(list(tmp_path.glob("rasfoi-*.whl"))) == 1
    assert works(project / MODULE.removeprefix("rasfoi/"))
    modules = [each for each in project.rglob("*.py") if each.relative_to(project).parts[0] in PACKAGE]
    assert len(modules) > 100
    assert not [module for module in modules if not Path(cache_from_source(module)).exists()]
