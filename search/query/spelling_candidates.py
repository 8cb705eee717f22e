"""Words of a vocabulary that may have been meant by a misspelt one, found by array operations.

A bit for each letter and the length, which the index keeps for every form, leave few to compare.
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...index.segment.reader import Segment

# Forms in fewer articles are only looked at where no commoner one is near: most forms are that rare.
COMMON = 3
_MOST_RARE = 400
_MAX_LENGTH = 62
_LETTERS = np.uint32((1 << 26) - 1)


class Candidate(NamedTuple):
    """A form near a misspelt word: how it folds, and in how many articles it is."""

    folded: str
    articles: int


class _Common(NamedTuple):
    """The common forms of a segment, by length: their numbers, letters, and where their sort keys begin.

    Those of length n are from `lengths[n]` up to before `lengths[n + 1]`.
    """

    numbers: NDArray[np.int64]
    letters: NDArray[np.uint32]
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]


class Candidates:
    """The forms of a segment to compare misspelt words with; safe for many threads."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment

    @cached_property
    def _common(self) -> _Common:
        # Made at the first word that is misspelt: most queries have none.
        numbers = np.flatnonzero(self._segment.form_counts >= COMMON)
        letters = self._segment.form_letters[numbers]
        sizes = (letters >> 26).astype(np.uint8)
        order = np.argsort(sizes, kind="stable")
        numbers = numbers[order]
        lengths = np.searchsorted(sizes[order], np.arange(_MAX_LENGTH + 4))
        return _Common(numbers, letters[order], self._segment.forms.starts(numbers), lengths)

    def common(self, folded: str, distance: int) -> list[Candidate]:
        """Return the common forms whose folding is at most so many edits away."""
        if len(folded) > _MAX_LENGTH - distance:
            return []
        numbers, letters, starts, lengths = self._common
        span = slice(lengths[max(len(folded) - distance, 1)], lengths[len(folded) + distance + 1])
        at = np.flatnonzero(_alike(letters[span], folded, distance)) + span.start
        return self._near(folded, distance, numbers[at], starts[at])

    def rare(self, folded: str, distance: int) -> list[Candidate]:
        """Return the other forms whose folding is at most so many edits away, of very many only some."""
        if len(folded) > _MAX_LENGTH - distance:
            return []
        letters, counts = self._segment.form_letters, self._segment.form_counts
        sizes = (letters >> 26).astype(np.int8)
        alike = np.abs(sizes - np.int8(len(folded))) <= distance
        alike &= (counts < COMMON) & (counts > 0)
        numbers = np.flatnonzero(alike)
        numbers = numbers[_alike(letters[numbers], folded, distance)][:_MOST_RARE]
        return self._near(folded, distance, numbers, self._segment.forms.starts(numbers))

    def _near(
        self, folded: str, distance: int, numbers: NDArray[np.int64], starts: NDArray[np.int64]
    ) -> list[Candidate]:
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import cdist

        segment = self._segment
        words = segment.forms.foldings(starts, segment.form_letters[numbers] >> 26)
        if not words:
            return []
        distances = cdist([folded], words, scorer=OSA.distance, score_cutoff=distance, dtype=np.uint8)[0]
        return [
            Candidate(words[at], int(segment.form_counts[numbers[at]]))
            for at in np.flatnonzero((distances > 0) & (distances <= distance)).tolist()
        ]


def _alike(letters: NDArray[np.uint32], folded: str, distance: int) -> NDArray[np.bool_]:
    """Tell which words may be so many edits away by the letters they have: an edit changes two at most."""
    typed = 0
    for letter in folded.encode():
        typed |= 1 << (letter % 26)
    alike: NDArray[np.bool_] = np.bitwise_count((letters ^ np.uint32(typed)) & _LETTERS) <= 2 * distance
    return alike
