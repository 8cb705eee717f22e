"""What the index holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

# Of a longer id nothing would be shown well; a file's record gets that of its place then.
MAX_ID_CHARACTERS = 512
# A source or a section is a name to choose by; what is longer is a text in the wrong field.
MAX_NAME_CHARACTERS = 200

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


class StoredArticle(NamedTuple):
    """An article as a store keeps it: the fields of `Article`, but title and body in UTF-8.

    Of most bodies little is shown, and what is not shown need not be decoded.
    """

    id: str
    title: bytes
    body: bytes
    date: datetime | None
    source: str
    section: str
    author: str
    url: str
    date_source: DateSource | None
    date_precision: DatePrecision | None
    sections: tuple[str, ...]

    def article(self) -> Article:
        """Return it as an `Article`."""
        return Article(self.id, self.title.decode(), self.body.decode(), *self[3:])
