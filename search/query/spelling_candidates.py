"""Words of a vocabulary that may have been meant by a misspelt one."""

from __future__ import annotations

from typing import NamedTuple

from ...index.segment.reader import Segment

# Forms in fewer articles are only looked at where no commoner one is near: most forms are that rare.
COMMON = 3
_MOST_RARE = 400
_ALL = 1 << 31


class Candidate(NamedTuple):
    """A form near a misspelt word: how it folds, and in how many articles it is."""

    folded: str
    articles: int


class Candidates:
    """The forms of a segment to compare misspelt words with; safe for many threads."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment

    def common(self, folded: str, distance: int) -> list[Candidate]:
        """Return the common forms whose folding is at most so many edits away."""
        return self._near(folded, distance, range(COMMON, _ALL), _ALL)

    def rare(self, folded: str, distance: int) -> list[Candidate]:
        """Return the other forms whose folding is at most so many edits away, of very many only some."""
        return self._near(folded, distance, range(1, COMMON), _MOST_RARE)

    def _near(self, folded: str, distance: int, articles: range, compared: int) -> list[Candidate]:
        forms, counts = self._segment.forms, self._segment.form_counts.whole
        near = forms.near(folded, distance, self._segment.form_letters, counts, articles, compared)
        return [Candidate(forms.folded(number), int(counts[number])) for number in near]
