"""Which files under a corpus hold articles, in the order of their ids."""

from __future__ import annotations

import itertools
import os
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from ...errors import BadArticle
from ...report import Failure
from ..formats import FORMATS, format_of
from .source_file import DEFAULTS, Batch, Files, ReadingOptions, SourceFile, as_id, reason

# What browsers call the folder beside a saved page.
_PARTS = ("_files/", "_fișiere/", "_fisiere/", "_fişiere/")
_PAGES = (".html", ".htm", ".xhtml")
# How `directory.generation` lays out an index.
_INDEX_FILES, _GENERATION = ("CURRENT", "LOCK"), "gen-"
Passed = Counter[str]
_Identity = tuple[int, int]


Choose = Callable[[Files], Iterable[int]]


def every(files: Files) -> Iterable[int]:
    """Choose all files."""
    return range(len(files))


def find_files(
    corpus: Path, choose: Choose = every, *, options: ReadingOptions = DEFAULTS, passed: Passed | None = None
) -> Iterator[SourceFile | Failure]:
    """Yield the article files under `corpus`, a folder or one file, sorted by id.

    Hidden files and files of other kinds are skipped; what cannot be reached is a `Failure`.
    Symbolic links are followed within the corpus; one that leads out of it is a `Failure`, unless the options
    say `follow`. Of files that `choose` is shown, some thousands at a time, only those
    whose places it returns come. All get `options`.
    Files of other kinds, by their suffix, and the folders beside saved pages are counted in `passed`;
    an index is never read. Raises `BadArticle` if
    `corpus` is missing or is no article file.
    """
    try:
        status = corpus.stat()
    except OSError as error:
        raise BadArticle(
            f"There is no corpus at {corpus} ({reason(error)}); give the folder that holds the articles."
        ) from error
    if stat.S_ISDIR(status.st_mode):
        return _choose(
            _walk(corpus, (status.st_dev, status.st_ino), options, Counter() if passed is None else passed),
            choose,
        )
    if format_of(corpus.name) is None:
        known = ", ".join(FORMATS)
        raise BadArticle(f"{corpus} is no article file; the kinds read are {known}, also with .gz or .zst.")
    batch = Batch(str(corpus.parent), options)
    failure = batch.add(str(corpus), corpus.name)
    return _choose(iter([failure or batch.take()]), choose)


def _choose(found: Iterator[Files | Failure], choose: Choose) -> Iterator[SourceFile | Failure]:
    for each in found:
        if isinstance(each, Failure):
            yield each
        else:
            yield from map(each.__getitem__, choose(each))


def _walk(
    corpus: Path, identity: _Identity, options: ReadingOptions, passed: Passed
) -> Iterator[Files | Failure]:
    # A stack and not recursion: folders may nest deeper than Python's calls.
    trail = [identity]
    batch = Batch(str(corpus), options)
    bounds = None if options.follow else os.path.realpath(corpus)
    stack = [_list_folder(corpus, "", batch, passed, bounds)]
    while stack:
        found = next(stack[-1], None)
        if found is None:
            stack.pop()
            trail.pop()
        elif isinstance(found, str):
            folder = _enter(corpus, found, trail)
            if isinstance(folder, Failure):
                yield from _up_to(folder, batch)
            else:
                trail.append(folder)
                stack.append(_list_folder(corpus, found, batch, passed, bounds))
        elif isinstance(found, Failure):
            yield from _up_to(found, batch)
        else:
            yield found
    if len(batch):
        yield batch.take()


def _up_to(failure: Failure, batch: Batch) -> Iterator[Files | Failure]:
    if len(batch):
        yield batch.take()
    yield failure


def _list_folder(
    corpus: Path, folder: str, batch: Batch, passed: Passed, bounds: str | None
) -> Iterator[Files | Failure | str]:
    """Put the files of one folder into a batch and yield it when it is full.

    Yields also, each at its place, failures and, as a path ending in `/`, the folders in it. Links that lead
    out of the folder `bounds`, if there is one, are failures.
    """
    try:
        names, links = _names(os.path.join(corpus, folder), passed)
    except OSError as error:
        yield _unreadable(folder or str(corpus), error)
        return
    outside = {} if bounds is None else _leading_out(os.path.join(corpus, folder), links, bounds)

    def kind(name: str) -> tuple[bool, bool]:
        return name in outside, name.endswith("/")

    if not outside and "/" not in "".join(names):
        # Most folders have either files or folders.
        yield from _look_at(corpus, folder, names, batch)
        return
    for (leads_out, is_folder), group in itertools.groupby(names, kind):
        if leads_out:
            yield from (_outside(folder + name, outside[name]) for name in group)
        elif is_folder:
            yield from map(folder.__add__, group)
        else:
            yield from _look_at(corpus, folder, group, batch)


def _leading_out(folder: str, links: list[str], bounds: str) -> dict[str, str]:
    """Return where those of some links in a folder lead that lead out of another one, dead ones apart."""
    targets = {name: os.path.realpath(folder + name) for name in links}
    return {
        name: target
        for name, target in targets.items()
        if not (target + os.sep).startswith(bounds.rstrip(os.sep) + os.sep) and os.path.exists(target)
    }


def _outside(path: str, target: str) -> Failure:
    return Failure(
        as_id(path), f"symbolic link out of the corpus, to {as_id(target)}; `--follow` reads what it leads to"
    )


def _look_at(corpus: Path, folder: str, names: Iterable[str], batch: Batch) -> Iterator[Files | Failure]:
    """Put files of one folder into a batch; names under an open folder are found sooner than paths."""
    try:
        handle = os.open(corpus / folder, os.O_RDONLY)
    except OSError as error:
        yield _unreadable(folder or str(corpus), error)
        return
    try:
        rest = iter(names)
        while together := list(itertools.islice(rest, batch.room)):
            if not batch.add_all(together, folder, handle):
                for name in together:
                    if failure := batch.add(name, folder + name, handle):
                        yield failure
            if not batch.room:
                yield batch.take()
    finally:
        os.close(handle)


def _unreadable(folder: str, error: OSError) -> Failure:
    return Failure(as_id(folder), f"the folder cannot be read: {reason(error)}")


def _names(folder: str, passed: Passed) -> tuple[list[str], list[str]]:
    """Return the names in a folder, sorted, those of folders with `/`, and which of them are links."""
    # Only names are kept, at a tenth of the memory of directory entries, as a folder may hold a
    # million. A folder sorts as `name/`, which is how its files' ids begin.
    names, links = [], []
    marks = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if name.startswith("."):
                continue
            # Of most entries the folder itself tells what they are, and the end of the name the rest.
            if entry.is_file(follow_symlinks=False) and name[name.rfind(".") :] in FORMATS:
                names.append(name)
                continue
            if _is_folder(entry):
                names.append(name + "/")
            elif format_of(name) or _is_dead_link(entry):
                names.append(name)
            else:
                passed[_kind(name)] += 1
                marks += name in _INDEX_FILES
                continue
            if entry.is_symlink():
                links.append(names[-1])
    if marks and any(name.startswith(_GENERATION) for name in names):
        passed[_kind(_INDEX_FILES[0])] -= marks
        return [], []
    return sorted(_without_parts_of_pages(names, passed)), links


def _kind(name: str) -> str:
    return os.path.splitext(name)[1].lower() or "no suffix"


def _without_parts_of_pages(names: list[str], passed: Passed) -> list[str]:
    """Return names without the folders in which browsers save the pictures and frames of a page."""
    folders = [name for name in names if name.endswith(_PARTS)]
    if not folders:
        return names
    pages = {name.rpartition(".")[0] for name in names if name.lower().endswith(_PAGES)}
    parts = {name for name in folders if name.rpartition("_")[0] in pages}
    passed["_files/"] += len(parts)
    return [name for name in names if name not in parts]


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_dead_link(entry: os.DirEntry[str]) -> bool:
    return entry.is_symlink() and not os.path.exists(entry.path)


def _enter(corpus: Path, folder: str, trail: list[_Identity]) -> _Identity | Failure:
    try:
        status = os.stat(corpus / folder)
    except OSError as error:
        return _unreadable(folder, error)
    identity = (status.st_dev, status.st_ino)
    if identity in trail:
        return Failure(as_id(folder.rstrip("/")), "symbolic link loop: it leads to a folder that contains it")
    return identity
