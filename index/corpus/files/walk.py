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
from .listing import FOLDER, LINK, SEEN, Lister, Listing
from .source_file import DEFAULTS, Batch, Files, ReadingOptions, SourceFile, as_id, reason

# What browsers call the folder beside a saved page.
_PARTS = ("_files/", "_fișiere/", "_fisiere/", "_fişiere/")
_PAGES = (".html", ".htm", ".xhtml")
# How `directory.generation` lays out an index.
_INDEX_FILES, _GENERATION = ("CURRENT", "LOCK"), "gen-"
# The kind of an entry that is not read.
_PASSED = 0
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
    failure = batch.add(corpus.name)
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
    with Lister() as lister:
        stack = [_list_folder(corpus, "", lister, batch, passed, bounds)]
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
                    stack.append(_list_folder(corpus, found, lister, batch, passed, bounds))
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
    corpus: Path, folder: str, lister: Lister, batch: Batch, passed: Passed, bounds: str | None
) -> Iterator[Files | Failure | str]:
    """Put the files of one folder into a batch and yield it when it is full.

    Yields also, each at its place, failures and, as a path ending in `/`, the folders in it. Links that lead
    out of the folder `bounds`, if there is one, are failures.
    """
    path = os.path.join(corpus, folder)
    try:
        listing = lister.list(path)
    except OSError as error:
        yield _unreadable(folder or str(corpus), error)
        return
    kinds, names = _sort_out(path, listing, passed), listing.names
    lister.expect([path + name for name, kind in zip(names, kinds, strict=True) if kind == FOLDER])
    outside = {} if bounds is None else _leading_out(path, listing, kinds, bounds)
    first = 0
    # Most folders have either files or folders.
    for kind, group in itertools.groupby(kinds):
        last = first + len(list(group))
        if kind == SEEN:
            yield from _add_seen(folder, listing, first, last, batch)
        elif kind != _PASSED:
            yield from _look_at(folder, names[first:last], outside, batch)
        first = last


def _sort_out(path: str, listing: Listing, passed: Passed) -> bytes:
    """Return the kinds of what a folder holds, those that are no articles' _PASSED and counted."""
    if not listing.kinds.strip(bytes([SEEN])):
        return listing.kinds
    kinds, marks = bytearray(listing.kinds), 0
    for at, (name, kind) in enumerate(zip(listing.names, listing.kinds, strict=True)):
        if kind == SEEN or name.endswith("/") or format_of(name):
            continue
        if kind == LINK and not os.path.exists(path + name):
            # A dead link is told, whatever its name.
            continue
        kinds[at] = _PASSED
        passed[_kind(name)] += 1
        marks += name in _INDEX_FILES
    if marks and any(name.startswith(_GENERATION) for name in listing.names):
        passed[_kind(_INDEX_FILES[0])] -= marks
        return bytes([_PASSED]) * len(kinds)
    for at in _parts_of_pages(listing.names):
        kinds[at] = _PASSED
        passed["_files/"] += 1
    return bytes(kinds)


def _leading_out(folder: str, listing: Listing, kinds: bytes, bounds: str) -> dict[str, str]:
    """Return where those links in a folder lead that lead out of another one, dead ones apart."""
    if LINK not in kinds:
        return {}
    links = (name for name, kind in zip(listing.names, kinds, strict=True) if kind == LINK)
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


def _add_seen(folder: str, listing: Listing, first: int, last: int, batch: Batch) -> Iterator[Files]:
    while first < last:
        fits = min(first + batch.room, last)
        batch.add_seen(folder, listing, first, fits)
        first = fits
        if not batch.room:
            yield batch.take()


def _look_at(
    folder: str, names: list[str], outside: dict[str, str], batch: Batch
) -> Iterator[Files | Failure | str]:
    """Do what `_list_folder` does with folders, and with files one by one."""
    for name in names:
        if name in outside:
            yield _outside(folder + name, outside[name])
        elif name.endswith("/"):
            yield folder + name
        elif failure := batch.add(folder + name):
            yield failure
        elif not batch.room:
            yield batch.take()


def _unreadable(folder: str, error: OSError) -> Failure:
    return Failure(as_id(folder), f"the folder cannot be read: {reason(error)}")


def _kind(name: str) -> str:
    return os.path.splitext(name)[1].lower() or "no suffix"


def _parts_of_pages(names: list[str]) -> list[int]:
    """Return the places of folders in which browsers save the pictures and frames of a page."""
    folders = [at for at, name in enumerate(names) if name.endswith(_PARTS)]
    if not folders:
        return []
    pages = {name.rpartition(".")[0] for name in names if name.lower().endswith(_PAGES)}
    return [at for at in folders if names[at].rpartition("_")[0] in pages]


def _enter(corpus: Path, folder: str, trail: list[_Identity]) -> _Identity | Failure:
    try:
        status = os.stat(corpus / folder)
    except OSError as error:
        return _unreadable(folder, error)
    identity = (status.st_dev, status.st_ino)
    if identity in trail:
        return Failure(as_id(folder.rstrip("/")), "symbolic link loop: it leads to a folder that contains it")
    return identity
