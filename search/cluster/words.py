"""The words of a segment on a cluster: its vocabulary, and how many articles have which forms of a lemma.

They are files there, which this machine keeps by what is in them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...index.cluster.articles import mapping as fields
from ...index.cluster.connection.client import Client
from ...index.cluster.files import StoredFile, download
from ...index.cluster.names import files_index
from ...index.cluster.state import State
from ...index.directory import user_cache
from ...index.directory.array_file import Container
from ...index.errors import IndexCorrupt
from ...index.segment.format import VARIANT_BITS, ragged
from ...index.segment.postings.positions import Numbers, Occurrences
from ...index.segment.term_dictionary import csr
from ...index.segment.words import Postings, SegmentWords

_NONE = np.empty(0, np.int64)
_NOBODY = Postings(np.empty(0, np.uint32), np.empty(0, np.uint8), np.empty(0, np.uint8))


# Lemmas of which the names of their forms are kept: words come again in other queries.
_MOST_NAMED = 4096


class NamedForm(NamedTuple):
    """A form of a lemma, or all from the eighth on: its bit in masks, its feature, what stands for it."""

    bit: int
    feature: str
    folding: str


class WordsSegment(SegmentWords):
    """A segment whose articles are elsewhere: counts come from its files, lists of articles are empty.

    `number` is the one that its articles have on the cluster.
    """

    def __init__(self, number: int, words: Container, counts: Container) -> None:
        """Read `files.WORDS` and `files.COUNTS`; raise IndexCorrupt where they are not of one segment."""
        super().__init__(words)
        self.number, self.counts = number, counts
        self.occurrences = _NoPlaces()
        self._named: dict[int, tuple[NamedForm, ...]] = {}
        self._live: int = counts.meta["articles"]
        self._starts = counts["mask_starts"]
        self._bounds = self._starts.data
        self._masks, self._articles = counts["masks"], counts["mask_counts"]
        if len(self._starts) != len(self.concepts) + 1 or self._starts[-1] != len(self._articles):
            raise IndexCorrupt(f"{counts.path} belongs to another segment. Run `rasfoi rebuild`.")

    def named_forms(self, concept: int) -> tuple[NamedForm, ...]:
        """Return the forms of a concept as articles on the cluster have them, in the order of their bits."""
        found = self._named.get(concept)
        if found is None:
            if len(self._named) >= _MOST_NAMED:
                self._named = {}
            found = self._named[concept] = tuple(self._name_forms(concept))
        return found

    def _name_forms(self, concept: int) -> Iterator[NamedForm]:
        key, variants = self.concepts.word(concept), self.variants(concept)
        for rank, form in enumerate(variants[: VARIANT_BITS - 1]):
            name = fields.feature(key, self.forms.word(form))
            yield NamedForm(1 << rank, name, self.forms.folded(form))
        if len(variants) >= VARIANT_BITS:
            beyond = fields.beyond(self.number)
            yield NamedForm(1 << VARIANT_BITS - 1, fields.feature(key, beyond), f"{beyond} {key}")

    @property
    def live_articles(self) -> int:
        """Articles that are not deleted."""
        return self._live

    def frequency(self, concept: int) -> int:
        """Return how many articles have a concept."""
        return int(self._articles[self._bounds[concept] : self._bounds[concept + 1]].sum())

    def articles_with(self, concept: int, bits: int) -> int:
        """Return how many articles have a concept in any form of these bits."""
        span = slice(self._bounds[concept], self._bounds[concept + 1])
        return int(self._articles[span][(self._masks[span] & bits) != 0].sum())

    def count_among(
        self, concepts: NDArray[np.int64], bits: NDArray[np.uint8], among: NDArray[np.bool_] | None, most: int
    ) -> NDArray[np.int64]:
        """Return how many articles have each concept in any of some forms; `among` tells none apart."""
        starts = self._starts[concepts].astype(np.int64)
        sizes = self._starts[concepts + 1] - starts
        at = ragged(starts, sizes)
        having = np.where(self._masks[at] & np.repeat(bits, sizes), self._articles[at], 0)
        totals: NDArray[np.int64] = np.diff(csr(having)[np.append(0, np.cumsum(sizes))])
        return totals

    def postings(self, concept: int) -> Postings:
        """Return no articles: the cluster has them."""
        return _NOBODY

    def title_postings(self, concept: int) -> Postings:
        """Return no articles: the cluster has them."""
        return _NOBODY


class _NoPlaces:
    """The places of concepts in no articles; see `segment.words.Places`."""

    def find(self, concepts: object, docs: Numbers) -> Occurrences:
        return Occurrences(_NONE, _NONE, _NONE)

    def phrase(
        self, words: object, *, within: Numbers | None = None, in_title: bool = False
    ) -> tuple[Numbers, Numbers]:
        return _NONE, _NONE

    def articles_with_phrase(self, words: object, *, in_title: bool = False) -> Numbers:
        return _NONE

    def count_pairs(self, words: object, apart: object, within: Numbers) -> NDArray[np.uint8]:
        return np.zeros(len(within), np.uint8)


def open_words(client: Client, state: State) -> list[WordsSegment]:
    """Return the words of all segments of a generation; what this machine does not have yet is asked for."""
    index = files_index(client.address.name, state.generation)

    def opened(name: str) -> Container:
        stored = state.files[name]
        return _opened(stored, lambda path: download(client, index, name, stored, path))

    return [WordsSegment(each.number, opened(each.words), opened(each.counts)) for each in state.segments]


def _opened(stored: StoredFile, fetch: Callable[[Path], None]) -> Container:
    """Return a file from the cache; one that was altered there is asked for again."""
    name = f"cluster-{stored.sha256}.ras"
    path = user_cache.file(name, fetch)
    try:
        return Container(path)
    except IndexCorrupt:
        path.unlink(missing_ok=True)
        return Container(user_cache.file(name, fetch))
