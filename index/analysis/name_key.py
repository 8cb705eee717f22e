"""What names of sources and sections are compared by."""

from __future__ import annotations

from ..caching import cached_if_short
from .folding import fold


@cached_if_short(1 << 14)
def facet_key(value: str) -> str:
    """Return what source and section names are compared by: without case, marks and doubled blanks."""
    return " ".join(fold(value.lower()).split())
