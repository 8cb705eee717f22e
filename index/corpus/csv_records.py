"""Tables with a row an article: CSV, TSV and their kin."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from ..errors import BadArticle
from .fields import canonical

_DELIMITERS = ",;\t|"
_HUGE = 1 << 31 - 1


def read_table(text: str) -> Iterator[dict[str, object]]:
    """Yield the rows of a table by the names in its first row.

    The delimiter is the one of comma, semicolon, tab and bar that gives the most fields with known names
    there, else the most fields. Raises BadArticle for a table without a row below the first.
    """
    csv.field_size_limit(_HUGE)
    lines = _without_declaration(text)
    rows = csv.reader(io.StringIO(lines, newline=""), delimiter=_delimiter(lines))
    try:
        names = [name.strip() for name in next(rows, [])]
        empty = True
        for row in rows:
            if any(map(str.strip, row)):
                empty = False
                yield dict(zip(names, row, strict=False))
    except csv.Error as error:
        raise BadArticle(f"not a table of fields: {error}, line {rows.line_num}") from error
    if empty:
        raise BadArticle("the table has no row below its first one, which names the fields")


def _without_declaration(text: str) -> str:
    # Excel's first line `sep=;`, which names the delimiter.
    text = text.lstrip("\ufeff\r\n")
    return text.partition("\n")[2] if text[:4].lower() == "sep=" else text


def _delimiter(text: str) -> str:
    def fields(delimiter: str) -> tuple[int, int]:
        row = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
        return sum(canonical(name) is not None for name in row), len(row)

    return max(_DELIMITERS, key=fields)
