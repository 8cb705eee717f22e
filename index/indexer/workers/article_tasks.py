"""Articles that a program gives, instead of files: checked as they come, cut into pieces of work, cleaned."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from ...article import MAX_ID_CHARACTERS, Article, DatePrecision, DateSource
from ...errors import BadArticle

if TYPE_CHECKING:
    from ..run_file import Entry
    from .tasks import Task

_ARTICLES = 256
# Characters from which on a task takes no more articles, and the most that a text may have.
_CHARACTERS = 1 << 21
MAX_CHARACTERS = 1 << 26
_NAMES = tuple(each.name for each in fields(Article))
_DATE, _SECTIONS = _NAMES.index("date"), _NAMES.index("sections")
_CHOICES = {
    _NAMES.index("date_source"): (None, *get_args(DateSource)),
    _NAMES.index("date_precision"): (None, *get_args(DatePrecision)),
}
_WANTED_DATE = (
    "a datetime or None: make it datetime.fromisoformat(…) of a text, datetime.combine(day, time()) of a day"
)
_LINES = tuple(map(_NAMES.index, ("title", "source", "section", "author", "url")))
_BODY, _SECTION = _NAMES.index("body"), _NAMES.index("section")
_NO_TEXT = {_DATE, _SECTIONS, *_CHOICES}
# Control characters and lone surrogates, which neither a page nor a terminal can show.
_NOT_IN_IDS = ("Cc", "Cs", "Zl", "Zp")

Row = tuple[Any, ...]
AnyTask = TypeVar("AnyTask", bound="Task | ArticleTask")


class SourceFailed(Exception):
    """What an iterable of articles raised, so that it is not taken for an error of the index."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error


@dataclass(frozen=True, slots=True)
class ArticleTask:
    """Some articles as rows of their fields, dates in ISO 8601; `first` counts from 1, `size` in characters.

    Rows are what a worker can unpickle, whatever classes the program has made its articles and dates of.
    """

    rows: tuple[Row, ...]
    first: int
    size: int


def article_tasks(articles: Iterable[Article]) -> Iterator[ArticleTask]:
    """Cut articles into tasks as they come.

    Raises BadArticle, with its number and id, for what is no article or none that can be stored, and
    SourceFailed for what the iterable raises.
    """
    rows: list[Row] = []
    number = size = 0
    for number, article in enumerate(_each(articles), start=1):
        row = _row(article, number)
        rows.append(row)
        size += len(row[_BODY])
        if len(rows) == _ARTICLES or size >= _CHARACTERS:
            yield ArticleTask(tuple(rows), number - len(rows) + 1, size)
            rows, size = [], 0
    if rows:
        yield ArticleTask(tuple(rows), number - len(rows) + 1, size)


def _each(articles: Iterable[Article]) -> Iterator[Article]:
    try:
        yield from articles
    except Exception as error:
        raise SourceFailed(error) from error


def take(tasks: Iterator[AnyTask], size: int) -> Iterator[AnyTask]:
    """Yield tasks until so much has come."""
    while size > 0 and (task := next(tasks, None)):
        size -= task.size
        yield task


def _row(article: object, number: int) -> Row:
    """Return the fields of an article, those that are None empty."""
    if not isinstance(article, Article):
        raise BadArticle(
            f"Item {number} is {_kind(article)}, not a rasfoi.Article: make it "
            "Article(id=…, title=…, body=…, date=…)."
        )
    row = [getattr(article, name) for name in _NAMES]
    if type(row[0]) is not str or not row[0] or len(row[0]) > MAX_ID_CHARACTERS or not row[0].isprintable():
        _check_id(row[0], number)
    for at, value in enumerate(row):
        if type(value) is not str or at in _NO_TEXT:
            row[at] = _other(at, value, number, row[0])
        elif len(value) > MAX_CHARACTERS:
            raise BadArticle(
                f"Article {number} ({row[0]!r}): its {_NAMES[at]} has {len(value):,} characters; "
                f"at most {MAX_CHARACTERS:,} can be indexed. Make several articles of it."
            )
    return tuple(row)


def _other(at: int, value: object, number: int, name: object) -> object:
    """Return a field that is no plain string as it is sent."""
    if at == _DATE:
        if value is None or value != value:  # pandas' NaT is a datetime that is not itself
            return None
        if isinstance(value, datetime):
            return value.isoformat()
    elif at == _SECTIONS:
        if value is None:
            return ()
        if isinstance(value, tuple | list) and all(isinstance(each, str) for each in value):
            return tuple(map(str, value))
    elif at in _CHOICES:
        if value in _CHOICES[at]:
            return value
    elif value is None:
        return ""
    elif isinstance(value, str):
        return str(value)
    raise _wrong(at, value, number, name)


def _wrong(at: int, value: object, number: int, name: object) -> BadArticle:
    wanted = {_DATE: _WANTED_DATE, _SECTIONS: "a tuple of strings"}.get(at, "a string")
    if at in _CHOICES:
        wanted = " or ".join(map(repr, _CHOICES[at]))
    found = f"{value!r:.60}" if at == _SECTIONS else _kind(value)
    return BadArticle(f"Article {number} ({name!r}): its {_NAMES[at]} is {found}, not {wanted}.")


def _kind(value: object) -> str:
    return "None" if value is None else f"of type {type(value).__name__}"


def _check_id(name: object, number: int) -> None:
    """Raise BadArticle for an id that cannot be stored, or found again, as it is."""
    if not isinstance(name, str):
        raise BadArticle(
            f"Article {number} ({name!r}): its id is {_kind(name)}, not a string: make it str(…)."
        )
    if not name:
        raise BadArticle(f"Article {number} has no id: give it one that is its own, as a database's key.")
    if len(name) > MAX_ID_CHARACTERS:
        raise BadArticle(
            f"Article {number}: its id has {len(name)} characters; at most {MAX_ID_CHARACTERS} can be stored."
        )
    if bad := [char for char in name if unicodedata.category(char) in _NOT_IN_IDS]:
        raise BadArticle(f"Article {number} ({name!r}): its id has {bad[0]!r}, which no id may have.")


def read_articles(task: ArticleTask) -> Iterator[Entry]:
    """Yield the articles of a task, their texts without what a reader does not see.

    Titles and names become one line; of bodies only the characters are put right, see `clean_text`.
    """
    # Here, as the process that only sends tasks need not wait for it.
    from ...corpus.text.clean_texts import are_clean
    from ..run_file import Entry

    clean = are_clean([str(row[_BODY]) for row in task.rows])
    for number, (row, is_clean) in enumerate(zip(task.rows, clean, strict=True), start=task.first):
        article = _article(row, is_clean)
        yield Entry(article, f"{article.id} (article {number})", 0, 0, number)


def _article(row: Row, is_clean: bool) -> Article:
    from ...analysis.normalization import clean_text

    values = list(row)
    for at in _LINES:
        values[at] = one_line(values[at])
    if not is_clean:
        values[_BODY] = clean_text(values[_BODY])
    if date := values[_DATE]:
        values[_DATE] = datetime.fromisoformat(date)
    named = (values[_SECTION], *map(one_line, values[_SECTIONS]))
    values[_SECTIONS] = tuple(dict.fromkeys(filter(None, named)))
    return Article(*values)


def one_line(text: str) -> str:
    """Return a name or a title as one line of visible characters."""
    from ...analysis.normalization import clean_text

    if text.isascii() and text.isprintable():
        return text.strip()
    return " ".join(clean_text(text).split())
