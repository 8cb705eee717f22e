"""Clean text to raw tokens by array operations: one chain for documents, queries and highlighting.

A *raw token* is a run of word characters together with the joiners that hold it together: the
hyphen of `nord-coreean`, the dots of `S.U.A.` and `11.000`, the comma of `1,5`. What a raw token
means is decided once per distinct token, in `analyzer`. A *position* is a part of a raw token
between hyphens, so positions can be found again in a text without analysing its words.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

_SPACE, _WORD, _LETTER, _DIGIT, _HYPHEN, _DOT, _COMMA, _GAP = range(8)
_CEDILLA = {"ş": "ș", "ţ": "ț", "Ş": "Ș", "Ţ": "Ț"}
_HYPHENS = "-\u2010\u2011\u2012"
_GAPS = " \u00a0\u202f\u2009"
_PAD = 5
# Letters of European scripts and the usual punctuation are below; to look up all would take long to prepare.
_RARE = 0x2100

Codes = Any
Bools = Any


class Tokens(NamedTuple):
    """Raw tokens of a text with the character offsets of each: int64 arrays of one length."""

    words: list[str]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


class Characters(NamedTuple):
    """A text's canonical code points, uint32, and whether each is in a raw token, bool."""

    codes: NDArray[np.uint32]
    inside: NDArray[np.bool_]


class Positions(NamedTuple):
    """Character offsets of the positions of a text: int64 arrays of one length."""

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


def _kind(char: str) -> int:
    if char in "0123456789":
        return _DIGIT
    if char in _HYPHENS:
        return _HYPHEN
    if char in _GAPS:
        return _GAP
    if char in ".,":
        return _DOT if char == "." else _COMMA
    category = unicodedata.category(char)
    if category[0] == "L":
        return _LETTER
    return _WORD if category[0] in "NM" else _SPACE


@cache
def _tables() -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
    """Return the kind and the canonical code of every code point that is not rare."""
    kinds = np.array([_kind(chr(c)) for c in range(_RARE)], np.uint8)
    codes = np.arange(_RARE, dtype=np.uint32)
    for cedilla, comma in _CEDILLA.items():
        codes[ord(cedilla)] = ord(comma)
    codes[kinds == _HYPHEN] = ord("-")
    return kinds, codes


@lru_cache(1 << 16)
def _rare_kind(point: int) -> int:
    return _kind(chr(point))


def _code_points(text: str) -> Codes:
    """Return the code points of `text`, 16 bits wide unless a rare character needs 32."""
    narrow = text.encode("utf-16-le", "surrogatepass")
    if len(narrow) == 2 * len(text):
        return np.frombuffer(narrow, np.uint16)
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _at(kinds: NDArray[np.uint8], where: NDArray[np.intp], step: int) -> NDArray[np.uint8]:
    return kinds[where + step]


def _is_word(kinds: NDArray[np.uint8]) -> Bools:
    # One comparison: _SPACE wraps around to 255.
    return kinds - np.uint8(_WORD) <= _DIGIT - _WORD


class _Around(NamedTuple):
    """What stands around some marks between digits: bool by mark, and by distance from -4 to 4 plus 4."""

    digit: Bools
    word: Bools

    @classmethod
    def of(cls, kinds: NDArray[np.uint8], marks: NDArray[np.intp]) -> _Around:
        window = kinds[np.add.outer(np.arange(-4, 5), marks)]
        return cls(window == _DIGIT, _is_word(window))


def _thousands(around: _Around) -> Bools:
    """Tell which marks part groups of three digits, as in `11.000`."""
    digit, word = around
    two_before, three_before = digit[2], digit[2] & digit[1]
    longer = three_before & digit[0]
    # A letter before the digits makes them part of a name, as in `A1.000`.
    name = (word[2] & ~two_before) | (two_before & word[1] & ~digit[1]) | (three_before & word[0])
    return digit[6] & digit[7] & ~word[8] & ~longer & ~name


def _decimal(kinds: NDArray[np.uint8], marks: NDArray[np.intp], around: _Around) -> Bools:
    """Tell which dots or commas are decimal marks: `1,5` and `20.30`, not those of `28.04.2025`."""
    digit, word = around
    mark = kinds[marks]
    one = ~word[6]
    two = digit[6] & ~word[7]
    follows = np.where(one, (kinds[marks + 2] == mark) & digit[7], (kinds[marks + 3] == mark) & digit[8])
    leads = (kinds[marks - 2] == mark) | (digit[2] & (kinds[marks - 3] == mark))
    return (one | two) & ~follows & ~leads


def _abbreviation(kinds: NDArray[np.uint8], at: NDArray[np.intp]) -> Bools:
    """Tell which of the dots `at` stand between single letters, as in `S.U.A.`."""
    letters = (_at(kinds, at, -1) == _LETTER) & (_at(kinds, at, 1) == _LETTER)
    return letters & ~_is_word(_at(kinds, at, -2)) & ~_is_word(_at(kinds, at, 2))


class _Joiners(NamedTuple):
    """Where characters that hold a raw token together stand."""

    hyphens: NDArray[np.intp]
    thousands: NDArray[np.intp]
    decimals: NDArray[np.intp]


def _find_tokens(points: Codes) -> tuple[Bools, _Joiners]:
    """Return the mask of characters in raw tokens, and the joiners among them."""
    kinds = np.zeros(len(points) + 2 * _PAD, np.uint8)
    np.take(_tables()[0], points, out=kinds[_PAD:-_PAD], mode="clip")
    rare = np.flatnonzero(points >= _RARE)
    kinds[rare + _PAD] = [_rare_kind(point) for point in points[rare].tolist()]
    inside = _is_word(kinds)
    marks = np.flatnonzero(kinds - np.uint8(_HYPHEN) <= _COMMA - _HYPHEN)
    kind, before, after = kinds[marks], _at(kinds, marks, -1), _at(kinds, marks, 1)
    hyphens = marks[(kind == _HYPHEN) & inside[marks - 1] & inside[marks + 1]]
    initials = marks[(kind == _DOT) & (before == _LETTER) & (after == _LETTER)]
    # Few marks stand between digits; only they are worth a closer look.
    marks = marks[(kind > _HYPHEN) & (before == _DIGIT) & (after == _DIGIT)]
    gaps = np.flatnonzero((kinds[1:] == _GAP) & (kinds[:-1] == _DIGIT)) + 1
    gaps = gaps[kinds[gaps + 1] == _DIGIT]
    marks = np.concatenate([marks, gaps])
    around, kind = _Around.of(kinds, marks), kinds[marks]
    thousands = marks[_thousands(around) & (kind != _COMMA)]
    decimals = marks[_decimal(kinds, marks, around) & (kind != _GAP)]
    for joiners in (hyphens, thousands, decimals, initials[_abbreviation(kinds, initials)]):
        inside[joiners] = True
    return inside[_PAD:-_PAD], _Joiners(hyphens - _PAD, thousands - _PAD, decimals - _PAD)


def _bounds(mask: Bools) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    edges = np.flatnonzero(mask[1:] != mask[:-1]) + 1
    if mask[:1].any():
        edges = np.append(0, edges)
    if mask[-1:].any():
        edges = np.append(edges, len(mask))
    return edges[::2], edges[1::2]


def characters(text: str) -> Characters:
    """Return the canonical code points of `text`, which must have passed `clean_text`.

    Cedilla letters come out with commas below, every hyphen as `-`, a thousands mark as `.` and
    a decimal mark as `,`.
    """
    points = _code_points(text)
    inside, joiners = _find_tokens(points)
    codes: Codes = np.take(_tables()[1], points, mode="clip")
    rare = np.flatnonzero(points >= _RARE)
    codes[rare] = points[rare]
    codes[joiners.thousands] = ord(".")
    codes[joiners.decimals] = ord(",")
    return Characters(codes, inside)


def tokenize(text: str) -> Tokens:
    """Return the raw tokens of `text`, in its own letter case and spelt as `characters` does.

    The offsets count characters of `text`.
    """
    codes, inside = characters(text)
    codes[~inside] = ord(" ")
    words = codes.tobytes().decode("utf-32-le", "surrogatepass").split()
    return Tokens(words, *_bounds(inside))


def find_positions(text: str) -> Positions:
    """Return where the positions of `text` begin and end: raw tokens cut at their hyphens."""
    inside, joiners = _find_tokens(_code_points(text))
    inside[joiners.hyphens] = False
    return Positions(*_bounds(inside))
