"""A segment: the immutable, memory-mapped index of some articles."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .article import Article
from .container import Array, Container
from .deletions import Deletions
from .documents import NO_DATE
from .frequent import Frequent, Head
from .generation import SegmentFiles
from .layout import POSITION_MARK, ragged
from .ranking import Pivots
from .store import Decompressor, decode
from .vocabulary import Vocabulary, csr

# Where more than one in so many of a list's articles are asked for, the list is gone through.
_MANY = 8
_UP_TO_MARK = np.arange(POSITION_MARK)


def open_segment(folder: Path, files: SegmentFiles) -> Segment:
    """Open a segment of a generation with its deletions; raises what `Segment` does, and OSError."""
    deletions = Deletions.read(folder / files.deletions) if files.deletions else None
    return Segment(folder / files.segment, deletions)


class Postings(NamedTuple):
    """The articles of a concept, ascending: uint32 numbers, uint8 impacts and variant masks.

    Bit v of a mask tells that the concept's v-th form is in the article; the last bit stands for
    all forms from there on. Frequent concepts have a head and a bitmap too, see `frequent`.
    """

    docs: NDArray[np.uint32]
    impact: NDArray[np.uint8]
    mask: NDArray[np.uint8]
    head: Head | None = None
    bitmap: NDArray[np.uint8] | None = None


class Occurrences(NamedTuple):
    """Where concepts stand: index of the concept, index of the article, position; all int64."""

    concepts: NDArray[np.int64]
    articles: NDArray[np.int64]
    positions: NDArray[np.int64]


class Segment:
    """Reads a segment file. Article numbers count from 0; all arrays are read-only views."""

    def __init__(self, path: Path, deletions: Deletions | None = None) -> None:
        """Open the file; raise IndexCorrupt or IndexOutdated for one that is not as it was written."""
        self.deletions = deletions
        self.box = Container(path)
        meta = self.box.meta
        self.articles: int = meta["articles"]
        self.positions: int = meta["positions"]
        self.pivots = Pivots(*meta["pivots"])
        self.source_names: list[str] = meta["sources"]
        self.section_names: list[str] = meta["sections"]
        self._starts, self._title_starts = self.box["starts"], self.box["title_starts"]
        self._docs, self._tf = self.box["docs"], self.box["tf"]
        self._impact, self._mask = self.box["impact"], self.box["mask"]
        self._positions, self._marks = self.box["positions"], self.box["position_marks"]
        self._tf_rows, self._last_tf_row = _rows(self._tf)
        self._frequent = Frequent(self.box, self.articles)
        self._large = self.box["large_tf"].reshape(2, -1)
        self._title = tuple(self.box[f"title_{name}"] for name in ("docs", "impact", "mask"))
        self._variant_starts, self._variant_forms = self.box["variant_starts"], self.box["variant_forms"]
        self._form_starts, self._form_concepts = self.box["form_starts"], self.box["form_concepts"]
        self._form_bits, self.form_letters = self.box["form_bits"], self.box["form_letters"]
        self.form_counts: NDArray[np.uint32] = self.box["form_counts"]
        self.forms = Vocabulary(self.box, "form", len(self.form_counts))
        self.concepts = Vocabulary(self.box, "concept", len(self._starts) - 1)
        self.title_lengths, self.body_lengths = self.box["title_lengths"], self.box["body_lengths"]
        self.ids, self.keys, self.files = self.box["ids"], self.box["keys"], self.box["files"]
        self.dates: NDArray[np.int64] = self.box["dates"]
        self.sources, self.sections = self.box["sources"], self.box["sections"]
        self._record_starts, self._records = self.box["record_starts"], self.box["records"]
        self._decompressor = Decompressor(self.box["dictionary"].tobytes())
        self._id_order: NDArray[np.intp] | None = None

    @cached_property
    def months(self) -> tuple[list[str], NDArray[np.intp]]:
        """The names of the articles' months, ascending, empty for no date, and each article's among them."""
        dates = np.where(self.dates == NO_DATE, np.datetime64("NaT"), self.dates.astype("datetime64[s]"))
        months, numbers = np.unique(dates.astype("datetime64[M]"), return_inverse=True)
        return ["" if name == "NaT" else name for name in months.astype(str).tolist()], numbers

    def frequency(self, concept: int) -> int:
        """Return how many articles, not counting deleted ones, have a concept."""
        gone = self.deletions.gone[concept] if self.deletions else 0
        return int(self._starts[concept + 1] - self._starts[concept] - gone)

    @property
    def live_articles(self) -> int:
        """Articles that are not deleted."""
        return self.articles - (self.deletions.count if self.deletions else 0)

    @property
    def alive(self) -> NDArray[np.bool_] | None:
        """Which articles are not deleted, or None where all are alive."""
        return self.deletions.alive if self.deletions else None

    def postings(self, concept: int) -> Postings:
        """Return the postings of a concept anywhere in an article."""
        span = slice(self._starts[concept], self._starts[concept + 1])
        return Postings(
            self._docs[span], self._impact[span], self._mask[span],
            self._frequent.head(concept), self._frequent.bitmap(concept),
        )  # fmt: skip

    def title_postings(self, concept: int) -> Postings:
        """Return the postings of a concept in titles."""
        span = slice(self._title_starts[concept], self._title_starts[concept + 1])
        docs, impact, mask = self._title
        return Postings(docs[span], impact[span], mask[span])

    def frequencies(self, first: int, last: int) -> NDArray[np.int64]:
        """Return the term frequencies of postings `first` to `last`, counted through all concepts."""
        tf: NDArray[np.int64] = self._tf[first:last].astype(np.int64)
        for at in np.flatnonzero(tf == 0):
            tf[at] = self._large_frequency(first + int(at))
        return tf

    def _large_frequency(self, posting: int) -> int:
        return int(self._large[1][np.searchsorted(self._large[0], posting)])

    def positions_in(self, concept: int, docs: Array) -> tuple[Array, Array, Array]:
        """Return where a concept stands in some articles, which may be many.

        `docs` are ascending. The first array gives the index into `docs` of each article that has the
        concept, the second how often, the third the positions in each, the title's first being 0.
        """
        first, last = int(self._starts[concept]), int(self._starts[concept + 1])
        found, postings = self._find_postings(concept, docs.astype(np.uint32))
        if len(found) * POSITION_MARK > last - first:
            starts, tf = self._all_position_starts(first, last)
            starts, tf = starts[postings - first], tf[postings - first]
        else:
            starts, tf = self._some_position_starts(postings)
        return found, tf, self._positions[ragged(starts, tf)]

    def occurrences(self, concepts: Sequence[int], docs: Array) -> Occurrences:
        """Return where any of some concepts stands in a few articles, ascending, in one go."""
        narrow = docs.astype(np.uint32)
        found = [self._find_postings(concept, narrow) for concept in concepts]
        if not found:
            return Occurrences(*[np.empty(0, np.int64)] * 3)
        starts, tf = self._some_position_starts(np.concatenate([postings for _, postings in found]))
        which = np.repeat(np.arange(len(found)), [len(at) for at, _ in found])
        articles = np.concatenate([at for at, _ in found])
        positions = self._positions[ragged(starts, tf)].astype(np.int64)
        return Occurrences(np.repeat(which, tf), np.repeat(articles, tf), positions)

    def _find_postings(self, concept: int, docs: Array) -> tuple[Array, Array]:
        """Return which of `docs`, uint32 and ascending, have a concept, and the numbers of those postings."""
        first = int(self._starts[concept])
        listed = self._docs[first : self._starts[concept + 1]]
        if len(docs) * _MANY > len(listed):
            marked = np.zeros(self.articles, np.bool_)
            marked[docs] = True
            found = np.flatnonzero(marked[listed])
            if len(found) == len(docs):
                return np.arange(len(docs)), found + first
        at: Array = np.searchsorted(listed, docs)
        if len(listed):
            at[at == len(listed)] = 0
            found = np.flatnonzero(listed[at] == docs)
        else:
            found = at[:0]
        return found, at[found] + first

    def _all_position_starts(self, first: int, last: int) -> tuple[Array, Array]:
        mark = first // POSITION_MARK
        tf = self.frequencies(mark * POSITION_MARK, last)
        starts = self._marks[mark] + csr(tf)[:-1]
        skip = first - mark * POSITION_MARK
        return starts[skip:], tf[skip:]

    def _some_position_starts(self, postings: Array) -> tuple[Array, Array]:
        """Return where the positions of some postings begin, and how many they are."""
        marks = postings // POSITION_MARK
        skips = (postings - marks * POSITION_MARK)[:, np.newaxis]
        rows: Array = self._tf_rows[np.minimum(marks, len(self._tf_rows) - 1)]
        rows[marks == len(self._tf_rows)] = self._last_tf_row
        before: Array = np.where(skips > _UP_TO_MARK, rows, 0).sum(axis=1, dtype=np.int64)
        counts = np.take_along_axis(rows, skips, 1)[:, 0].astype(np.int64)
        if not rows.all():
            for at in np.flatnonzero(((rows == 0) & (skips >= _UP_TO_MARK)).any(axis=1)):
                posting = int(postings[at])
                tf = self.frequencies(posting - int(skips[at, 0]), posting + 1)
                before[at], counts[at] = tf[:-1].sum(), tf[-1]
        return self._marks[marks] + before, counts

    def variants(self, concept: int) -> list[int]:
        """Return the forms of a concept, the commonest first; their order is that of the mask bits."""
        forms: list[int] = self._variant_forms[
            self._variant_starts[concept] : self._variant_starts[concept + 1]
        ].tolist()
        return forms

    def concepts_of(self, form: int) -> list[tuple[int, int]]:
        """Return the concepts that a form stands for, and its bit in the masks of each."""
        span = slice(self._form_starts[form], self._form_starts[form + 1])
        return list(zip(self._form_concepts[span].tolist(), self._form_bits[span].tolist(), strict=True))

    def docs_with_forms(self, first: int, last: int) -> NDArray[np.uint32]:
        """Return the articles, with repetitions, that have any of the forms `first` to `last`."""
        found: NDArray[np.uint32] = self._with_forms(first, last, self._starts, self._docs, self._mask)
        return found

    def title_docs_with_forms(self, first: int, last: int) -> NDArray[np.uint32]:
        """Return the articles, with repetitions, whose title has any of the forms `first` to `last`.

        A title counts as having a form where it has the concept and the article has the form.
        """
        docs, _, mask = self._title
        found: NDArray[np.uint32] = self._with_forms(first, last, self._title_starts, docs, mask)
        return found

    def _with_forms(self, first: int, last: int, starts: Array, docs: Array, mask: Array) -> Array:
        span = slice(self._form_starts[first], self._form_starts[last])
        order = np.argsort(self._form_concepts[span], kind="stable")
        concepts = self._form_concepts[span][order].astype(np.int64)
        firsts = np.flatnonzero(np.diff(concepts, prepend=-1))
        if not len(firsts):
            return docs[:0]
        bits = np.bitwise_or.reduceat(self._form_bits[span][order], firsts)
        concepts = concepts[firsts]
        counts = starts[concepts + 1] - starts[concepts]
        postings = ragged(starts[concepts], counts)
        return docs[postings[(mask[postings] & np.repeat(bits, counts)) != 0]]

    def article(self, doc: int) -> Article:
        """Return the stored article."""
        record = self._records[self._record_starts[doc] : self._record_starts[doc + 1]]
        return decode(self._decompressor.decompress(record.tobytes()))

    def find(self, hashed_id: int) -> int:
        """Return the number of the article with this `id_hash`, or -1 if it is not there or deleted."""
        if self._id_order is None:
            self._id_order = np.argsort(self.ids, kind="stable")
        at = int(np.searchsorted(self.ids, np.uint64(hashed_id), sorter=self._id_order))
        if at < self.articles and self.ids[self._id_order[at]] == hashed_id:
            doc = int(self._id_order[at])
            return doc if self.alive is None or self.alive[doc] else -1
        return -1


def _rows(tf: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return frequencies in rows from mark to mark, and the last row, which may not be full."""
    full = len(tf) // POSITION_MARK
    last = np.ones(POSITION_MARK, np.uint8)
    last[: len(tf) - full * POSITION_MARK] = tf[full * POSITION_MARK :]
    if not full:
        return last[np.newaxis], last
    return tf[: full * POSITION_MARK].reshape(full, POSITION_MARK), last
