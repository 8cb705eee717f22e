"""The articles of one file, whatever its format."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence

import orjson

from ..article import Article, Failure
from ..errors import BadArticle
from .clean_texts import are_clean
from .encoding import decode
from .record import Place, make_article
from .source_file import SourceFile
from .streams import read_bytes, read_lines
from .walk import format_of, is_json_lines

_UNCLEAN = "\0"


def read_articles(source: SourceFile) -> Iterator[Article | Failure]:
    """Yield the articles of a file; what cannot be read is a `Failure`, and nothing is raised for it."""
    if is_json_lines(source):
        for line in read_lines(source):
            yield line if isinstance(line, Failure) else parse_line(source, *line)
        return
    try:
        yield from parse_file(source, read_bytes(source))
    except BadArticle as error:
        yield Failure(source.id, str(error))


def parse_file(source: SourceFile, data: bytes) -> Iterator[Article | Failure]:
    """Yield the articles in the bytes of a file that is not JSON lines; raises BadArticle."""
    if format_of(source.name) == "json":
        yield from _read_json(source, data)
    elif _is_feed(source, data):
        yield from _read_feed(source, data)
    else:
        yield make_article(_RECORDS[format_of(source.name) or "text"](data), Place(source))


def parse_line(source: SourceFile, number: int, line: bytes) -> Article | Failure:
    """Return the article of one line of a JSON lines file, or why it gives none."""
    return next(parse_lines(source, [(number, line)]))


def parse_lines(source: SourceFile, lines: Sequence[tuple[int, bytes]]) -> Iterator[Article | Failure]:
    """Yield what each of some numbered lines of a JSON lines file gives, as `parse_line` does."""
    records = [_parse_record(source, number, line) for number, line in lines]
    texts = [_own_text(record, name) for record in records for name in ("title", "body")]
    clean = are_clean(texts)
    for (number, _), record, title, body in zip(lines, records, clean[::2], clean[1::2], strict=True):
        if isinstance(record, Failure):
            yield record
        else:
            yield make_article(record, Place(source, number, ":"), clean=title and body)


def _parse_record(source: SourceFile, number: int, line: bytes) -> dict[str, object] | Failure:
    try:
        record = _load_json(line)
    except BadArticle as error:
        return Failure(f"{source.id}:{number}", str(error))
    if not isinstance(record, dict):
        return Failure(f"{source.id}:{number}", "the line is JSON but no object with title and body")
    return record


def _own_text(record: dict[str, object] | Failure, name: str) -> str:
    """Return a field that is text; for any other what is never clean."""
    text = None if isinstance(record, Failure) else record.get(name)
    return text if isinstance(text, str) else _UNCLEAN


def _read_json(source: SourceFile, data: bytes) -> Iterator[Article | Failure]:
    content = _load_json(data)
    if isinstance(content, dict):
        yield make_article(content, Place(source))
        return
    if not isinstance(content, list) or not content:
        raise BadArticle("the file is JSON but holds no article: expected an object or a list of objects")
    for number, record in enumerate(content, start=1):
        place = Place(source, number)
        if isinstance(record, dict):
            yield make_article(record, place)
        else:
            yield Failure(place.name, "the element is no object with title and body")


def _load_json(data: bytes) -> object:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return _load_loose_json(data)


def _load_loose_json(data: bytes) -> object:
    # Takes what orjson refuses: other encodings, lone surrogates, NaN.
    text = decode(data).strip()
    if not text:
        raise BadArticle("the file is empty")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}" if error.lineno > 1 else f"column {error.colno}"
        hint = "; if every line is an article, name it .jsonl" if error.msg == "Extra data" else ""
        raise BadArticle(f"not valid JSON: {error.msg}, {place}{hint}") from error
    except (ValueError, RecursionError) as error:
        raise BadArticle(f"not valid JSON: {error}") from error


def _is_feed(source: SourceFile, data: bytes) -> bool:
    kind = format_of(source.name)
    if kind == "html" and b"<html" not in data[:8000]:
        from .feeds import is_feed

        return is_feed(data)
    return kind == "feed"


def _read_feed(source: SourceFile, data: bytes) -> Iterator[Article | Failure]:
    from .feeds import read_feed

    try:
        for number, record in enumerate(read_feed(data), start=1):
            yield make_article(record, Place(source, number))
    except BadArticle as error:
        yield Failure(source.id, str(error))


def _read_text(data: bytes) -> dict[str, object]:
    title, _, body = decode(data).lstrip().partition("\n")
    return {"title": title, "body": body}


# A corpus of JSON lines, which most large ones are, needs neither of these.
def _read_markdown(data: bytes) -> dict[str, object]:
    from .markdown import read_markdown

    return read_markdown(decode(data))


def _read_webpage(data: bytes) -> dict[str, object]:
    from .html import read_webpage

    return read_webpage(data)


_RECORDS: dict[str, Callable[[bytes], dict[str, object]]] = {
    "text": _read_text,
    "markdown": _read_markdown,
    "html": _read_webpage,
}
