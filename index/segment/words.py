"""The words of some articles: the half of a segment that queries are read with, wherever its postings are."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from ..directory.array_file import Container
from .format import CAPITALS, ragged
from .postings.impacts import Pivots
from .postings.positions import Numbers, Occurrences, PhraseWord
from .postings.top_impacts import Head
from .term_dictionary import Looks, Vocabulary

# Forms in fewer articles are only taken for a misspelt one where no commoner one is near.
COMMON = 3
# The numbers of forms: neighbours, or int64 ascending.
Forms = range | NDArray[np.int64]


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


class Places(Protocol):
    """Tells where concepts stand in articles; as `positions.OccurrenceReader`, where it is documented."""

    def find(self, concepts: Sequence[int], docs: NDArray[np.int64]) -> Occurrences:
        """Return where any of some concepts stands in a few articles, ascending."""

    def phrase(
        self, words: Sequence[PhraseWord], *, within: Numbers | None = None, in_title: bool = False
    ) -> tuple[Numbers, Numbers]:
        """Return where a phrase begins: articles and positions in them, ordered by both."""

    def articles_with_phrase(self, words: Sequence[PhraseWord], *, in_title: bool = False) -> Numbers:
        """Return the articles, ascending, that have a phrase."""

    def count_pairs(
        self, words: Sequence[Sequence[int]], apart: Sequence[int], within: Numbers
    ) -> NDArray[np.uint8]:
        """Return how many pairs of neighbours in a row of words stand together in articles, ascending."""


class SegmentWords(ABC):
    """Forms and concepts of `articles`, numbered in their orders, and how many articles have them."""

    occurrences: Places

    def __init__(self, box: Container) -> None:
        """Read the arrays of the vocabulary from the file of a segment, or of its words alone."""
        self.box, meta = box, box.meta
        self.articles: int = meta["articles"]
        self.positions: int = meta["positions"]
        self.pivots = Pivots(*meta["pivots"])
        self.source_names: list[str] = meta["sources"]
        self.section_names: list[str] = meta["sections"]
        self._variant_starts, self._variant_forms = box["variant_starts"], box["variant_forms"]
        self._form_starts, self._form_concepts = box["form_starts"], box["form_concepts"]
        self._form_bits = box.part("form_bits")
        self.form_counts = box.part("form_counts")
        self._form_capitals = box.part("form_capitals")
        self.forms = Vocabulary(box, "form", len(self.form_counts))
        self.concepts = Vocabulary(box, "concept", len(self._variant_starts) - 1)
        self._live_counts: dict[int, int] = {}

    @property
    def form_looks(self) -> Looks:
        """What a spelling check looks at of all forms."""
        return Looks(self.box["form_letters"], self.form_counts.whole, np.empty(0, np.uint32))

    @cached_property
    def common_looks(self) -> Looks:
        """The same of the forms in COMMON articles or more: a third of all, which are looked at first."""
        letters, counts, _ = self.form_looks
        numbers = np.flatnonzero(counts >= COMMON)
        return Looks(letters[numbers], counts[numbers], numbers.astype(np.uint32))

    @cached_property
    def has_deletions(self) -> bool:
        """Whether any article is deleted."""
        return self.live_articles < self.articles

    def articles_with_form(self, form: int) -> int:
        """Return how often a form occurs in articles that are not deleted, as `form_counts` tell of all.

        Of forms that share the last bit of masks, it may count articles with another one.
        """
        counted = int(self.form_counts[form])
        if not self.has_deletions:
            return counted
        if form not in self._live_counts:
            found = sum(self.articles_with(concept, bit) for concept, bit in self.concepts_of(form))
            self._live_counts[form] = min(found, counted)
        return self._live_counts[form]

    def capitals(self, form: int) -> float:
        """Return at what share of its places a form begins with a capital, in deleted articles too."""
        return int(self._form_capitals[form]) / CAPITALS

    @property
    def alive(self) -> NDArray[np.bool_] | None:
        """Which articles of its lists are not deleted, or None where all are alive."""
        return None

    def living(self, among: NDArray[np.bool_] | None) -> NDArray[np.bool_] | None:
        """Return which of some articles, bool[N], or of all, are not deleted; None for all."""
        if self.alive is None or among is None:
            return self.alive if among is None else among
        return among & self.alive

    @property
    @abstractmethod
    def live_articles(self) -> int:
        """Articles that are not deleted."""

    @abstractmethod
    def frequency(self, concept: int) -> int:
        """Return how many articles, not counting deleted ones, have a concept."""

    @abstractmethod
    def articles_with(self, concept: int, bits: int) -> int:
        """Return how many articles, not counting deleted ones, have a concept in any form of these bits."""

    @abstractmethod
    def count_among(
        self, concepts: NDArray[np.int64], bits: NDArray[np.uint8], among: NDArray[np.bool_] | None, most: int
    ) -> NDArray[np.int64]:
        """Return how many articles, not counting deleted ones, have each concept in any of some forms.

        The forms are given by `bits`. Only those `among` count, bool[N]. An estimate where the concepts
        have more than `most` postings.
        """

    @abstractmethod
    def postings(self, concept: int) -> Postings:
        """Return the postings of a concept anywhere in an article."""

    @abstractmethod
    def title_postings(self, concept: int) -> Postings:
        """Return the postings of a concept in titles."""

    def variants(self, concept: int) -> list[int]:
        """Return the forms of a concept, the commonest first; their order is that of the mask bits."""
        forms: list[int] = self._variant_forms[
            self._variant_starts[concept] : self._variant_starts[concept + 1]
        ].tolist()
        return forms

    def concepts_of(self, form: int) -> list[tuple[int, int]]:
        """Return the concepts that a form stands for, and its bit in the masks of each."""
        first, last = self._form_starts[form : form + 2].tolist()
        bits = self._form_bits.span(first, last)
        return list(zip(self._form_concepts[first:last].tolist(), bits.tolist(), strict=True))

    def concepts_with_forms(self, forms: Forms) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        """Return the concepts, ascending, with any of some forms, and these forms' bits."""
        span: Any
        if isinstance(forms, range):
            span = slice(self._form_starts[forms.start], self._form_starts[forms.stop])
        else:
            starts = self._form_starts[forms]
            span = ragged(starts, self._form_starts[forms + 1] - starts)
        order = np.argsort(self._form_concepts[span], kind="stable")
        concepts = self._form_concepts[span][order].astype(np.int64)
        firsts = np.flatnonzero(np.diff(concepts, prepend=-1))
        if not len(firsts):
            return np.empty(0, np.int64), np.empty(0, np.uint8)
        return concepts[firsts], np.bitwise_or.reduceat(self._form_bits[span][order], firsts)
