"""Tables with a row an article: CSV, TSV and their kin."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from ...errors import BadArticle
from .fields import canonical

_DELIMITERS = ",;\t|"
_HUGE = 1 << 31 - 1


def read_table(text: str) -> Iterator[dict[str, object]]:
    """Yield the rows of a table by the names in its first row.

    The delimiter is the one of comma, semicolon, tab and bar that gives the most fields with known names
    there, else the most fields. A row with more fields than names has its text unquoted, with delimiters
    in it. Raises BadArticle for a table without a row below the first.
    """
    csv.field_size_limit(_HUGE)
    text = _without_declaration(text)
    delimiter = _delimiter(text)
    rows = (row for row in _rows(text, delimiter) if any(map(str.strip, row)))
    names = [name.strip() for name in next(rows, [])]
    longest = next((at for at, name in enumerate(names) if canonical(name) == "body"), len(names) - 1)
    empty = True
    for row in rows:
        empty = False
        yield dict(zip(names, _fitted(row, len(names), longest, delimiter), strict=False))
    if empty:
        raise BadArticle("the table has no row below its first one, which names the fields")


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """Yield the rows of a table; a quote that nothing closes is a character, and swallows no rows."""
    lines = io.StringIO(text, newline="").readlines()
    reader, read = csv.reader(lines, delimiter=delimiter), 0
    try:
        for row in reader:
            own, read = lines[read : reader.line_num], reader.line_num
            if len(own) > 1 and sum(line.count('"') for line in own) % 2:
                yield from csv.reader(own, delimiter=delimiter, quoting=csv.QUOTE_NONE)
            else:
                yield row
    except csv.Error as error:
        raise BadArticle(f"not a table of fields: {error}, line {reader.line_num}") from error


def _fitted(row: list[str], size: int, longest: int, delimiter: str) -> list[str]:
    """Return a row with as many fields as there are names, its text whole though nothing quotes it."""
    spare = len(row) - size
    while spare > 0 and not row[-1].strip():
        row, spare = row[:-1], spare - 1
    if spare <= 0:
        return row
    end = longest + spare + 1
    return [*row[:longest], delimiter.join(row[longest:end]), *row[end:]]


def _without_declaration(text: str) -> str:
    # Excel's first line `sep=;`, which names the delimiter.
    text = text.lstrip("\ufeff\r\n")
    return text.partition("\n")[2] if text[:4].lower() == "sep=" else text


def _delimiter(text: str) -> str:
    def fields(delimiter: str) -> tuple[int, int]:
        row = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
        return sum(canonical(name) is not None for name in row), len(row)

    return max(_DELIMITERS, key=fields)
