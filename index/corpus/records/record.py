"""The fields of a record, as any format gives them, to an article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from ...analysis.normalization import clean_text
from ...article import MAX_ID_CHARACTERS, MAX_NAME_CHARACTERS, Article, DateSource
from ...report import Failure, Note
from ..dates.parsing import file_date, parse_date
from ..dates.path import path_date
from ..dates.visible import VISIBLE_DATE, visible_date
from ..dates.written import WrittenDate
from ..files.source_file import SourceFile
from ..formats import format_of
from ..html.markup import strip_markup
from ..text.cleaning import clean_body, clean_title
from .fields import canonical, choices, is_nothing

# A text of so many characters and blanks that no field takes is what the record is about; a title, a name
# or an address is shorter or has fewer.
_LONG, _BLANKS = 80, 8
_DEPTH = 20
_NO_LETTERS, _SENTENCE_ENDS = re.compile(r"\W+"), re.compile(r"[.!?…\n]+")
_MOST = 0.7
_WITHOUT_MARKUP = ("text", "markdown", "html")
_FOR_READERS = ("text", "markdown")
# What stands for an object: WordPress, JSON-LD, MongoDB, converters of XML.
_INNER = ("rendered", "name", "text", "title", "value", "content", "#text", "@value", "$oid", "_text", "$t",
          "@id", "id", "url", "href", "html", "term", "label", "main", "blocks",
          "paragraphs", "plain", "body", "ro")  # fmt: skip


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


def make_article(
    record: Mapping[str, object],
    fields: Mapping[str, object],
    place: Place,
    notes: list[Note],
    *,
    clean: bool = False,
) -> Article | Failure:
    """Return the cleaned article of a record, or why it is none; what else is to be told joins `notes`.

    `fields` are `fields_of` the record. `clean` tells that `are_clean` has found nothing wrong with its
    title and its body.
    """
    get = fields.get
    title, body = _text(get("title")), _text(get("body"), "\n")
    if ("<" in title or "<" in body) and _may_hold_markup(place.source):
        title, body, clean = strip_markup(title), strip_markup(body), False
    title, body = clean_title(title, clean=clean), clean_body(body, clean=clean)
    if summary := get("summary"):
        body = _with_summary(body, clean_body(strip_markup(_text(summary, "\n"))))
    if not body and (reason := _unread(record, place.source, title)):
        return Failure(place.name, reason)
    given_id = _line(get("id"))
    source, url = _line(get("source")), _line(get("url"))
    if source.startswith(("http://", "https://")):
        source, url = "", url or source
    source = _name(source)
    sections = _sections(get("section"))
    article_id = given_id if 0 < len(given_id) <= MAX_ID_CHARACTERS else place.id
    date, date_source = _date(record, fields, place, notes, body)
    moment, precision = date or (None, None)
    return Article(
        article_id, title, body, moment, source, sections[0] if sections else "", _line(get("author")), url,
        date_source, precision, sections,
    )  # fmt: skip


def _may_hold_markup(source: SourceFile) -> bool:
    """Tell whether texts of a file may be written in HTML; readers of the others have taken it out."""
    written = format_of(source.name)
    return written is None or written.name not in _WITHOUT_MARKUP


def _with_summary(body: str, summary: str) -> str:
    """Return a body that a summary stands before, unless most of its sentences stand in the body too."""
    if not body or not summary or summary.rstrip(".… ") in body:
        return body or summary
    # Letters alone, as summaries that programs make glue paragraphs together.
    letters = _NO_LETTERS.sub("", body)
    sentences = [_NO_LETTERS.sub("", each) for each in _SENTENCE_ENDS.split(summary)]
    known = sum(len(each) for each in sentences if each in letters)
    return body if known > _MOST * sum(map(len, sentences)) else f"{summary}\n\n{body}"


def _name(text: str) -> str:
    """Return what is shown of a name."""
    return text if len(text) <= MAX_NAME_CHARACTERS else f"{text[: MAX_NAME_CHARACTERS - 1].rstrip()}…"


def _sections(value: object) -> tuple[str, ...]:
    if isinstance(value, list | tuple):
        return tuple(dict.fromkeys(filter(None, map(_name, map(_line, value)))))
    section = _name(_line(value))
    return (section,) if section else ()


def _date(
    record: Mapping[str, object],
    fields: Mapping[str, object],
    place: Place,
    notes: list[Note],
    body: str,
) -> tuple[WrittenDate | None, DateSource | None]:
    """Return when an article appeared, and where that is written."""
    written = fields.get("date")
    if written is not None:
        if date := parse_date(written) or _other_date(record, place.source):
            return date, "metadata"
        notes.append(Note(place.name, f"the date {str(written)[:60]!r} cannot be read"))
    if shown := _shown_date(record, place, body):
        return shown, "text"
    if date := path_date(place.source.id):
        return date, "filename"
    date = file_date(place.source.mtime_ns) if place.source.gives_date else None
    return date, "mtime" if date else None


def _shown_date(record: Mapping[str, object], place: Place, body: str) -> WrittenDate | None:
    """Return the date that stands beside the headline, where a file is written for people to read."""
    shown = record.get(VISIBLE_DATE)
    if isinstance(shown, WrittenDate):
        return shown
    written = format_of(place.source.name)
    return visible_date(body) if written and written.name in _FOR_READERS else None


def _other_date(record: Mapping[str, object], source: SourceFile) -> WrittenDate | None:
    """Return the first date that another field of a record writes."""
    for field, keys in choices(tuple(record), source.fields):
        if field == "date":
            dates = (parse_date(record.get(path[0])) for path in keys if len(path) == 1)
            return next(filter(None, dates), None)
    return None


def _text(value: object, separator: str = ", ") -> str:
    if isinstance(value, str):
        return value
    return separator.join(_texts(value, _DEPTH))


def _texts(value: object, depth: int) -> Iterator[str]:
    """Yield the texts of a value, those of an object from the key that stands for it."""
    if is_nothing(value) or not depth:
        return
    if isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item, depth - 1)
    elif isinstance(value, Mapping):
        inner = next((value[key] for key in _INNER if not is_nothing(value.get(key))), None)
        yield from _texts(inner, depth - 1)
    else:
        yield str(value)


def _line(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str) and value.isascii() and value.isprintable():
        return value.strip()
    return _one_line(_text(value))


@lru_cache(1 << 10)
def _one_line(text: str) -> str:
    return " ".join(clean_text(text).split())


def _unread(record: Mapping[str, object], source: SourceFile, title: str) -> str:
    """Return why a record without a body is no article, or nothing where its title is one."""
    known = {key for _, keys in choices(tuple(record), source.fields) for key, *_ in keys}
    others = [name for name in record if name not in known and name != VISIBLE_DATE]
    longest = max(others, key=lambda name: len(_own(record[name])), default="")
    text = _own(record[longest]) if longest else ""
    if len(text) >= _LONG and text.count(" ") >= _BLANKS:
        return (
            f"its text is not known: no field like “body”, but a long one “{longest}”; name it with "
            f"--map body={longest}"
        )
    if title:
        return ""
    named = ", ".join(f"“{name}”" for name in record if canonical(name) not in ("title", "body"))
    return "no title and no body" + (f" among its fields {named[:200]}" if named else "")


def _own(value: object) -> str:
    return value if isinstance(value, str) else ""
