"""Which of many texts need no cleaning: a look at all of them at once, as most are clean."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

_GOOD, _BLANK, _NEWLINE, _BAD = range(4)
_HANGUL_JAMO = range(0x1100, 0x1200)
# Letters of European scripts, punctuation and the usual signs are below; to look at all takes long.
_SIZE = 0x2800
_SEPARATOR = "."


def are_clean(texts: Sequence[str]) -> list[bool]:
    """Tell of each text whether `clean_text` and the collapsing of blanks would leave it as it is.

    A text of rare characters may be called unclean though it is not. Entities count as unclean.
    """
    joined = _SEPARATOR.join(["", *texts, ""])
    points = np.frombuffer(joined.encode("utf-16-le", "surrogatepass"), np.uint16)
    if len(points) != len(joined):
        points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    kinds = np.take(_kinds(), points, mode="clip")
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    starts = np.cumsum(lengths + 1) - lengths
    unclean = _is_blank(kinds[starts]) | _is_blank(kinds[starts + lengths - 1])
    wrong = np.concatenate([np.flatnonzero(kinds == _BAD), _blank_pairs(kinds)])
    unclean[np.searchsorted(starts, wrong, "right") - 1] = True
    clean: list[bool] = (~unclean).tolist()
    return clean


def _is_blank(kinds: NDArray[np.uint8]) -> Any:
    return (kinds == _BLANK) | (kinds == _NEWLINE)


def _blank_pairs(kinds: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Return where a blank follows a blank, unless they are two newlines that do not follow a third."""
    newline, blank = kinds == _NEWLINE, _is_blank(kinds)
    empty_line = newline[1:] & newline[:-1]
    wrong = blank[1:] & blank[:-1] & ~empty_line
    wrong[1:] |= empty_line[1:] & empty_line[:-1]
    return np.flatnonzero(wrong)


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
