"""Forms of a segment that may have been meant by a misspelt word."""

from __future__ import annotations

from collections.abc import Iterator

from ...index.segment.words import SegmentWords
from ..store import NearForm

# Forms in fewer articles are only looked at where no commoner one is near: most forms are that rare.
COMMON = 3
_MOST_RARE = 400
_ALL = 1 << 31


def near_forms(segment: SegmentWords, folded: str, distance: int, *, common: bool) -> Iterator[NearForm]:
    """Yield the forms whose folding is at most so many edits away: common ones, or of the others some."""
    forms, counts = segment.forms, segment.form_counts.whole
    articles, compared = (range(COMMON, _ALL), _ALL) if common else (range(1, COMMON), _MOST_RARE)
    for number in forms.near(folded, distance, segment.form_letters, counts, articles, compared):
        yield NearForm(forms.folded(number), int(counts[number]))
