"""The version of the analysis: our own number, and those of the libraries that decide what terms are."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

# Raise it whenever any text gives other terms than before.
_SCHEME = 11


@cache
def analyzer_version() -> str:
    """Return what an index must have been built with for its terms to be found."""
    return f"ro{_SCHEME}-snowball{installed('snowballstemmer')}-simplemma{installed('simplemma')}"


@cache
def installed(name: str) -> str:
    """Return the version of an installed library whose package has the library's name.

    The name of its metadata's folder says it: 2 ms where importlib.metadata takes 23 for the two
    libraries, which counts in every search from a shell.
    """
    spec = find_spec(name)
    if spec and spec.origin:
        for folder in Path(spec.origin).parent.parent.glob(f"{name}-*.dist-info"):
            return folder.name.removesuffix(".dist-info").rpartition("-")[2]
    from importlib.metadata import version

    return version(name)
