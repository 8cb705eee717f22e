"""Which segments to put together, so that there are few of them and none is rewritten often."""

from __future__ import annotations

from collections.abc import Sequence

from ..segment_writer import MAX_POSITIONS

MAX_SEGMENTS = 8
_TIMES = 2


def to_merge(sizes: Sequence[int], added: int) -> list[int]:
    """Return which segments to write anew together with what is added; all sizes are in positions.

    None while there is room for one more. Then the smallest, and each next one that is less than
    twice as large as what has come together: a segment mostly doubles before it is rewritten, so that
    the work stays in proportion to what changes, and a large one is left alone by many small updates.
    """
    if not added or len(sizes) < MAX_SEGMENTS:
        return []
    merged: list[int] = []
    together = added
    for at in sorted(range(len(sizes)), key=sizes.__getitem__):
        if (merged and sizes[at] >= _TIMES * together) or sizes[at] + together > MAX_POSITIONS:
            break
        merged.append(at)
        together += sizes[at]
    return merged
