"""The lock files pin everything that pyproject.toml asks for, with hashes and without an address."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCKS = ROOT / "requirements"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
SERVING = PROJECT["project"]["dependencies"]
WANTED = {
    "serve": SERVING,
    "dev": SERVING + EXTRAS["dev"],
    "bench": SERVING + EXTRAS["bench"],
    "docs": SERVING + EXTRAS["docs"],
    "fuzz": SERVING + EXTRAS["fuzz"],
    "build": PROJECT["build-system"]["requires"],
}


def pinned(name: str) -> dict[str, set[str]]:
    """Return the versions of each package of a lock file, one a Python."""
    versions: dict[str, set[str]] = {}
    text = (LOCKS / f"{name}.txt").read_text("utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            requirement, *hashes = line.split("--hash=")
            assert hashes and all(re.fullmatch(r"sha256:[0-9a-f]{64}\s*", each) for each in hashes), line
            parsed = Requirement(requirement)
            (version,) = parsed.specifier
            assert version.operator == "==", line
            versions.setdefault(canonicalize_name(parsed.name), set()).add(version.version)
    return versions


@pytest.mark.parametrize("name", WANTED)
def test_everything_asked_for_is_locked(name: str) -> None:
    locked = pinned(name)
    for wanted in map(Requirement, WANTED[name]):
        versions = locked.get(canonicalize_name(wanted.name), set())
        assert any(map(wanted.specifier.contains, versions)), f"{wanted}: run `make lock`"


def test_the_locks_agree() -> None:
    serving = pinned("serve")
    for name in ("dev", "bench", "docs", "fuzz"):
        assert serving.items() <= pinned(name).items()


@pytest.mark.parametrize("path", sorted(LOCKS.iterdir()), ids=lambda path: path.name)
def test_no_lock_names_a_registry(path: Path) -> None:
    assert not re.search(r"://|index-url|find-links", path.read_text("utf-8"))
