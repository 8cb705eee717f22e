"""A table of words, kept in the user's cache folder and read a group of words at a time."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from ..container import Container, ContainerWriter
from ..errors import RasfoiError

_GROUP = 2


def cache_folder() -> Path:
    """Return where Răsfoi keeps what it can make again: $XDG_CACHE_HOME/rasfoi or ~/.cache/rasfoi."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()) / "rasfoi"


class LexiconFile:
    """Texts by word. `groups` are the beginnings of words that have been read or can be."""

    def __init__(self, name: str, make: Callable[[], Iterable[tuple[str, str]]]) -> None:
        """Open the cached table of this name; where there is none, make it and keep it if that can be."""
        self._make = make
        self._known: dict[str, dict[str, str]] = {}
        self._path = cache_folder() / f"{name}.ras"
        try:
            self._open()
        except (OSError, RasfoiError):
            self._make_anew()

    def _open(self) -> None:
        self._box = Container(self._path)
        self.groups: frozenset[str] = frozenset(self._box.meta["groups"])

    def _make_anew(self) -> None:
        self._known = {}
        for word, text in self._make():
            self._known.setdefault(word[:_GROUP], {})[word] = text
        self.groups = frozenset(self._known)
        with contextlib.suppress(OSError):
            _write(self._path, self._known)

    def read(self, group: str) -> dict[str, str]:
        """Return all words that begin with these two characters."""
        if group in self._known:
            return self._known.pop(group)
        try:
            self._box.check(group)
            lines = self._box[group].tobytes().decode().split("\n")
            return dict(zip(lines[::2], lines[1::2], strict=False))
        except RasfoiError:  # altered: replace the file, and be content with what was made
            self._make_anew()
            return self._known.pop(group)


def _write(path: Path, groups: dict[str, dict[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}")
    writer = ContainerWriter(partial)
    try:
        for name, entries in groups.items():
            lines = "\n".join(line for entry in entries.items() for line in entry)
            writer.add(name, np.frombuffer(lines.encode(), np.uint8))
        writer.close({"groups": list(groups)})
        partial.replace(path)
    except BaseException:
        writer.abandon()
        partial.unlink(missing_ok=True)
        raise
