"""What the index holds: an article, and the report of a build."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

DateSource = Literal["metadata", "filename", "mtime"]


@dataclass(frozen=True, slots=True)
class Article:
    """One article as read from a file.

    `id` is unique in an index: the file's path under the corpus unless the file names one.
    `title` may be empty; `body` is plain text with paragraphs separated by newlines.
    `date` is naive, the clock time as the source wrote it; `date_source` tells whether it came
    from metadata, the file name or, last, the file's modification time.
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


@dataclass(frozen=True, slots=True)
class Failure:
    """A file, or a place in a file (`news.jsonl:17`), that gave no article, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: articles now in the index, seconds, and what was left out.

    `changed` and `deleted` count articles added or replaced and removed by an update.
    """

    articles: int
    seconds: float
    failures: tuple[Failure, ...] = field(default=())
    changed: int = 0
    deleted: int = 0

    @property
    def rate(self) -> float:
        """Articles per second."""
        return self.changed / self.seconds if self.seconds else 0.0
