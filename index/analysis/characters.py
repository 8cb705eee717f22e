"""What each character of a text is to the tokenizer, and which of them hold a token together."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..native import loops

# As in native/text.c.
_SPACE, _WORD, _LETTER, _DIGIT, _HYPHEN, _DOT, _COMMA, _GAP, _PERCENT = range(9)
# By the first letter of a character's category.
_OF_CATEGORY = bytes({"L": _LETTER, "N": _WORD, "M": _WORD}.get(chr(at), _SPACE) for at in range(256))
_CEDILLA = {"ş": "ș", "ţ": "ț", "Ş": "Ș", "Ţ": "Ț"}
HYPHENS = "-\u2010\u2011\u2012"
_GAPS = " \u00a0\u202f\u2009"
_OF_CHARACTER = {
    **dict.fromkeys("0123456789", _DIGIT), **dict.fromkeys(HYPHENS, _HYPHEN), **dict.fromkeys(_GAPS, _GAP),
    ".": _DOT, ",": _COMMA, "%": _PERCENT,
}  # fmt: skip
# Letters of European scripts and the usual punctuation are below; to look up all would take long to prepare.
RARE = 0x2800
_NONE = np.empty(0, np.uint8)

Codes = Any
Bools = Any


def _kinds(chars: Iterable[str]) -> NDArray[np.uint8]:
    letters = "".join(map(unicodedata.category, chars))[::2].encode()
    return np.frombuffer(letters.translate(_OF_CATEGORY), np.uint8).copy()


@cache
def tables() -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
    """Return the kind and the canonical code of every code point that is not rare."""
    kinds = _kinds(map(chr, range(RARE)))
    kinds[list(map(ord, _OF_CHARACTER))] = list(_OF_CHARACTER.values())
    codes = np.arange(RARE, dtype=np.uint32)
    for cedilla, comma in _CEDILLA.items():
        codes[ord(cedilla)] = ord(comma)
    codes[kinds == _HYPHEN] = ord("-")
    return kinds, codes


def _rare_kinds(points: Codes) -> NDArray[np.uint8]:
    return _kinds(map(chr, points[points >= RARE].tolist()))


def code_points(text: str) -> Codes:
    """Return the code points of `text`, 16 bits wide unless a rare character needs 32."""
    narrow = text.encode("utf-16-le", "surrogatepass")
    if len(narrow) == 2 * len(text):
        return np.frombuffer(narrow, np.uint16)
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def with_kinds(loop: Callable[..., int], text: Codes | bytes, *rest: Any) -> int:
    """Run a loop on code points or UTF-8, the kinds of characters, and other arguments.

    The kinds of rare characters are looked up where it needs them.
    """
    kinds = tables()[0]
    count = loop(text, kinds, _NONE, *rest)
    if count >= 0:
        return count
    points = code_points(text.decode()) if isinstance(text, bytes) else text
    return loop(text, kinds, _rare_kinds(points), *rest)


def find_tokens(points: Codes) -> tuple[Codes, Bools, int]:
    """Return the canonical code points, which of them are in raw tokens, and how many tokens there are."""
    codes, inside = np.empty(len(points), np.uint32), np.empty(len(points), np.bool_)
    return codes, inside, with_kinds(_find_tokens, points, codes, inside)


def _find_tokens(points: Codes, kinds: NDArray[np.uint8], rare: NDArray[np.uint8], *out: Any) -> int:
    return loops.find_tokens(points, kinds, tables()[1], rare, *out)


def find_parts(points: Codes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where the positions of a text, raw tokens cut at their hyphens, begin and end."""
    starts, ends = np.empty((2, (len(points) + 1) // 2), np.int64)
    count = with_kinds(loops.find_positions, points, starts, ends)
    return starts[:count], ends[:count]
