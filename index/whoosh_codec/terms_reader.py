"""All terms of a segment for Whoosh: look-ups, listings, cursors, matchers."""

# Whoosh is typed in part only.
# mypy: allow-untyped-calls

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from whoosh.codec import base
from whoosh.reading import TermInfo, TermNotFound

from ..segment.reader import Segment
from .fields import DateField, IdField, NameField, TermField, TextField
from .postings_matcher import PostingsMatcher, TermPostings
from .schema import INDEXED

Term = tuple[str, bytes]


class ColumnarTermsReader(base.TermsReader):
    """Reads the terms of a segment.

    Statistics count deleted articles until they are merged away, as those of Whoosh's own codec do;
    matchers leave them out.
    """

    def __init__(self, segment: Segment) -> None:
        self._alive = segment.alive
        self._fields: dict[str, TermField] = {
            "body": TextField(segment, "body"),
            "date": DateField(segment),
            "id": IdField(segment),
            "section": NameField(segment.section_names, segment.sections),
            "source": NameField(segment.source_names, segment.sources),
            "title": TextField(segment, "title"),
        }

    def _find(self, field: str, term: bytes) -> TermPostings | None:
        return self._fields[field].postings(term) if field in self._fields else None

    def _get(self, field: str, term: bytes, missing: type[Exception]) -> TermPostings:
        postings = self._find(field, term)
        if postings is None:
            raise missing(f"No term {field}:{term!r}")
        return postings

    def __contains__(self, term: Term) -> bool:
        return self._find(*term) is not None

    def indexed_field_names(self) -> tuple[str, ...]:
        """Return the fields that have terms."""
        return INDEXED

    def terms(self) -> Iterator[Term]:
        """Yield all terms, by field and then by their bytes."""
        return self.terms_from("", b"")

    def terms_from(self, field: str, prefix: bytes) -> Iterator[Term]:
        """Yield the terms of a field from `prefix` on, then those of the fields after it."""
        for name in INDEXED:
            if name >= field:
                start = prefix if name == field else b""
                yield from ((name, term) for term in self._fields[name].terms_from(start))

    def items(self) -> Iterator[tuple[Term, TermInfo]]:
        """Yield all terms with their statistics."""
        return self.items_from("", b"")

    def items_from(self, field: str, prefix: bytes) -> Iterator[tuple[Term, TermInfo]]:
        """Yield what `terms_from` does, with statistics."""
        return ((term, self.term_info(*term)) for term in self.terms_from(field, prefix))

    def term_info(self, field: str, term: bytes) -> TermInfo:
        """Return the statistics of a term; raise TermNotFound."""
        return self._get(field, term, TermNotFound).info()

    def frequency(self, field: str, term: bytes) -> float:
        """Return how often a term occurs; raise KeyError, the only error that Whoosh expects here."""
        return float(self._get(field, term, KeyError).tf.sum())

    def doc_frequency(self, field: str, term: bytes) -> int:
        """Return how many articles have a term; raise KeyError, the only error that Whoosh expects here."""
        return len(self._get(field, term, KeyError).docs)

    def matcher(self, field: str, term: bytes, format_: Any, scorer: Any = None) -> PostingsMatcher:
        """Return a matcher of a term's articles that are not deleted; raise TermNotFound.

        Whoosh would filter the deleted ones out itself, but its filter forgets them when a top-k
        search skips blocks.
        """
        postings = self._get(field, term, TermNotFound)
        if self._alive is not None:
            postings = postings.only(self._alive)
        return PostingsMatcher((field, term), postings, format_, scorer)

    def cursor(self, field: str, field_object: Any) -> ColumnarCursor:
        """Return a cursor at the first term of a field."""
        reader = self._fields.get(field)
        return ColumnarCursor(self, field, reader.terms if reader else [], field_object)


class ColumnarCursor(base.FieldCursor):
    """Moves over the sorted terms of a field; fuzzy queries leap with it."""

    def __init__(
        self, reader: ColumnarTermsReader, field: str, terms: list[bytes], field_object: Any
    ) -> None:
        self._reader, self._field = reader, field
        self._terms, self._field_object = terms, field_object
        self._at = 0

    def is_valid(self) -> bool:
        """Tell whether there is a term here."""
        return self._at < len(self._terms)

    def text(self) -> Any:
        """Return the term here as the field decodes it, or None after the last."""
        return self._field_object.from_bytes(self._terms[self._at]) if self.is_valid() else None

    def first(self) -> Any:
        """Go to the first term; return its text."""
        self._at = 0
        return self.text()

    def next(self) -> Any:
        """Go to the next term; return its text."""
        self._at += 1
        return self.text()

    def find(self, term: Any) -> Any:
        """Go to the first term from `term`, text or bytes, on; return its text."""
        wanted = term if isinstance(term, bytes) else self._field_object.to_bytes(term)
        self._at = bisect_left(self._terms, wanted)
        return self.text()

    def term_info(self) -> TermInfo | None:
        """Return the statistics of the term here, or None after the last."""
        return self._reader.term_info(self._field, self._terms[self._at]) if self.is_valid() else None
