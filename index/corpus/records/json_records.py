"""JSON: bytes to values, and the records in the containers that programs wrap them in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TypeGuard

import orjson

from ...errors import BadArticle
from ..text.encoding import decode
from .fields import canonical, fields_of

_DEPTH = 4
# Keys of objects that stand for a text.
_TEXT_KEYS = frozenset({"rendered", "main", "blocks", "html"})


def load_json(data: bytes, *, as_written: bool = False) -> object:
    """Return the value; with `as_written` numbers are texts, spelt as they are. Raises BadArticle."""
    if as_written:
        return _load_loosely(data, as_written=True)
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return _load_loosely(data)


def read_json(data: bytes) -> Mapping[str, object] | Iterable[object]:
    """Return the record of a JSON file, or the records where it holds several.

    They may be wrapped (`{"articles": […]}`), by address (`{"https://…": ["T", "P"]}`) or in columns
    (`{"title": {"0": "T"}, "text": {"0": "P"}}`). Raises BadArticle if there is none.
    """
    records = records_in(load_json(data))
    each = [records] if isinstance(records, Mapping) else records
    if any(isinstance(one, dict) and isinstance(fields_of(one).get("id"), float) for one in each):
        records = records_in(load_json(data, as_written=True))
    return records


def records_in(content: object) -> dict[str, object] | list[object]:
    """Return the record or the records that a JSON value holds; raises BadArticle for none."""
    found = _unwrap(content, _DEPTH)
    if not found:
        raise BadArticle("the file is JSON but holds no article: expected an object or a list of objects")
    return found


def _unwrap(content: object, depth: int) -> dict[str, object] | list[object] | None:
    if isinstance(content, list):
        return list(map(_opened, content)) if content else None
    if not isinstance(content, dict) or not content:
        return None
    if columns := _columns(content):
        return columns
    if _is_record(content):
        return content
    if single := _single(content):
        return single
    if by_address := _by_address(content):
        return by_address
    lists = [value for value in content.values() if _is_list_of_records(value)]
    if lists:
        return [_opened(one) for each in lists for one in each]
    for value in content.values() if depth else ():
        if _holds_records(value) and (found := _unwrap(value, depth - 1)):
            return found
    return content


def _opened(element: object) -> object:
    """Return an element of a list without what wraps its article alone, as `_source` or `attributes` do."""
    if not isinstance(element, dict) or _is_record(element):
        return element
    inner = [value for value in element.values() if isinstance(value, dict) and _is_record(value)]
    if len(inner) != 1:
        return element
    around = {name: value for name, value in element.items() if not isinstance(value, dict | list)}
    return around | inner[0]


def _is_record(content: dict[str, object]) -> bool:
    """Tell whether an object itself has a title or a text that is no container of others."""
    found = fields_of(content)
    return any(_is_text(found.get(name)) for name in ("title", "body", "summary")) and not (
        "body" not in found and any(map(_is_list_of_records, content.values()))
    )


def _is_text(value: object) -> bool:
    if isinstance(value, list):
        return all(isinstance(one, str) for one in value)
    return isinstance(value, str | int | float) or (
        isinstance(value, dict) and not _TEXT_KEYS.isdisjoint(value)
    )


def _is_list_of_records(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict) and _is_record(value[0])


def _holds_records(value: object) -> bool:
    if isinstance(value, list):
        return bool(value) and isinstance(value[0], dict)
    return isinstance(value, dict) and any(isinstance(one, dict | list) for one in value.values())


def _columns(content: dict[str, object]) -> list[object] | None:
    """Return the rows of a table that is written by column, as pandas does."""
    named = {
        name: value for name, value in content.items() if canonical(name) in ("title", "body", "summary")
    }
    if rows := _split_table(content) or _columns_of_lists(content, named):
        return rows
    tables = [value for value in named.values() if isinstance(value, dict)]
    if not tables or len(tables) < len(named) or not all(key.isdigit() for each in tables for key in each):
        return None
    columns = {name: value for name, value in content.items() if isinstance(value, dict)}
    return [{name: column.get(row) for name, column in columns.items()} for row in tables[0]]


def _split_table(content: dict[str, object]) -> list[object]:
    names, rows = content.get("columns"), content.get("data")
    if not isinstance(names, list) or not isinstance(rows, list):
        return []
    return [dict(zip(map(str, names), row, strict=False)) for row in rows if isinstance(row, list)]


def _columns_of_lists(content: dict[str, object], named: dict[str, object]) -> list[object]:
    lists = {name: value for name, value in content.items() if isinstance(value, list)}
    count = {len(value) for name, value in lists.items() if name in named}
    # A title is no list unless it is a column.
    titled = any(canonical(name) == "title" for name in lists)
    if not titled or len(count) != 1 or not all(name in lists for name in named):
        return []
    columns = {name: value for name, value in lists.items() if len(value) in count}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _by_address(content: dict[str, object]) -> list[object] | None:
    """Return the records of an object whose keys are their ids or addresses."""
    values = list(content.values())
    if all(isinstance(value, dict) and _is_record(value) for value in values):
        return [{"url" if _is_address(key) else "id": key} | value for key, value in content.items()]  # type: ignore[operator]
    if not all(map(_is_address, content)):
        return None
    return [{"url": key} | _titled(value) for key, value in content.items()]


def _titled(value: object) -> dict[str, object]:
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        return {"title": value[0], "body": "\n".join(value[1:])}
    return {"body": value}


def _single(content: dict[str, object]) -> dict[str, object] | None:
    """Return the record that is all an object holds, as in `{"article": {…}}`."""
    [*values] = content.values()
    alone = len(values) == 1 and not _is_address(next(iter(content))) and isinstance(values[0], dict)
    return values[0] if alone and _is_record(values[0]) else None  # type: ignore[arg-type, return-value]


def _is_address(key: str) -> bool:
    return key.startswith(("http://", "https://"))


def _load_loosely(data: bytes, *, as_written: bool = False) -> object:
    # Takes what orjson refuses: other encodings, lone surrogates, NaN, line ends and the like within a text.
    text = decode(data).strip()
    if not text:
        raise BadArticle("the file is empty")
    try:
        # Without a limit on their length, which Python has where it makes a number of digits.
        number = str if as_written else None
        return json.loads(text, strict=False, parse_float=number, parse_int=number)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}" if error.lineno > 1 else f"column {error.colno}"
        hint = "; if every line is an article, name it .jsonl" if error.msg == "Extra data" else ""
        raise BadArticle(f"not valid JSON: {error.msg}, {place}{hint}") from error
    except (ValueError, RecursionError) as error:
        raise BadArticle(f"not valid JSON: {error}") from error
