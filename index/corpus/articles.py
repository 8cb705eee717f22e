"""The articles of one file, whatever its format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ..article import Article
from ..errors import BadArticle
from ..report import Failure, Note
from .files.source_file import SourceFile
from .files.streams import read_bytes, read_lines
from .formats import JSON_LINES, format_of, reader_of
from .records.fields import fields_of
from .records.json_records import load_json
from .records.record import Place, make_article
from .text.clean_texts import are_clean

_UNCLEAN = "\0"
_NO_RECORD = "no object with title and body"


class Found(NamedTuple):
    """An article and where it stands."""

    article: Article
    place: Place


def is_json_lines(source: SourceFile) -> bool:
    """Whether the file holds one article a line, so that `read_lines` and `parse_line` serve."""
    found = format_of(source.name)
    return found is not None and found.name == JSON_LINES


def read_articles(source: SourceFile) -> Iterator[Article | Failure]:
    """Yield the articles of a file, without notes; what cannot be read is a `Failure`, not raised."""
    for found in _read(source):
        if not isinstance(found, Note):
            yield found.article if isinstance(found, Found) else found


def _read(source: SourceFile) -> Iterator[Found | Failure | Note]:
    if is_json_lines(source):
        for line in read_lines(source):
            if isinstance(line, Failure | Note):
                yield line
            else:
                yield from parse_lines(source, [line])
        return
    notes: list[Note] = []
    try:
        data = read_bytes(source, notes)
    except BadArticle as error:
        yield Failure(source.id, str(error))
    else:
        yield from parse_file(source, data)
        yield from notes


def parse_file(source: SourceFile, data: bytes) -> Iterator[Found | Failure | Note]:
    """Yield what the bytes of a file that is not JSON lines give.

    Whatever goes wrong in a reader is a `Failure` of this file, and the build goes on.
    """
    try:
        records = reader_of(source.name)(data)
        if isinstance(records, Mapping):
            yield from _article_of(records, Place(source))
            return
        for number, record in enumerate(records, start=1):
            yield from _article_of(record, Place(source, number))
    except BadArticle as error:
        yield Failure(source.id, str(error))
    except Exception as error:  # readers and their libraries raise what they like on broken files
        yield Failure(source.id, went_wrong(error))


def went_wrong(error: Exception) -> str:
    """Return the reason of a failure that no reader foresaw."""
    if isinstance(error, RecursionError):
        return "cannot be read: it nests too deep"
    if isinstance(error, MemoryError):
        return "cannot be read: it takes more memory than there is"
    return f"cannot be read: {type(error).__name__}: {str(error)[:200]}"


def parse_line(source: SourceFile, number: int, line: bytes) -> Article | Failure:
    """Return the article of one line of a JSON lines file, or why it gives none."""
    [found] = [each for each in parse_lines(source, [(number, line)]) if not isinstance(each, Note)]
    return found.article if isinstance(found, Found) else found


def parse_lines(source: SourceFile, lines: Sequence[tuple[int, bytes]]) -> Iterator[Found | Failure | Note]:
    """Yield what each of some numbered lines of a JSON lines file gives, notes behind their article."""
    records = [_parse_line(line) for _, line in lines]
    fields = [fields_of(record, source.fields) if isinstance(record, dict) else {} for record in records]
    for at, own in enumerate(fields):
        if isinstance(own.get("id"), float):
            records[at] = load_json(lines[at][1], as_written=True)
            fields[at] = fields_of(records[at], source.fields)  # type: ignore[arg-type]
    yield from _articles_of(records, fields, [Place(source, number, ":") for number, _ in lines])


def _parse_line(line: bytes) -> object:
    try:
        return load_json(line)
    except BadArticle as error:
        return error
    except Exception as error:  # as for a file
        return BadArticle(went_wrong(error))


def _article_of(record: object, place: Place) -> Iterator[Found | Failure | Note]:
    fields = fields_of(record, place.source.fields) if isinstance(record, Mapping) else {}
    return _articles_of([record], [fields], [place])


def _articles_of(
    records: Sequence[object], fields: Sequence[Mapping[str, object]], places: Sequence[Place]
) -> Iterator[Found | Failure | Note]:
    """Yield what records give, each with its notes; one that is an exception is a failure."""
    texts = [_own_text(each, name) for each in fields for name in ("title", "body")]
    clean = are_clean(texts)
    for record, own, place, title, body in zip(records, fields, places, clean[::2], clean[1::2], strict=True):
        if isinstance(record, Mapping):
            notes: list[Note] = []
            made = make_article(record, own, place, notes, clean=title and body)
            yield made if isinstance(made, Failure) else Found(made, place)
            yield from notes
        elif isinstance(record, Exception):
            yield Failure(place.name, str(record))
        else:
            what = "line is JSON but" if place.mark == ":" else "element is"
            yield Failure(place.name, f"the {what} {_NO_RECORD}")


def _own_text(fields: Mapping[str, object], name: str) -> str:
    """Return a field that is text; for any other what is never clean."""
    text = fields.get(name, "")
    return text if isinstance(text, str) else _UNCLEAN
