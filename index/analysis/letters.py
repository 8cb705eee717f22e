"""Letters in lower case and without diacritics, as the loops look them up."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from .folding import fold

# Latin letters with all marks of Europe are below; words of others are rare and take the longer way.
_LETTERS = 0x250


@cache
def lower_case() -> NDArray[np.uint32]:
    """Return the lower case of every letter that has one and is in one case, by code point; 0 for others."""
    return np.array([_lower(chr(code)) for code in range(_LETTERS)], np.uint32)


@cache
def foldings() -> NDArray[np.uint32]:
    """Return every character without its mark, in lower case, by code point; 0 where that is not one."""
    return np.array([_folding(chr(code)) for code in range(_LETTERS)], np.uint32)


def _lower(char: str) -> int:
    lower = char.lower()
    plain = char.isalpha() and (char.isupper() or char.islower()) and len(lower) == 1 and lower.islower()
    return ord(lower) if plain else 0


def _folding(char: str) -> int:
    folded = fold(char.lower())
    return ord(folded) if len(folded) == 1 and (char.isascii() or not char.isdigit()) else 0
