"""Forms of a segment that may have been meant by a misspelt word."""

from __future__ import annotations

from collections.abc import Iterator

from ...index.segment.words import COMMON, SegmentWords
from ..store import NearForm

_MOST_RARE = 400
_ALL = 1 << 31


def near_forms(segment: SegmentWords, folded: str, distance: int, *, common: bool) -> Iterator[NearForm]:
    """Yield the forms whose folding is at most so many edits away: common ones, or of the others some."""
    forms, counts = segment.forms, segment.form_counts
    looks = segment.common_looks if common else segment.form_looks
    articles, compared = (range(COMMON, _ALL), _ALL) if common else (range(1, COMMON), _MOST_RARE)
    for number in forms.near(folded, distance, looks, articles, compared):
        yield NearForm(forms.folded(number), int(counts[number]))
