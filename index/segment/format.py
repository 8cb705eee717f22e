"""How postings lie in a segment, for those who write and those who read them."""

from __future__ import annotations

import numpy as np

from ..directory.array_file import Array

# Frequencies up to this are stored in a byte; 0 sends the reader to the table of larger ones.
MAX_TF = 255
# A posting's first position is found by adding up frequencies from the last of these marks.
POSITION_MARK = 128
# Bits of a posting's mask; the last one stands for all forms from there on. A wide mask, kept of the
# postings that have forms beyond these, is as exact as that of a run.
VARIANT_BITS = 8
WIDE_BITS = 32
_INT32 = 1 << 31


def ragged(starts: Array, counts: Array) -> Array:
    """Return the indices starts[i], starts[i] + 1, … of every i, counts[i] of them, in one array."""
    starts, counts = starts.astype(np.int64), counts.astype(np.int64)
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    small = total < _INT32 and int(starts.max(initial=0)) < _INT32
    kind = np.int32 if small else np.int64
    return np.repeat((starts - (ends - counts)).astype(kind), counts) + np.arange(total, dtype=kind)
