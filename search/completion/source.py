"""What completions ask of the articles of a store, beside the words of its segments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from ...index.segment.articles import SegmentArticles
from ...index.segment.words import SegmentWords
from ..query.terms import Token

# Articles with a compound that are read to see how they write it.
READ_OF_A_FORM = 2
# Articles that are read to see what stands behind a hyphen.
READ_OF_A_COMPOUND = 48


class Before(NamedTuple):
    """Where the words before the one that is completed end, in some articles of a segment.

    `docs` are every `step`-th of the articles that have these words, `ends` places in them as of
    `words_before.places_of`, ascending; there is one at least.
    """

    segment: SegmentArticles
    docs: NDArray[np.int64]
    step: float
    ends: NDArray[np.int64]


class Company(NamedTuple):
    """What is known of the articles that have the words before, by segment.

    `shares` tells of some concepts which share of the articles with each are among them, 1 of every one
    where there are none; deleted articles are not.
    """

    shares: Sequence[Sequence[float]]
    before: Sequence[Before | None]


class CompletionSource(Protocol):
    """The articles of a store as completions take them; safe for many threads."""

    @property
    def segments(self) -> Sequence[SegmentWords]:
        """The words of its segments."""

    def company(self, before: Sequence[Token], start: str, concepts: Sequence[Sequence[int]]) -> Company:
        """Return what is known of the articles with the words before one that begins with `start`.

        `concepts` are those of each segment of which the shares are asked for.
        """

    def count_names(self, field: str) -> Counter[str]:
        """Return how many articles have each source or section."""

    def titles(self, complete: Sequence[Token], start: str, limit: int) -> list[tuple[str, str]]:
        """Return id and title of the newest articles whose titles have some words and one that begins so."""

    def texts_with(self, forms: Sequence[str], most: int) -> list[list[str]]:
        """Return of each form some texts that have it; none where more than `most` articles have it."""

    def bodies_with(self, folded: str) -> list[list[str]]:
        """Return the bodies of some articles of each segment that have a word that folds so."""
