"""The corpus cut into pieces of work, and what a worker makes of one."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ...article import Article
from ...corpus import Found, SourceFile, is_json_lines, parse_file, parse_lines, read_bytes, read_lines
from ...corpus.files.streams import Position
from ...corpus.time_budget import time_budget
from ...errors import BadArticle
from ...report import Failure, Note
from ..run_file import Entry
from .article_tasks import ArticleTask, read_articles

_LINES = 256
_FILES = 64
# Bytes from which on a task takes no more lines or files.
_BYTES = 1 << 21
_ORDER_SHIFT = 24

Lines = tuple[tuple[int, bytes], ...]
_Read = tuple[Article, str, int, int] | Failure | Note
Wanted = Callable[[SourceFile, int, bytes], bool]


@dataclass(frozen=True, slots=True)
class Task:
    """Some files to read whole, or some lines of the one file in `sources`.

    `order` is the place of the first article in the corpus, `size` the bytes read.
    """

    sources: tuple[SourceFile, ...]
    lines: Lines | None
    order: int
    size: int


def plan(
    sources: Iterable[SourceFile | Failure], wanted: Wanted | None = None
) -> Iterator[Task | Failure | Note]:
    """Cut files into tasks of a megabyte or so; of JSON lines only those that `wanted` admits."""
    number = size = 0
    files: list[SourceFile] = []
    for source in sources:
        if isinstance(source, Failure):
            yield source
            continue
        if not is_json_lines(source):
            files.append(source)
            size += source.size
        if len(files) == _FILES or size >= _BYTES or (files and is_json_lines(source)):
            yield _files_task(files, number)
            files, number, size = [], number + 1, 0
        if is_json_lines(source):
            for piece in _line_tasks(source, wanted):
                if isinstance(piece, Failure | Note):
                    yield piece
                else:
                    lines, read = piece
                    yield Task((source,), lines, number << _ORDER_SHIFT, read)
                    number += 1
    if files:
        yield _files_task(files, number)


def _files_task(files: list[SourceFile], number: int) -> Task:
    return Task(tuple(files), None, number << _ORDER_SHIFT, sum(source.size for source in files))


def _line_tasks(source: SourceFile, wanted: Wanted | None) -> Iterator[tuple[Lines, int] | Failure | Note]:
    """Yield pieces of lines, each with the bytes of the file that were read for it."""
    lines: list[tuple[int, bytes]] = []
    size = counted = 0
    place = Position()
    for item in read_lines(source, place):
        if isinstance(item, Failure | Note):
            yield item
            continue
        if wanted and not wanted(source, *item):
            continue
        lines.append(item)
        size += len(item[1])
        if len(lines) >= _LINES or size >= _BYTES:
            yield tuple(lines), place.bytes - counted if place.bytes else size
            lines, size, counted = [], 0, place.bytes
    if lines:
        yield tuple(lines), place.bytes - counted if place.bytes else size


def read_task(task: Task | ArticleTask) -> Iterator[Entry | Failure | Note]:
    """Read the articles of a task, each with its notes behind it."""
    if isinstance(task, ArticleTask):
        yield from read_articles(task)
        return
    items = _read_lines(task, task.lines) if task.lines is not None else _read_files(task)
    for at, item in enumerate(items):
        if isinstance(item, Failure | Note):
            yield item
        else:
            article, label, file, key = item
            yield Entry(article, label, file, key, task.order + at)


def _read_lines(task: Task, lines: Lines) -> Iterator[_Read]:
    (source,) = task.sources
    content = dict(lines)
    for each in parse_lines(source, lines):
        if isinstance(each, Found):
            article, place = each
            # A date that is the file's own time is stale as soon as the file is written again.
            fixed = article.date_source != "mtime"
            key = line_key(0 if article.id != place.id else place.number, content[place.number])
            yield article, place.id, source.hash, key if fixed else 0
        else:
            yield each


def _read_files(task: Task) -> Iterator[_Read]:
    for source in task.sources:
        try:
            notes: list[Note] = []
            data = read_bytes(source, notes)
            with time_budget(len(data)):
                found = list(parse_file(source, data))
        except BadArticle as error:
            yield Failure(source.id, str(error))
            continue
        yield from notes
        key = file_key(data)
        if any(isinstance(each, Found) and each.article.date_source == "mtime" for each in found):
            key = 0
        for each in found:
            yield (each.article, each.place.id, source.hash, key) if isinstance(each, Found) else each


def file_key(data: bytes) -> int:
    """Return a checksum of a file's content."""
    return zlib.crc32(data) | zlib.adler32(data) << 32


def line_key(number: int, line: bytes) -> int:
    """Return a checksum of a JSON line, and of its number where the article's id depends on it, else 0."""
    return file_key(line) ^ (number << 16)
