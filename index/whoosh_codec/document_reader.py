"""What Whoosh asks of each article: stored fields, lengths, columns, deletions."""

# Whoosh is typed in part only.
# mypy: allow-untyped-calls

from __future__ import annotations

from typing import Any

from whoosh.codec import base
from whoosh.columns import ColumnReader

from ..segment.reader import Segment
from ..segment.stored_fields import SECTIONS
from .fields import text_lengths, whoosh_dates
from .postings_matcher import Ints, lossy
from .schema import whoosh_document

_TEXTS = ("title", "body")
_COLUMNS = ("date", "source", "section")


class ColumnarDocumentReader(base.PerDocumentReader):
    """Reads what a segment knows of its articles, by their numbers."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._exact = {field: text_lengths(segment, field) for field in _TEXTS}
        self._lossy: dict[str, Ints] = {field: lossy(lengths) for field, lengths in self._exact.items()}

    def doc_count(self) -> int:
        """Return how many articles are not deleted."""
        return self._segment.live_articles

    def doc_count_all(self) -> int:
        """Return how many articles there are with the deleted ones."""
        return self._segment.articles

    def has_deletions(self) -> bool:
        """Tell whether an article is deleted."""
        return self._segment.live_articles < self._segment.articles

    def is_deleted(self, doc: int) -> bool:
        """Tell whether this article is deleted; Whoosh also asks for the number after the last."""
        alive = self._segment.alive
        return alive is not None and doc < len(alive) and not alive[doc]

    def deleted_docs(self) -> tuple[int, ...]:
        """Return nothing: Whoosh asks only to filter matchers, and ours are filtered already."""
        return ()

    def stored_fields(self, doc: int) -> dict[str, Any]:
        """Return the stored article as Whoosh's document."""
        return whoosh_document(self._segment.article(doc))

    def doc_field_length(self, doc: int, field: str, default: int = 0) -> int:
        """Return how many terms an article has in a field, as exactly as Whoosh keeps it."""
        return int(self._lossy[field][doc]) if field in self._lossy else default

    def field_length(self, field: str) -> int:
        """Return how many terms all articles have in a field."""
        return int(self._exact[field].sum()) if field in self._exact else 0

    def min_field_length(self, field: str) -> int:
        """Return the least length of a field."""
        return int(self._lossy[field].min()) if field in self._lossy else 0

    def max_field_length(self, field: str) -> int:
        """Return the greatest length of a field."""
        return int(self._lossy[field].max()) if field in self._lossy else 0

    def supports_columns(self) -> bool:
        """Tell that there are columns."""
        return True

    def has_column(self, field: str) -> bool:
        """Tell whether a field has a column."""
        return field in _COLUMNS

    def column_reader(self, field: str, column: Any) -> ColumnReader:
        """Return the column of `date`, `source` or `section`."""
        if field == "date":
            return DateColumn(self._segment, column.default_value())
        if field == "source":
            return NameColumn(self._segment.source_names, self._segment.sources)
        return NameColumn(self._segment.section_names, self._segment.sections)


class DateColumn(ColumnReader):
    """Dates in Whoosh's microseconds, a default where there is none."""

    def __init__(self, segment: Segment, default: int) -> None:
        self._doccount = segment.articles
        docs, dates = whoosh_dates(segment)
        # The default of Whoosh's date columns needs all 64 bits, so these are Python's numbers.
        self._dates = [default] * segment.articles
        for doc, date in zip(docs.tolist(), dates.tolist(), strict=True):
            self._dates[doc] = date
        self._sign = 1

    def __getitem__(self, doc: int) -> int:
        return self._dates[doc]

    def sort_key(self, doc: int) -> int:  # type: ignore[override]
        """Return what to sort an article by."""
        return self._sign * self._dates[doc]

    def set_reverse(self) -> None:
        """Sort the latest first from now on."""
        self._sign = -1


class NameColumn(ColumnReader):
    """Sources or first sections as bytes, empty where there is none."""

    def __init__(self, names: list[str], codes: Any) -> None:
        self._doccount = len(codes)
        self._names: list[bytes] = [name.partition(SECTIONS)[0].encode() for name in names]
        self._codes = codes

    def __getitem__(self, doc: int) -> bytes:
        return self._names[int(self._codes[doc])]
