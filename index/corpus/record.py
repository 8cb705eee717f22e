"""A record of fields, as any format gives it, to an article."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from ..analysis.normalization import clean_text
from ..article import Article, DateSource, Failure
from .cleaning import clean_body, clean_title
from .dates import VISIBLE_DATE, WrittenDate, file_date, parse_date, path_date
from .source_file import SourceFile

MAX_ID_CHARACTERS = 512


class _BadField(ValueError):
    """A field holds what cannot be text."""


class Place(NamedTuple):
    """Where a record stands: its file, and its number there, 0 for the only one of a file.

    `mark` stands before the number of a line or an element in a report.
    """

    source: SourceFile
    number: int = 0
    mark: str = "#"

    @property
    def id(self) -> str:
        """The id that the record gets unless it names one."""
        return f"{self.source.id}#{self.number}" if self.number else self.source.id

    @property
    def name(self) -> str:
        """The name of the record in a report."""
        return f"{self.source.id}{self.mark}{self.number}" if self.number else self.source.id


def make_article(record: Mapping[str, object], place: Place, *, clean: bool = False) -> Article | Failure:
    """Return the cleaned article of a record, or why it is none.

    `clean` tells that `are_clean` has found nothing wrong with its title and its body.
    """
    get = record.get
    try:
        title = clean_title(_text("title", get("title")), clean=clean)
        body = clean_body(_text("body", get("body"), separator="\n"), clean=clean)
        if not title and not body:
            return Failure(place.name, _nothing_to_read(record))
        given_id = _line("id", get("id"))
        source, section = _line("source", get("source")), _line("section", get("section"))
        author, url = _line("author", get("author")), _line("url", get("url"))
    except _BadField as error:
        return Failure(place.name, str(error))
    article_id = given_id if 0 < len(given_id) <= MAX_ID_CHARACTERS else place.id
    date, date_source = _date(record, place)
    moment, precision = date or (None, None)
    return Article(article_id, title, body, moment, source, section, author, url, date_source, precision)


def _date(record: Mapping[str, object], place: Place) -> tuple[WrittenDate | None, DateSource | None]:
    """Return when an article appeared, and where that is written."""
    if date := parse_date(record.get("date")):
        return date, "metadata"
    if isinstance(shown := record.get(VISIBLE_DATE), WrittenDate):
        return shown, "text"
    if date := path_date(place.source.id):
        return date, "filename"
    date = file_date(place.source.mtime_ns) if place.source.gives_date else None
    return date, "mtime" if date else None


def _text(name: str, value: object, separator: str = ", ") -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list) and not any(isinstance(item, list) for item in value):
        return separator.join(text for item in value if (text := _text(name, item)))
    kind = {dict: "an object", bool: "true or false", list: "a list of lists"}.get(type(value), "no text")
    raise _BadField(f"the field “{name}” holds {kind}, not text")


def _line(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str) and value.isascii() and value.isprintable():
        return value.strip()
    return _one_line(_text(name, value))


@lru_cache(1 << 10)
def _one_line(text: str) -> str:
    return " ".join(clean_text(text).split())


def _nothing_to_read(record: Mapping[str, object]) -> str:
    others = ", ".join(f"“{name}”" for name in record if name not in ("title", "body"))
    return "no title and no body" + (f" among its fields {others[:200]}" if others else "")
