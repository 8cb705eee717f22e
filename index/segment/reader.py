"""A segment: the immutable, memory-mapped index of some articles."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..article import Article, StoredArticle
from ..directory.array_file import Array, Container
from ..directory.block_sums import CheckedArray
from ..directory.generation import Generation, SegmentFiles
from ..errors import IndexCorrupt
from ..local_time import NO_DATE
from .articles import SegmentArticles
from .format import ragged
from .live_docs import Deletions
from .postings.positions import OccurrenceReader
from .postings.top_impacts import Frequent
from .signatures import BINS, Signatures
from .stored_fields import Decompressor, read_stored
from .structure import check_structure
from .term_dictionary import csr
from .words import Forms, Postings


def open_segment(generation: Generation, files: SegmentFiles) -> Segment:
    """Open a segment of a generation with its deletions; raises what `Segment` does, and OSError."""
    deletions = Deletions.read(generation.open(files.deletions)) if files.deletions else None
    return Segment(generation.open(files.segment), deletions)


class Segment(SegmentArticles):
    """Reads a segment file. Article numbers count from 0; all arrays are read-only views.

    What is read is compared with its checksums first: every method raises IndexCorrupt where it differs.
    """

    def __init__(self, box: Container, deletions: Deletions | None = None) -> None:
        """Read the file; raise IndexCorrupt for one that is not as it was written."""
        check_structure(box)
        super().__init__(box)
        self.deletions = deletions
        if deletions and len(deletions.alive) != box.meta["articles"]:
            raise IndexCorrupt(f"{deletions.path} belongs to another segment. Run `rasfoi rebuild`.")
        self._starts, self._title_starts = self.box["starts"], self.box["title_starts"]
        # These give Python numbers, several times faster than arrays give their own.
        self._bounds, self._title_bounds = self._starts.data, self._title_starts.data
        self._docs, self._impact, self._mask = map(self.box.part, ("docs", "impact", "mask"))
        self.occurrences: OccurrenceReader = OccurrenceReader(self.box)
        self._frequent = Frequent(self.box, self.articles)
        self._title = tuple(self.box.part(f"title_{name}") for name in ("docs", "impact", "mask"))
        self.title_lengths, self.body_lengths = self.box["title_lengths"], self.box["body_lengths"]
        self.ids, self.dates = self.box["ids"], self.box["dates"]
        self.sources, self.sections = self.box["sources"], self.box["sections"]
        self._record_bounds, self._records = self.box["record_starts"].data, self.box.part("records")
        self._decompressor = Decompressor(self.box["dictionary"].tobytes())
        self._id_order: NDArray[np.intp] | None = None
        self._frequencies: dict[int, int] = {}

    @property
    def keys(self) -> NDArray[np.uint64]:
        """Checksums of the records that the articles came from, 0 for none."""
        keys: NDArray[np.uint64] = self.box["keys"]
        return keys

    @property
    def files(self) -> NDArray[np.uint64]:
        """Hashes of the files that the articles stood in."""
        files: NDArray[np.uint64] = self.box["files"]
        return files

    @property
    def signatures(self) -> Signatures:
        """The signatures of the articles: uint8[N, BINS]."""
        signatures: Signatures = self.box["signatures"].reshape(self.articles, BINS)
        return signatures

    @cached_property
    def months(self) -> tuple[list[str], NDArray[np.uint32]]:
        """The names of the articles' months, ascending, empty for no date, and each article's among them."""
        dates = np.where(self.dates == NO_DATE, np.datetime64("NaT"), self.dates.astype("datetime64[s]"))
        months, numbers = np.unique(dates.astype("datetime64[M]"), return_inverse=True)
        return ["" if name == "NaT" else name for name in months.astype(str).tolist()], numbers.astype(
            np.uint32
        )

    def frequency(self, concept: int) -> int:
        """Return how many articles, not counting deleted ones, have a concept."""
        first, last = int(self._bounds[concept]), int(self._bounds[concept + 1])
        if self.alive is None:
            return last - first
        if concept not in self._frequencies:
            self._frequencies[concept] = int(np.count_nonzero(self.alive[self._docs[first:last]]))
        return self._frequencies[concept]

    def articles_with(self, concept: int, bits: int) -> int:
        """Return how many articles, not counting deleted ones, have a concept in any form of these bits."""
        first, last = self._bounds[concept], self._bounds[concept + 1]
        found = self._mask.span(first, last) & np.uint8(bits)
        if self.alive is not None:
            found *= self.alive[self._docs.span(first, last)]
        return int(np.count_nonzero(found))

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
        first, last = self._bounds[concept], self._bounds[concept + 1]
        return Postings(
            self._docs.span(first, last), self._impact.span(first, last), self._mask.span(first, last),
            self._frequent.head(concept), self._frequent.bitmap(concept),
        )  # fmt: skip

    def title_postings(self, concept: int) -> Postings:
        """Return the postings of a concept in titles."""
        span = self._title_bounds[concept], self._title_bounds[concept + 1]
        docs, impact, mask = self._title
        return Postings(docs.span(*span), impact.span(*span), mask.span(*span))

    def docs_with_forms(self, forms: Forms) -> NDArray[np.uint32]:
        """Return the articles, with repetitions and without deleted ones, that have any of some forms."""
        found: NDArray[np.uint32] = self._with_forms(forms, self._starts, self._docs, self._mask)
        return found

    def title_docs_with_forms(self, forms: Forms) -> NDArray[np.uint32]:
        """Return the articles, with repetitions and without deleted ones, whose title has any of some forms.

        A title counts as having a form where it has the concept and the article has the form.
        """
        docs, _, mask = self._title
        found: NDArray[np.uint32] = self._with_forms(forms, self._title_starts, docs, mask)
        return found

    def count_among(
        self, concepts: NDArray[np.int64], bits: NDArray[np.uint8], among: NDArray[np.bool_] | None, most: int
    ) -> NDArray[np.int64]:
        """Return how many articles, not counting deleted ones, have each concept in any of some forms."""
        starts = self._starts[concepts].astype(np.int64)
        counts = self._starts[concepts + 1] - starts
        step = int(counts.sum()) // most + 1
        sampled = -(-counts // step)
        postings = ragged(np.zeros(len(starts), np.int64), sampled) * step + np.repeat(starts, sampled)
        found = (self._mask[postings] & np.repeat(bits, sampled)) != 0
        if (living := self.living(among)) is not None:
            found &= living[self._docs[postings]]
        totals = csr(found)[np.append(0, np.cumsum(sampled))]
        estimate: NDArray[np.int64] = np.diff(totals) * step
        return estimate

    def _with_forms(self, forms: Forms, starts: Array, docs: CheckedArray, mask: CheckedArray) -> Array:
        concepts, bits = self.concepts_with_forms(forms)
        counts = starts[concepts + 1] - starts[concepts]
        postings = ragged(starts[concepts], counts)
        found = docs[postings[(mask[postings] & np.repeat(bits, counts)) != 0]]
        return found if self.alive is None else found[self.alive[found]]

    def article(self, doc: int) -> Article:
        """Return the stored article; raises IndexCorrupt if its record is not as it was written."""
        return self.stored(doc).article()

    def stored(self, doc: int) -> StoredArticle:
        """Return the stored article, its texts in UTF-8; raises what `article` does."""
        return read_stored(self.record(doc))

    def record(self, doc: int) -> bytes:
        """Return what `stored_fields.encode` made of an article; raises what `article` does."""
        # Each has a checksum of its own, which takes less than that of the block around it.
        record = self._records.fetched(self._record_bounds[doc], self._record_bounds[doc + 1])
        try:
            return self._decompressor.decompress(record)
        except ValueError as error:
            place = f"{self.box.path} is altered in the record of article {doc}"
            raise IndexCorrupt(f"{place}. Run `rasfoi rebuild`.") from error

    def find(self, hashed_id: int) -> int:
        """Return the number of the article with this `id_hash`, or -1 if it is not there or deleted."""
        if self._id_order is None:
            self._id_order = np.argsort(self.ids, kind="stable")
        at = int(np.searchsorted(self.ids, np.uint64(hashed_id), sorter=self._id_order))
        if at < self.articles and self.ids[self._id_order[at]] == hashed_id:
            doc = int(self._id_order[at])
            return doc if self.alive is None or self.alive[doc] else -1
        return -1
