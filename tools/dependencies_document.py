"""Write docs/dependencies.md from the lock files and the metadata of what is installed.

`.venv/bin/python tools/dependencies_document.py`, where `.venv` has the locked versions (`make test`).
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "dependencies.md"
HEAD = """# What Răsfoi depends on

Written by `python tools/dependencies_document.py` from `requirements/` and the metadata of the packages. A
licence stands as its package states it. What only other systems or versions of Python need has none here.
"""
_LONGEST_LICENCE = 80


def document() -> str:
    """Return the text of the file."""
    serving, testing = locked("serve"), locked("dev")
    more = {name: versions for name, versions in testing.items() if name not in serving}
    return (
        f"{HEAD}\n## To index, search and serve\n\n{table(serving, reasons(serving))}"
        f"\n## For the extras and the tests\n\n{table(more, reasons(testing))}"
    )


def locked(name: str) -> dict[str, list[str]]:
    """Return the versions of each package that a lock file pins."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in (ROOT / "requirements" / f"{name}.txt").read_text("utf-8").splitlines():
        if match := re.match(r"([\w.-]+)==([^\s;]+)", line):
            found[canonicalize_name(match[1])].append(match[2])
    return dict(found)


def installed(name: str) -> Distribution | None:
    """Return a package as it is installed here, if it is."""
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def reasons(names: Iterable[str]) -> dict[str, str]:
    """Return why each package is there: the remark in pyproject.toml, or which others need it."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    project = tomllib.loads(text)["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    own = {canonicalize_name(Requirement(each).name) for each in wanted}
    remarks = {
        canonicalize_name(Requirement(match[1]).name): match[2]
        for match in re.finditer(r'^ +"([^"]+)", +# (.+)$', text, re.MULTILINE)
    }
    extras: dict[str, set[str]] = defaultdict(lambda: {""})
    for each in map(Requirement, wanted):
        extras[canonicalize_name(each.name)] |= each.extras
    needed = needs(names, extras)
    return {name: remarks[name] if name in own else f"for {', '.join(needed[name])}" for name in names}


def needs(names: Iterable[str], extras: dict[str, set[str]]) -> dict[str, list[str]]:
    """Return which packages need each, with the `extras` asked of them; on other systems, if none here."""
    here: dict[str, list[str]] = defaultdict(list)
    elsewhere: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        package = installed(name)
        for need in map(Requirement, package.requires or [] if package else []):
            marker = need.marker
            here_too = not marker or any(marker.evaluate({"extra": extra}) for extra in extras[name])
            users = (here if here_too else elsewhere)[canonicalize_name(need.name)]
            if name not in users:
                users.append(name)
    return elsewhere | here


def table(packages: dict[str, list[str]], why: dict[str, str]) -> str:
    """Return a table of packages."""
    head = "| package | version | licence | why |\n|---|---|---|---|\n"
    return head + "".join(rows(packages, why))


def rows(packages: dict[str, list[str]], why: dict[str, str]) -> Iterator[str]:
    """Yield a line for each package."""
    for name, versions in sorted(packages.items()):
        package = installed(name)
        shown = package.metadata["Name"] if package else name
        yield f"| {shown} | {', '.join(versions)} | {licence(package) if package else '–'} | {why[name]} |\n"


def licence(package: Distribution) -> str:
    """Return the licence that a package states: the expression, a short text, or what it is classified by."""
    metadata = package.metadata
    stated = metadata.get("License-Expression") or metadata.get("License") or ""
    if stated and "\n" not in stated.strip() and len(stated) < _LONGEST_LICENCE:
        return stated.strip()
    classified = [each.rpartition(" :: ")[2] for each in metadata.get_all("Classifier") or []
                  if each.startswith("License ::")]  # fmt: skip
    return ", ".join(classified) or "not stated"


if __name__ == "__main__":
    TARGET.write_text(document(), encoding="utf-8")
