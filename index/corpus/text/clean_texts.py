"""Which of many texts need no cleaning: a look at all of them at once, as most are clean."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ...analysis.characters import code_points
from ...native import loops

_GOOD, _BLANK, _NEWLINE, _BAD = range(4)
_HANGUL_JAMO = range(0x1100, 0x1200)
# Letters of European scripts, punctuation and the usual signs are below; to look at all takes long.
_SIZE = 0x2800
_SEPARATOR = "."


def are_clean(texts: Sequence[str]) -> list[bool]:
    """Tell of each text whether `clean_text` and the collapsing of blanks would leave it as it is.

    A text of rare characters may be called unclean though it is not. Entities count as unclean.
    """
    points = code_points(_SEPARATOR.join(texts))
    ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + 1) - 1
    unclean = np.empty(len(texts), np.bool_)
    loops.find_unclean(points, _kinds(), ends, unclean)
    clean: list[bool] = (~unclean).tolist()
    return clean


@cache
def _kinds() -> NDArray[np.uint8]:
    """Return the kind of every code point that is not rare; the last one is bad, as all beyond are."""
    kinds = np.full(_SIZE, _BAD, np.uint8)
    for code in range(_SIZE - 1):
        if _is_good(chr(code)):
            kinds[code] = _GOOD
    kinds[ord("&")] = _BAD
    kinds[ord(" ")] = _BLANK
    kinds[ord("\n")] = _NEWLINE
    return kinds


def _is_good(char: str) -> bool:
    """Tell whether a character is visible and the same in NFC, whatever stands beside it."""
    if not char.isprintable() or ord(char) in _HANGUL_JAMO:
        return False
    return unicodedata.category(char)[0] != "M" and unicodedata.is_normalized("NFC", char)
