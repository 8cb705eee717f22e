"""info.json: what a generation is, and the checksums that bind its files to it."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..analysis.version import analyzer_version
from ..errors import IndexCorrupt
from .array_file import FORMAT, Container, identity
from .block_sums import checksum
from .regular_file import read_regular

INFO = "info.json"
# The one file that is replaced in a published generation, so that info.json has no checksum of it: an update
# that finds nothing new renews it. It names its generation itself.
MANIFEST = "manifest.ras"
# What the files of arrays end in, which hold their own checksums.
_ARRAYS = ".ras"
# What `analyzer_version` returns, of whatever version.
_ANALYZER = re.compile(r"ro\d+(-[a-z]+[\d.]+)*", re.ASCII)


def sealed(info: dict[str, Any], folder: Path) -> str:
    """Return the text of the file, with the checksums of all other files of a finished generation."""
    names = sorted(path.name for path in folder.iterdir() if path.name not in (INFO, MANIFEST))
    sums = {name: _sum(folder / name) for name in names}
    info = info | {"generation": folder.name, "sums": sums}
    return json.dumps(info | {"sum": _own_sum(info)}, indent=1)


def read_info(folder: Path) -> dict[str, Any]:
    """Return what stands in the file; raise IndexCorrupt if that is not what was written, or OSError."""
    path = folder / INFO
    try:
        info = json.loads(read_regular(path))
        own = info.pop("sum", None)
        # Other versions are told apart from damage by their names alone: the first ones had no checksum here.
        sound = own == _own_sum(info) or _is_of_another_version(info["format"], info["analyzer"])
    except FileNotFoundError:
        raise IndexCorrupt(f"{path} is missing. Run `rasfoi rebuild`.") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise IndexCorrupt(f"{path} cannot be read ({error!r}). Run `rasfoi rebuild`.") from None
    if not sound:
        raise IndexCorrupt(f"{path} is altered. Run `rasfoi rebuild`.")
    if info["format"] == FORMAT and info.get("generation") != folder.name:
        raise IndexCorrupt(f"{path} belongs to another generation. Run `rasfoi rebuild`.")
    found: dict[str, Any] = info
    return found


def _is_of_another_version(format_: int, analyzer: str) -> bool:
    others = type(format_) is int and (format_, analyzer) != (FORMAT, analyzer_version())
    return others and bool(_ANALYZER.fullmatch(analyzer))


def check(folder: Path) -> None:
    """Compare every byte of a generation with its checksums; raise IndexCorrupt naming a file."""
    info = read_info(folder)
    try:
        for name, expected in info["sums"].items():
            check_file(folder / name, info["sums"])
            if (folder / name).suffix == _ARRAYS:
                Container(folder / name, expected).check()
        open_manifest(folder).check()
    except OSError as error:
        fix = "Run `rasfoi rebuild`."
        raise IndexCorrupt(f"{error.filename} cannot be read: {error.strerror}. {fix}") from None


def check_file(path: Path, sums: Mapping[str, int]) -> None:
    """Compare a small file with its checksum; raise IndexCorrupt if it differs, or OSError."""
    if _sum(path) != sums.get(path.name):
        raise IndexCorrupt(f"{path} is altered. Run `rasfoi rebuild`.")


def open_manifest(folder: Path) -> Container:
    """Open the manifest of a generation; raise IndexCorrupt for that of another one, or FileNotFoundError."""
    box = Container(folder / MANIFEST)
    if box.meta.get("generation") != folder.name:
        raise IndexCorrupt(f"{box.path} belongs to another generation. Run `rasfoi rebuild`.")
    return box


def _sum(path: Path) -> int:
    return identity(path) if path.suffix == _ARRAYS else checksum(read_regular(path))


def _own_sum(info: dict[str, Any]) -> int:
    return zlib.crc32(json.dumps(info).encode())
