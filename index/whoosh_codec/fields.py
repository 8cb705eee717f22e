"""The fields of a segment as Whoosh sees them: sorted terms, and the postings of each."""

# Whoosh is typed in part only.
# mypy: allow-untyped-calls

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.fields import DATETIME

from ..local_time import NO_DATE
from ..native.sorted_sets import distinct
from ..segment.documents import id_hash
from ..segment.format import ragged
from ..segment.reader import Segment
from ..segment.stored_fields import SECTIONS
from .byte_order import ByteOrder
from .postings_matcher import Ints, TermPostings, lossy

# Postings of terms in use: a query asks for each of its terms several times.
_KEPT_TERMS = 64
# Whoosh counts a date's microseconds from the year 1, and maps signed numbers to unsigned ones.
_YEAR_1_TO_1970 = 62_135_596_800
_MICROSECONDS = 1_000_000
_SIGN = np.uint64(1 << 63)
_SHIFTS = range(0, 64, 8)


class TermField(ABC):
    """A field of a segment, its terms as the bytes that Whoosh sorts by."""

    def __init__(self) -> None:
        self.postings = lru_cache(maxsize=_KEPT_TERMS)(self._postings)

    @cached_property
    def terms(self) -> list[bytes]:
        """All terms in order, gathered at first use: queries for single terms do without."""
        return self._terms()

    def terms_from(self, prefix: bytes) -> Iterator[bytes]:
        """Yield the terms from a prefix on, in order."""
        return islice(self.terms, bisect_left(self.terms, prefix), None)

    @abstractmethod
    def _terms(self) -> list[bytes]: ...

    @abstractmethod
    def _postings(self, term: bytes) -> TermPostings | None:
        """Return the postings of a term, deleted articles included, or None if there are none."""


def text_lengths(segment: Segment, field: str) -> Ints:
    """Return how many terms each article has in `title` or `body`."""
    lengths: Ints = segment.box["terms"].reshape(2, -1)[0 if field == "title" else 1]
    return lengths


class TextField(TermField):
    """The concepts in titles or in bodies."""

    def __init__(self, segment: Segment, field: str) -> None:
        super().__init__()
        self._segment, self._in_title = segment, field == "title"
        self._lengths = lossy(text_lengths(segment, field))
        self._order = ByteOrder(segment.concepts, self._present)

    def _postings(self, term: bytes) -> TermPostings | None:
        concept = self._segment.concepts.find(term.decode("utf-8", "replace"))
        return self._of_concept(concept) if concept >= 0 else None

    def _of_concept(self, concept: int) -> TermPostings | None:
        docs = self._segment.postings(concept).docs.astype(np.int64)
        counts, positions = self._segment.occurrences.positions_of(concept)
        index, positions = np.repeat(np.arange(len(docs)), counts), positions.astype(np.int64)
        title_lengths = self._segment.title_lengths[docs[index]].astype(np.int64)
        here = (positions < title_lengths) == self._in_title
        if not self._in_title:
            # A position stays free between title and body.
            positions = positions - title_lengths - 1
        tf = np.bincount(index[here], minlength=len(docs))
        kept = np.flatnonzero(tf)
        if not len(kept):
            return None
        return TermPostings(docs[kept], tf[kept], self._lengths[docs[kept]], positions[here])

    def _terms(self) -> list[bytes]:
        return list(self._order.starting_from(b""))

    def terms_from(self, prefix: bytes) -> Iterator[bytes]:
        """Yield the terms from a prefix on, in order, without waiting for all of them."""
        return self._order.starting_from(prefix)

    @cached_property
    def _articles(self) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """How many articles have each concept, and how many have it in their titles."""
        box = self._segment.box
        return np.diff(box["starts"]), np.diff(box["title_starts"])

    def _present(self, concepts: Ints) -> NDArray[np.bool_]:
        """Return which concepts have postings in this field."""
        everywhere, titled = (counts[concepts] for counts in self._articles)
        if self._in_title:
            return np.greater(titled, 0)
        # Most are in articles whose title has not got them; of the others it is looked at.
        present = np.greater(everywhere, titled)
        at = np.flatnonzero(~present)
        present[at] = self._in_a_body(concepts[at], everywhere[at].astype(np.int64))
        return present

    def _in_a_body(self, concepts: Ints, articles: Ints) -> NDArray[np.bool_]:
        """Return which concepts are in the body of any of their `articles`, which counts them."""
        box, found = self._segment.box, np.zeros(len(concepts), np.bool_)
        listed = ragged(box["starts"][concepts].astype(np.int64), articles)
        docs = distinct(box.part("docs")[listed].astype(np.int64))
        places = self._segment.occurrences.find(concepts.tolist(), docs)
        found[places.concepts[places.positions > self._segment.title_lengths[docs[places.articles]]]] = True
        return found


class NameField(TermField):
    """Sources or sections: one name an article, several joined by SECTIONS, or none."""

    def __init__(self, names: list[str], codes: Any) -> None:
        super().__init__()
        self._codes = codes
        self._codes_of: dict[bytes, list[int]] = {}
        for code, name in enumerate(names):
            for part in filter(None, name.split(SECTIONS)):
                self._codes_of.setdefault(part.encode(), []).append(code)

    def _terms(self) -> list[bytes]:
        return sorted(self._codes_of)

    def _postings(self, term: bytes) -> TermPostings | None:
        codes = self._codes_of.get(term)
        return TermPostings.unscored(np.flatnonzero(np.isin(self._codes, codes))) if codes else None


class IdField(TermField):
    """The articles' ids; the segment keeps hashes, the ids themselves are in the stored articles."""

    def __init__(self, segment: Segment) -> None:
        super().__init__()
        self._segment = segment

    def _terms(self) -> list[bytes]:
        return sorted(self._segment.article(doc).id.encode() for doc in range(self._segment.articles))

    def _postings(self, term: bytes) -> TermPostings | None:
        wanted = term.decode("utf-8", "replace")
        docs = np.flatnonzero(self._segment.ids == np.uint64(id_hash(wanted)))
        docs = docs[[self._segment.article(doc).id == wanted for doc in docs.tolist()]] if len(docs) else docs
        return TermPostings.unscored(docs) if len(docs) else None


def whoosh_dates(segment: Segment) -> tuple[Ints, Ints]:
    """Return the articles that have a date, and the dates in Whoosh's microseconds."""
    docs = np.flatnonzero(segment.dates != NO_DATE)
    return docs, (segment.dates[docs] + _YEAR_1_TO_1970) * _MICROSECONDS


class DateField(TermField):
    """Dates as numbers, each also without its lowest 8, 16, … bits: ranges are unions of such terms.

    In the order of the dates the articles of every term are neighbours.
    """

    def __init__(self, segment: Segment) -> None:
        super().__init__()
        docs, dates = whoosh_dates(segment)
        numbers = dates.astype(np.uint64) + _SIGN
        order = np.argsort(numbers, kind="stable")
        self._docs, self._numbers = docs[order], numbers[order]

    def _terms(self) -> list[bytes]:
        pack = DATETIME().sortable_to_bytes
        return [
            pack(number << shift, shift)
            for shift in _SHIFTS
            for number in np.unique(self._numbers >> np.uint64(shift)).tolist()
        ]

    def _postings(self, term: bytes) -> TermPostings | None:
        shift, number = (term[0], int.from_bytes(term[1:])) if len(term) == 9 else (64, 0)
        if shift not in _SHIFTS or number >> (64 - shift):
            return None
        least, most = number << shift, ((number + 1) << shift) - 1
        first = np.searchsorted(self._numbers, np.uint64(least))
        last = np.searchsorted(self._numbers, np.uint64(most), "right")
        return TermPostings.unscored(np.sort(self._docs[first:last])) if first < last else None
