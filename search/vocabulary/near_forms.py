"""Forms of a segment that may have been meant by a misspelt word."""

from __future__ import annotations

import heapq
from collections.abc import Iterator

from ...index.segment.words import COMMON, SegmentWords
from ..store import NearForm

_MOST_RARE = 400
_ALL = 1 << 31


def near_forms(segment: SegmentWords, folded: str, distance: int, *, common: bool) -> Iterator[NearForm]:
    """Yield the forms whose folding is at most so many edits away: common ones, or of the others some.

    None that only deleted articles have.
    """
    near = _near(segment, folded, distance, common)
    if not common and segment.has_deletions:
        # What was common may be so no more.
        near = [*heapq.merge(near, _near(segment, folded, distance, True))]
    for number in near:
        articles = segment.articles_with_form(number)
        if articles and (articles >= COMMON) == common:
            yield NearForm(segment.forms.folded(number), articles)


def _near(segment: SegmentWords, folded: str, distance: int, common: bool) -> list[int]:
    looks = segment.common_looks if common else segment.form_looks
    articles, compared = (range(COMMON, _ALL), _ALL) if common else (range(1, COMMON), _MOST_RARE)
    return segment.forms.near(folded, distance, looks, articles, compared)
