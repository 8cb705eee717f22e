"""docs/dependencies.md is what the lock files and the packages' metadata say."""

from __future__ import annotations

import importlib.util
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def test_the_document_is_up_to_date() -> None:
    spec = importlib.util.spec_from_file_location("dependencies", ROOT / "tools" / "dependencies_document.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    locked = module.locked("dev")
    if any(version(name) not in locked[name] for name in locked if module.installed(name)):
        pytest.skip("the locked versions are not those installed")
    said = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    assert said == module.document(), "run `.venv/bin/python tools/dependencies_document.py`"
    for name in ("whoosh3", "numpy", "hypothesis"):
        assert f"| {name} | {version(name)}" in said
