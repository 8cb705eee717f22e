"""The build of the package: setuptools, with the C compiler of `ziglang` where a machine has none.

pip calls the functions of PEP 517 here, as pyproject.toml tells it to. Run as a program, it ends with 0
where there is a compiler and with 1 where `ziglang` must be installed before a build without isolation.
"""

from __future__ import annotations

import compileall
import os
import shlex
import shutil
import sys
import sysconfig
from contextlib import suppress
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from setuptools import build_meta
from setuptools.build_meta import (
    build_sdist,
    get_requires_for_build_sdist,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

__all__ = [
    "build_editable", "build_sdist", "build_wheel", "get_requires_for_build_editable",
    "get_requires_for_build_sdist", "get_requires_for_build_wheel", "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]  # fmt: skip

# 0.13 compiles for the C library of the machine, whichever it is.
COMPILER = "ziglang>=0.13"
# What makes the dictionary of lemmas that the package comes with, as pyproject.toml has them.
LEXICON = ["simplemma>=2,<3", "numpy>=2.0", "xxhash>=3.4"]
_PACKAGE = ("cli", "index", "search", "web")


def get_requires_for_build_wheel(config_settings: Any = None) -> list[str]:
    """Return what a wheel needs to be built."""
    return [*build_meta.get_requires_for_build_wheel(config_settings), *_compiler_package(), *LEXICON]


def get_requires_for_build_editable(config_settings: Any = None) -> list[str]:
    """Return what an editable installation needs to be built."""
    return [*build_meta.get_requires_for_build_editable(config_settings), *_compiler_package(), *LEXICON]


def build_wheel(folder: str, config_settings: Any = None, metadata: str | None = None) -> str:
    """Build a wheel."""
    _choose_compiler()
    _package_lexicon()
    return build_meta.build_wheel(folder, config_settings, metadata)


def build_editable(folder: str, config_settings: Any = None, metadata: str | None = None) -> str:
    """Build what makes this folder the installed package, with the extension module in it."""
    _choose_compiler()
    _package_lexicon()
    _compile_to_bytecode()
    return build_meta.build_editable(folder, config_settings, metadata)


def _compiler() -> str | None:
    """Return the command of a C compiler on this machine, or None."""
    configured = sysconfig.get_config_var("CC") or "cc"
    named = os.environ.get("CC") or configured
    others = [name for name in ("cc", "gcc", "clang") if shutil.which(name)]
    # Windows has its own way to find one.
    return named if os.name == "nt" or shutil.which(shlex.split(named)[0]) else next(iter(others), None)


def _compiler_package() -> list[str]:
    return [] if _compiler() else [COMPILER]


def _compile_to_bytecode() -> None:
    """Compile the modules in place, as pip does with what it copies.

    Whoever cannot write beside them, or is told not to, would compile them again at every start: 50 ms.
    """
    for folder in _PACKAGE:
        compileall.compile_dir(folder, quiet=2)
    for module in Path().glob("*.py"):
        compileall.compile_file(module, quiet=2)


def _package_lexicon() -> None:
    """Make the dictionary of lemmas; without its libraries it is made when it is first used."""
    spec = spec_from_file_location("rasfoi", "__init__.py", submodule_search_locations=[str(Path.cwd())])
    assert spec and spec.loader
    sys.modules["rasfoi"] = package = module_from_spec(spec)
    spec.loader.exec_module(package)
    with suppress(ImportError):
        from rasfoi.index.analysis.words.lemmatizer import package_lexicon

        package_lexicon()


def _choose_compiler() -> None:
    if os.name != "nt":
        os.environ["CC"] = _compiler() or shlex.join([sys.executable, "-m", "ziglang", "cc"])


if __name__ == "__main__":
    sys.exit(not _compiler())
