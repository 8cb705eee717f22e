"""What the index holds: an article, and the report of a build."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

DateSource = Literal["metadata", "text", "filename", "mtime"]
DatePrecision = Literal["month", "day", "time"]


@dataclass(frozen=True, slots=True)
class Article:
    """One article as read from a file.

    `id` is unique in an index: the file's path under the corpus unless the file names one.
    `title` may be empty; `body` is plain text with paragraphs separated by newlines.
    `date` is the clock time as the source wrote it: aware where that gave a zone, else naive and meant
    as Romania's (`local_time`). `date_source` tells whether it came from metadata, from the text
    beside the headline, from the file's path or, where the user asked for it, from the file's
    modification time. `date_precision` tells how much was written: of a `month` alone the date is the
    first day, of a `day` its midnight. `sections` are all that the source names, `section` is the first.
    """

    id: str
    title: str
    body: str
    date: datetime | None = None
    source: str = ""
    section: str = ""
    author: str = ""
    url: str = ""
    date_source: DateSource | None = None
    date_precision: DatePrecision | None = None
    sections: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.section and not self.sections:
            object.__setattr__(self, "sections", (self.section,))


@dataclass(frozen=True, slots=True)
class Failure:
    """A file, or a place in a file (`news.jsonl:17`), that gave no article, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Note:
    """What was noticed of a file, or of a place in it, whose articles are in the index all the same."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: articles now in the index, seconds, what was left out and what was noticed.

    `changed` and `deleted` count articles added or replaced and removed by an update.
    `passed_over` counts files of other kinds by suffix, and as `_files/` the folders beside saved pages.
    """

    articles: int
    seconds: float
    failures: tuple[Failure, ...] = field(default=())
    changed: int = 0
    deleted: int = 0
    notes: tuple[Note, ...] = ()
    passed_over: dict[str, int] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Articles per second."""
        return self.changed / self.seconds if self.seconds else 0.0
