"""The Python and shell blocks of docs/ run as they stand, in a folder with `articole` and `index`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
import rasfoi

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
BLOCK = re.compile(r"^```(python|sh)\n(.*?)^```", re.DOTALL | re.MULTILINE)
# What a program that needs one of these would have installed.
OTHERS = ("a2wsgi", "django", "fastapi", "pandas")


def blocks(page: Path) -> list[tuple[str, str]]:
    return BLOCK.findall(page.read_text(encoding="utf-8"))


# Its examples ask a server, which `web/test_http_document.py` starts.
APART = ("http-api.md",)
PAGES = [page for page in sorted(DOCS.glob("*.md")) if blocks(page) and page.name not in APART]


def lacks(code: str) -> bool:
    """Tell whether a block needs what is not here, other packages or a model of 85 MB."""
    return "--model" in code or any(
        re.search(rf"^(from|import) {name}\b", code, re.M) and not find_spec(name) for name in OTHERS
    )


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_the_blocks_of_a_page_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "articole").symlink_to(ROOT / "sample")
    rasfoi.build(tmp_path / "articole", tmp_path / "index")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "example"}
    ran = 0
    for language, code in blocks(page):
        if lacks(code):
            continue
        ran += 1
        if language == "sh":
            shell(code)
        else:
            exec(compile(code, page.name, "exec"), names)
    if not ran:
        pytest.skip("what its blocks need is not installed")


def test_every_name_of_the_library_is_in_the_reference() -> None:
    named = set(
        re.findall(r"^::: rasfoi\.(\w+)$", (DOCS / "python.md").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert named == set(rasfoi.__all__)


def test_every_page_has_its_place_and_what_it_takes_from_the_readme_is_there() -> None:
    listed = re.findall(r": ([\w-]+\.md)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(page.name for page in DOCS.glob("*.md"))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for page in DOCS.glob("*.md"):
        for heading in re.findall(r"^\[README: (.+)\]$", page.read_text(encoding="utf-8"), re.MULTILINE):
            assert f"\n## {heading}\n" in readme, page.name


def shell(code: str) -> None:
    """Run a block in bash, where the commands of this environment come first."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", code],
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, f"{code}\n{done.stdout}\n{done.stderr}"
