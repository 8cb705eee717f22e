"""Articles that a cluster sent, as small segments: what looks at positions runs on them as on files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...index.article import Article
from ...index.cluster.articles.mapping import BETWEEN_LEMMAS, BETWEEN_POSITIONS, NO_LEMMA
from ...index.segment.articles import SegmentArticles
from ...index.segment.format import MAX_TF
from ...index.segment.postings.impacts import K1, TITLE_B, TITLE_K1, B, impacts
from ...index.segment.stored_fields import decode
from ...index.segment.words import Postings, SegmentWords
from ..store import Found
from .streams import Streams


class Document(NamedTuple):
    """An article that a cluster sent, and the place it has there.

    `hash` is that of its id, `date` seconds as those of segments; `concepts` is the stream of its lemmas,
    of which the first `title_length` positions are the title's. `record` is what `stored_fields.encode` made
    of it, `masks` tell of each lemma, in the order of their first places, which of its forms it has.
    """

    segment: int
    doc: int
    hash: int
    date: int
    title_length: int
    concepts: str
    record: bytes
    masks: bytes

    @property
    def article(self) -> Article:
        """Its texts and fields."""
        return decode(self.record)


class FetchedSegment(SegmentArticles):
    """Some articles of one segment of a cluster, numbered from 0, and the words of all of it.

    `docs` int64 are the numbers of its articles in the cluster, ascending. What counts articles counts those
    of the whole segment.
    """

    # What a cluster sends is not deleted.
    alive = None

    def __init__(
        self, words: SegmentWords, documents: Iterable[Document], *, with_forms: bool = False
    ) -> None:
        """`with_forms` makes postings tell the forms of articles, which few ask for."""
        super().__init__(words.box)
        found = sorted(documents, key=lambda each: each.doc)
        self._words, self._documents, self._with_forms = words, found, with_forms
        self.articles = len(found)
        self.docs = np.array([each.doc for each in found], np.int64)
        self.ids = np.array([each.hash for each in found], np.uint64)
        self.dates = np.array([each.date for each in found], np.int64)
        self.title_lengths = np.array([each.title_length for each in found], np.uint32)
        self.occurrences: Streams = Streams(
            [each.concepts for each in found], self.title_lengths, self.concepts.word
        )
        # One position between title and body is free.
        rest = self.occurrences.lengths - self.title_lengths - 1
        self.body_lengths = np.maximum(rest, 0).astype(np.uint32)
        self._masks: dict[int, dict[str, int]] = {}

    @property
    def live_articles(self) -> int:
        """Articles of the whole segment that are not deleted."""
        return self._words.live_articles

    def frequency(self, concept: int) -> int:
        """Return how many articles of the whole segment have a concept."""
        return self._words.frequency(concept)

    def articles_with(self, concept: int, bits: int) -> int:
        """Return how many articles of the whole segment have a concept in any form of these bits."""
        return self._words.articles_with(concept, bits)

    def count_among(
        self, concepts: NDArray[np.int64], bits: NDArray[np.uint8], among: NDArray[np.bool_] | None, most: int
    ) -> NDArray[np.int64]:
        """Return how many articles of the whole segment have each concept in any of some forms."""
        return self._words.count_among(concepts, bits, among, most)

    def postings(self, concept: int) -> Postings:
        """Return the postings of a concept anywhere in these articles."""
        docs, frequencies = self._counted(concept, in_titles=False)
        lengths = self.title_lengths[docs] + self.body_lengths[docs]
        return self._postings(concept, docs, impacts(frequencies, lengths, self.pivots.article, K1, B))

    def title_postings(self, concept: int) -> Postings:
        """Return the postings of a concept in their titles."""
        docs, frequencies = self._counted(concept, in_titles=True)
        frequencies, lengths = np.minimum(frequencies, MAX_TF), self.title_lengths[docs]
        found = impacts(frequencies, lengths, self.pivots.title, TITLE_K1, TITLE_B)
        return self._postings(concept, docs, found)

    def _counted(self, concept: int, *, in_titles: bool) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the articles that have a concept, ascending, and how often each has it."""
        found = self.occurrences.find([concept], np.arange(self.articles))
        articles = found.articles
        if in_titles:
            articles = articles[found.positions < self.title_lengths[articles]]
        counts = np.bincount(articles, minlength=self.articles)
        docs = np.flatnonzero(counts)
        return docs, counts[docs]

    def _postings(self, concept: int, docs: NDArray[np.int64], levels: NDArray[np.uint8]) -> Postings:
        masks = np.zeros(len(docs), np.uint8)
        if self._with_forms:
            word = self.concepts.word(concept)
            masks[:] = [self._masks_of(doc)[word] for doc in docs.tolist()]
        return Postings(docs.astype(np.uint32), levels, masks)

    def _masks_of(self, doc: int) -> dict[str, int]:
        """Return the masks of an article's lemmas."""
        if doc not in self._masks:
            document = self._documents[doc]
            places = document.concepts.split(BETWEEN_POSITIONS)
            lemmas = dict.fromkeys(lemma for place in places for lemma in place.split(BETWEEN_LEMMAS))
            lemmas.pop(NO_LEMMA, None)
            self._masks[doc] = dict(zip(lemmas, document.masks, strict=True))
        return self._masks[doc]

    def article(self, doc: int) -> Article:
        """Return an article."""
        return self._documents[doc].article


class Fetched:
    """Articles that a cluster sent, a segment of them for each that it has."""

    def __init__(
        self, words: Sequence[SegmentWords], documents: Iterable[Document], *, with_forms: bool = False
    ) -> None:
        """Take the words of all segments in their order; `with_forms` is as for `FetchedSegment`."""
        here: list[list[Document]] = [[] for _ in words]
        for each in documents:
            here[each.segment].append(each)
        self.segments = [
            FetchedSegment(own, found, with_forms=with_forms) for own, found in zip(words, here, strict=True)
        ]

    def has(self, found: Iterable[Found]) -> bool:
        """Tell whether all of some articles were sent."""
        places = {(number, doc) for number, each in enumerate(self.segments) for doc in each.docs.tolist()}
        return places.issuperset((each.segment, each.doc) for each in found)

    def local(self, found: Found) -> Found:
        """Return an article with its number among those of its segment that were sent."""
        docs = self.segments[found.segment].docs
        return found._replace(doc=int(docs.searchsorted(found.doc)))

    def original(self, found: Found) -> Found:
        """Return such an article with its number in the cluster."""
        return found._replace(doc=int(self.segments[found.segment].docs[found.doc]))
