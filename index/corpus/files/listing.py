"""What stands in a folder of a corpus."""

from __future__ import annotations

import os
from array import array
from typing import NamedTuple

from ...native import loops
from ..formats import FORMATS, PACKED

SEEN, LINK = b"fl"
"""Kinds of entries: a regular file that was looked at, a symbolic link; there are others."""

_SUFFIXES = b"".join(f"{suffix}{packed}\0".encode() for packed in ("", *PACKED) for suffix in FORMATS)


class Listing(NamedTuple):
    """The entries of a folder, hidden ones apart, sorted by name.

    `names` end in `/` where they are folders or lead to one, `kinds` has a byte for each. Of files that are
    SEEN, which all but a few with articles are, `sizes` and `times` (ns) have how they look: int64 each.
    """

    names: list[str]
    kinds: bytes
    sizes: array[int]
    times: array[int]


def list_folder(path: str) -> Listing:
    """Return what stands in a folder; raises OSError if it cannot be read."""
    names, kinds, sizes, times = loops.list_folder(os.fsencode(path), _SUFFIXES)
    return Listing(os.fsdecode(names).split("\0")[:-1], kinds, array("q", sizes), array("q", times))
