"""Generations: complete indexes side by side in one folder, one of them published.

DIR/CURRENT            the name of the published generation
DIR/LOCK               held, with the writer's process number in it, by whoever builds
DIR/gen-<when>-<pid>/  segments, deletions, vectors, duplicates, manifest, info.json, Whoosh's contents

The one that was published before is kept, for `rollback`. `publication` writes them.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, TypeVar

from ..analysis.version import analyzer_version
from ..errors import IndexCorrupt, IndexMissing, IndexOutdated, RasfoiError
from .array_file import FORMAT, Container
from .info_file import INFO, read_info
from .regular_file import read_regular

CURRENT = "CURRENT"
PREFIX = "gen-"
_ATTEMPTS = 5
T = TypeVar("T")


class SegmentFiles(NamedTuple):
    """A segment's file name in its generation, and those of its deletions and its vectors ("" for none)."""

    segment: str
    deletions: str = ""
    vectors: str = ""


class Generation(NamedTuple):
    """A complete index: its folder and what info.json says of it, `sums` being those of the files."""

    folder: Path
    segments: tuple[SegmentFiles, ...]
    articles: int
    built: datetime
    analyzer: str
    sums: Mapping[str, int]

    def open(self, name: str) -> Container:
        """Open a file of arrays; raise IndexCorrupt for that of another index, or what Container does."""
        return Container(self.folder / name, self.sums.get(name, -1))

    @property
    def name(self) -> str:
        """The folder's name, which tells one generation from another."""
        return self.folder.name


@dataclass(frozen=True, slots=True)
class GenerationInfo:
    """A generation as `generations` lists it.

    `current` tells whether it is the published one; `problem` why it cannot be opened, "" if it can. What an
    unreadable one would say of itself is None or "".
    """

    name: str
    current: bool
    articles: int | None
    built: datetime | None
    analyzer: str
    problem: str = ""


def current_name(index_dir: Path) -> str:
    """Return the name of the published generation; raise IndexMissing or IndexCorrupt if there is none."""
    path = index_dir / CURRENT
    try:
        name = read_regular(path).decode("ascii", "replace").strip()
    except (FileNotFoundError, NotADirectoryError):
        raise IndexMissing(f"There is no index in {index_dir}. {_way_out(index_dir)}") from None
    except IsADirectoryError:
        name = ""
    except OSError as error:
        raise IndexCorrupt(f"{path} cannot be read: {error.strerror}. {_way_out(index_dir)}") from None
    except IndexCorrupt:
        told = f"{path} cannot be read: it is no file, or its disk fails."
        raise IndexCorrupt(f"{told} {_way_out(index_dir)}") from None
    try:
        return checked_name(name)
    except IndexCorrupt:
        raise IndexCorrupt(f"{path} is altered. {_way_out(index_dir)}") from None


def articles_before(index_dir: Path) -> int:
    """Return how many articles the published generation has, of any version; 0 if that cannot be read."""
    try:
        return int(read_info(index_dir / current_name(index_dir))["articles"])
    except (RasfoiError, OSError, KeyError, TypeError, ValueError):
        return 0


def checked_name(name: str) -> str:
    """Return what may be the name of a generation, and leads nowhere else; raises IndexCorrupt."""
    if not re.fullmatch(rf"{PREFIX}[\w-]+", name, re.ASCII):
        raise IndexCorrupt(f"{name!r} is no name of a generation.")
    return name


def _way_out(index_dir: Path) -> str:
    """Return what to do where `CURRENT` names no generation."""
    found: list[Path] = []
    with contextlib.suppress(OSError):
        found = complete(index_dir)
    back = f"`rasfoi rollback --index {index_dir}` publishes {found[-1].name} again, or" if found else ""
    return f"{back + ' make' if back else 'Make'} one with `rasfoi rebuild CORPUS --index {index_dir}`."


def complete(index_dir: Path) -> list[Path]:
    """Return the folders of generations that were written to their end, published or not, oldest first."""
    return sorted(path.parent for path in index_dir.glob(f"{PREFIX}*/{INFO}"))


def read(folder: Path) -> Generation:
    """Return the generation in a folder.

    Raises IndexCorrupt, IndexOutdated where it was built by another analyzer, or OSError.
    """
    generation, written = read_any(folder)
    if generation.analyzer != analyzer_version() or written != FORMAT:
        fix = f"Run `rasfoi rebuild CORPUS --index {folder.parent}`."
        raise IndexOutdated(
            f"{folder / INFO} says that the index was built by {generation.analyzer}, format {written}; "
            f"this is {analyzer_version()}, format {FORMAT}. {fix}"
        )
    return generation


def read_any(folder: Path) -> tuple[Generation, int]:
    """Return the generation in a folder, by whatever analyzer, and its format; else it is as `read`."""
    info = read_info(folder)
    try:
        generation = Generation(
            folder,
            tuple(SegmentFiles(**files) for files in info["segments"]),
            info["articles"],
            datetime.fromisoformat(info["built"]),
            info["analyzer"],
            info.get("sums", {}),
        )
        written = int(info["format"])
    except (ValueError, KeyError, TypeError) as error:
        raise IndexCorrupt(f"{folder / INFO} cannot be read ({error!r}). Run `rasfoi rebuild`.") from None
    return generation, written


def current(index_dir: Path) -> Generation:
    """Return the published generation; raises IndexMissing and what `read` raises."""
    return opened(index_dir, lambda generation: generation)


def opened(index_dir: Path, open_generation: Callable[[Generation], T]) -> T:
    """Return what `open_generation` makes of the published generation.

    It is called again where another one is published in this very moment: files that it was about to
    open may be gone. Raises IndexCorrupt for a file that is missing otherwise, RasfoiError for one that
    cannot be read, and what `current` raises.
    """
    for attempt in range(_ATTEMPTS):
        name = current_name(index_dir)
        try:
            return open_generation(read(index_dir / name))
        except (OSError, IndexCorrupt) as error:
            if attempt + 1 == _ATTEMPTS or current_name(index_dir) == name:
                raise _told(error, index_dir, name) from None
        except (LookupError, TypeError, ValueError) as error:  # sums agree, but it was never written by us
            fix = f"Run `rasfoi rebuild CORPUS --index {index_dir}`."
            raise IndexCorrupt(f"{index_dir / name} cannot be read ({error!r}). {fix}") from error
    raise AssertionError("unreachable")


def _told(error: OSError | IndexCorrupt, index_dir: Path, name: str) -> RasfoiError:
    """Return what to raise for a published generation that cannot be opened."""
    if isinstance(error, OSError) and not isinstance(error, FileNotFoundError):
        return RasfoiError(f"The index in {index_dir} cannot be read: {error}.")
    fix = f"Run `rasfoi rebuild CORPUS --index {index_dir}`."
    reason = str(error) if isinstance(error, IndexCorrupt) else f"{error.filename} is missing. {fix}"
    earlier = [each.name for each in complete(index_dir) if each.name < name]
    back = f" `rasfoi rollback --index {index_dir}` publishes {earlier[-1]} again." if earlier else ""
    return IndexCorrupt(reason + back)


def generations(index_dir: str | os.PathLike[str]) -> tuple[GenerationInfo, ...]:
    """Do what `index.generations.generations` does, in a folder."""
    folder = Path(index_dir)
    found = complete(folder)
    published = ""
    try:
        published = current_name(folder)
    except RasfoiError:
        if not found:
            raise
    return tuple(describe(each, current=each.name == published) for each in reversed(found))


def describe(folder: Path, *, current: bool) -> GenerationInfo:
    """Return what a generation says of itself."""
    try:
        one = read(folder)
    except (RasfoiError, OSError) as error:
        return GenerationInfo(folder.name, current, None, None, "", str(error))
    return GenerationInfo(folder.name, current, one.articles, one.built, one.analyzer)
