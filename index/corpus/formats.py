"""The table of formats: which suffix is read by which function.

A reader takes the bytes of a file, or its text where the table says so, and returns one record or an
iterable of records: mappings with the source's own keys, whose meaning `records/fields.py` knows. It raises
`BadArticle` where it finds none. `docs/formats.md` tells how to add one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

from .text.encoding import decode

Record = Mapping[str, object]
Reader = Callable[[bytes], Record | Iterable[object]]

JSON_LINES = "jsonl"


class Format(NamedTuple):
    """A format: its reader's `function` in a `module` of this package, and whether that takes `text`."""

    name: str
    module: str = ""
    function: str = ""
    text: bool = False


_TEXT = Format("text", "text.plain_text", "read_text", text=True)
_MARKDOWN = Format("markdown", "markdown.reader", "read_markdown", text=True)
_HTML = Format("html", "html.saved_page", "read_saved_page")
_FEED = Format("feed", "records.feeds", "read_feed")
_JSON = Format("json", "records.json_records", "read_json")
_JSON_LINES = Format(JSON_LINES)
_PDF = Format("pdf", "text.documents", "read_pdf")
_DOCX = Format("docx", "text.documents", "read_docx")
_CSV = Format("csv", "records.csv_records", "read_table", text=True)

FORMATS = {
    ".txt": _TEXT,
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".mdx": _MARKDOWN,
    ".html": _HTML,
    ".htm": _HTML,
    ".xhtml": _HTML,
    ".xml": _FEED,
    ".rss": _FEED,
    ".atom": _FEED,
    ".rdf": _FEED,
    ".json": _JSON,
    ".jsonl": _JSON_LINES,
    ".ndjson": _JSON_LINES,
    ".pdf": _PDF,
    ".docx": _DOCX,
    ".csv": _CSV,
    ".tsv": _CSV,
}
PACKED = (".gz", ".zst")


def packing_of(name: str) -> str:
    """Return `.gz` or `.zst` if a file of this name is compressed, else an empty string."""
    suffix = os.path.splitext(name)[1].lower()
    return suffix if suffix in PACKED else ""


def format_of(name: str) -> Format | None:
    """Return the format that a file name stands for, compressed or not; None if it is no article's."""
    # Most names end so, and a corpus has a million of them.
    stem, dot, suffix = name.rpartition(".")
    if stem and (known := FORMATS.get(dot + suffix)):
        return known
    return _format_of_rare(name.lower())


def _format_of_rare(name: str) -> Format | None:
    stem, dot, suffix = name.rpartition(".")
    if dot + suffix in PACKED:
        stem, dot, suffix = stem.rpartition(".")
    if stem and (known := FORMATS.get(dot + suffix)):
        return known
    # wget keeps the query of an address: `page.html?id=5`.
    address, query, _ = name.partition("?")
    return _format_of_rare(address) if query else None


def reader_of(name: str) -> Reader:
    """Return what reads a file of this name, loaded at its first use."""
    found = format_of(name) or _TEXT
    read = _load(found)
    return (lambda data: read(decode(data))) if found.text else read


@cache
def _load(found: Format) -> Any:
    # Most corpora hold one format, and some readers take long to load.
    return getattr(import_module(f".{found.module}", __package__), found.function)
