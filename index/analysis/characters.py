"""What each character of a text is to the tokenizer, and which of them hold a token together."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..native.hot import hot

_SPACE, _WORD, _LETTER, _DIGIT, _HYPHEN, _DOT, _COMMA, _GAP = range(8)
_CEDILLA = {"ş": "ș", "ţ": "ț", "Ş": "Ș", "Ţ": "Ț"}
HYPHENS = "-\u2010\u2011\u2012"
_GAPS = " \u00a0\u202f\u2009"
_PAD = 5
# Letters of European scripts and the usual punctuation are below; to look up all would take long to prepare.
RARE = 0x2100
_NONE = np.empty(0, np.uint8)

Codes = Any
Bools = Any


def _kind(char: str) -> int:
    if char in "0123456789":
        return _DIGIT
    if char in HYPHENS:
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
def tables() -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
    """Return the kind and the canonical code of every code point that is not rare."""
    kinds = np.array([_kind(chr(c)) for c in range(RARE)], np.uint8)
    codes = np.arange(RARE, dtype=np.uint32)
    for cedilla, comma in _CEDILLA.items():
        codes[ord(cedilla)] = ord(comma)
    codes[kinds == _HYPHEN] = ord("-")
    return kinds, codes


@lru_cache(1 << 16)
def _rare_kind(point: int) -> int:
    return _kind(chr(point))


def _rare_kinds(points: Codes) -> NDArray[np.uint8]:
    return np.array([_rare_kind(point) for point in points[points >= RARE].tolist()], np.uint8)


def code_points(text: str) -> Codes:
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


class Joiners(NamedTuple):
    """Where characters that hold a raw token together stand."""

    hyphens: NDArray[np.intp]
    thousands: NDArray[np.intp]
    decimals: NDArray[np.intp]


def find_tokens(points: Codes) -> tuple[Bools, Joiners]:
    """Return the mask of characters in raw tokens, and the joiners among them."""
    kinds = np.zeros(len(points) + 2 * _PAD, np.uint8)
    np.take(tables()[0], points, out=kinds[_PAD:-_PAD], mode="clip")
    kinds[np.flatnonzero(points >= RARE) + _PAD] = _rare_kinds(points)
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
    return inside[_PAD:-_PAD], Joiners(hyphens - _PAD, thousands - _PAD, decimals - _PAD)


def bounds(mask: Bools) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where the runs of true begin and end."""
    edges = np.flatnonzero(mask[1:] != mask[:-1]) + 1
    if mask[:1].any():
        edges = np.append(0, edges)
    if mask[-1:].any():
        edges = np.append(edges, len(mask))
    return edges[::2], edges[1::2]


def _scan_arrays(points: Any, table: Any, rare: Any, kinds: Any, starts: Any, ends: Any) -> int:
    inside, joiners = find_tokens(points)
    inside[joiners.hyphens] = False
    first, last = bounds(inside)
    starts[: len(first)], ends[: len(first)] = first, last
    return len(first)


@hot(_scan_arrays)
def _scan(points: Any, table: Any, rare: Any, kinds: Any, starts: Any, ends: Any) -> Any:
    """Write where positions begin and end; return how many they are.

    `rare` uint8 are the kinds of the rare characters, in order; if they are too few it returns -1.
    `kinds` uint8 has room for that of every character and `_PAD` more at both ends, which stay 0.
    """
    met = 0
    for at in range(len(points)):
        if points[at] < len(table):
            kinds[at + _PAD] = table[points[at]]
        elif met == len(rare):
            return -1
        else:
            kinds[at + _PAD] = rare[met]
            met += 1
    count, inside = 0, False
    for at in range(_PAD, len(points) + _PAD + 1):
        kind = kinds[at]
        joined = _WORD <= kind <= _DIGIT
        if kind == _DOT and kinds[at - 1] == _LETTER and kinds[at + 1] == _LETTER:
            joined = not (_WORD <= kinds[at - 2] <= _DIGIT or _WORD <= kinds[at + 2] <= _DIGIT)
        elif kind >= _DOT and kinds[at - 1] == _DIGIT and kinds[at + 1] == _DIGIT:
            before = 1
            while before < 4 and kinds[at - before - 1] == _DIGIT:
                before += 1
            after = 1
            while after < 4 and kinds[at + after + 1] == _DIGIT:
                after += 1
            letter_before = _WORD <= kinds[at - before - 1] <= _LETTER
            letter_after = _WORD <= kinds[at + after + 1] <= _LETTER
            if kind != _COMMA and after == 3 and not letter_after:
                joined = before < 4 and not letter_before
            if kind != _GAP and after < 3 and not letter_after:
                follows = kinds[at + after + 1] == kind and kinds[at + after + 2] == _DIGIT
                leads = before < 3 and kinds[at - before - 1] == kind
                joined = joined or not (follows or leads)
        if joined and not inside:
            starts[count] = at - _PAD
        elif inside and not joined:
            ends[count] = at - _PAD
            count += 1
        inside = joined
    return count


def scan(points: Codes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where the positions of a text, raw tokens cut at their hyphens, begin and end."""
    starts, ends = np.empty((2, (len(points) + 1) // 2), np.int64)
    kinds = np.zeros(len(points) + 2 * _PAD, np.uint8)
    # The loop is compiled for 16 bits a character; few texts have a rarer one.
    scanned = _scan if points.dtype == np.uint16 else _scan_arrays
    count = scanned(points, tables()[0], _NONE, kinds, starts, ends)
    if count < 0:
        count = scanned(points, tables()[0], _rare_kinds(points), kinds, starts, ends)
    return starts[:count], ends[:count]
