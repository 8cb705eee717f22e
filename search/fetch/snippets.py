"""The best passage of an article for a query, with the matched words marked in their own spelling."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...index.analysis.characters import with_kinds
from ...index.analysis.folding import fold
from ...index.native import loops
from ..answer.results import Snippet

MAX_CHARS = 250
_SENTENCE = re.compile(r"[.!?…][”\"»’)]*\s+|\n+")
_BEHIND_HYPHENS, _HYPHENS = re.compile(r"(?:[-‐‑‒]\w+)+"), re.compile("[-‐‑‒]")
# Letters at the end in which two inflections may differ.
_ENDING = 2
_ELLIPSIS = "…"
# As in native/passages.c.
_HEAD, _TAIL, _HYPHENATED = 1, 2, 4
ON_HYPHENS, ON_MARKS = 1, 2


class Marks(NamedTuple):
    """The matched positions of some articles, those of each ascending, as arrays of one length.

    Those of article n are from `bounds[n]` to `bounds[n + 1]`. `words` int64 tell which word of the query
    each is, `weights` float64 the weight of each word. `reach` uint8 tells how far a match goes: 0 one
    position, ON_HYPHENS one and what hyphens join to it, ON_MARKS all marks of the word side by side.
    `typed` are the words of the query, folded and in small letters, which texts may have with hyphens.
    """

    positions: NDArray[np.int64]
    words: NDArray[np.int64]
    reach: NDArray[np.uint8]
    weights: NDArray[np.float64]
    bounds: NDArray[np.int64]
    typed: tuple[str, ...] = ()


def no_marks(count: int) -> Marks:
    """Return marks of so many articles of which none has any."""
    none = np.empty(0, np.int64)
    return Marks(none, none, np.empty(0, np.uint8), np.empty(0), np.zeros(count + 1, np.int64))


def snippets(
    texts: Sequence[tuple[bytes, bytes]], marks: Marks, *, whole: bool = False
) -> list[tuple[Snippet, Snippet]]:
    """Return titles with all matches marked, and of bodies the best passages, or all if `whole`.

    Both are in UTF-8, so that of a long body no more is read than is looked at. A body's positions are
    numbered on from its title's, after one that stays free. A passage has at most MAX_CHARS characters around
    the densest matches, or the beginning of the text. It begins and ends between words, at the beginning of a
    sentence where one is near, and shows an ellipsis where the text goes on, but for one that ends with a
    sentence.
    """
    flat = [text for both in texts for text in both]
    shown, ranges = np.empty((len(flat), 4), np.int64), np.empty((len(marks.positions), 2), np.int64)
    positions, words, reach, weights, bounds, typed = marks
    count = with_kinds(
        loops.show_passages, b"\0".join([*flat, b""]), bounds, positions, words, reach, weights,
        MAX_CHARS, whole, shown, ranges,
    )  # fmt: skip
    pairs = [(start, end) for start, end in ranges[:count].tolist()]
    found, begin = [], 0
    for at, (start, end, more, last) in enumerate(shown.tolist()):
        text = flat[at][start:end].decode()
        if at % 2 and not whole:
            text = text.replace("\n", " ").rstrip()
            if more:
                text = f"{_ELLIPSIS if more & _HEAD else ''}{text}{_ELLIPSIS if more & _TAIL else ''}"
        here = tuple(pairs[begin:last])
        found.append(Snippet(text, _over_hyphens(text, here, typed) if more & _HYPHENATED else here))
        begin = last
    return list(zip(found[::2], found[1::2], strict=True))


def _over_hyphens(
    text: str, ranges: Sequence[tuple[int, int]], typed: Sequence[str]
) -> tuple[tuple[int, int], ...]:
    """Return ranges that reach to the end of a compound, `wi-fi`, which was typed in one word, `wifi`."""
    found: list[tuple[int, int]] = []
    for start, end in ranges:
        if found and start < found[-1][1]:
            continue
        rest = _BEHIND_HYPHENS.match(text, end)
        if rest and any(
            _is_part(fold(text[start : rest.end()].lower()), end - start, word) for word in typed
        ):
            end = rest.end()
        found.append((start, end))
    return tuple(found)


def _is_part(compound: str, length: int, word: str) -> bool:
    """Tell whether a word is a compound without its hyphens, inflected, and no part so long."""
    joined = _HYPHENS.sub("", compound)
    same = max(min(len(joined), len(word)) - _ENDING, length + 1)
    return joined[:same] == word[:same]


def passage_from(text: str, start: int) -> Snippet:
    """Return at most MAX_CHARS characters of a text, from the first sentence from `start` on, unmarked.

    Where none begins near, they begin at `start`.
    """
    match = _SENTENCE.search(text, max(start - 2, 0), start + MAX_CHARS) if start else None
    first = match.end() if match and match.end() < len(text.rstrip()) else start
    end, most = len(text), first + MAX_CHARS - 2
    if end > most:
        blank = max(text.rfind(" ", first, most), text.rfind("\n", first, most))
        end = blank if blank > first else most
    shown = text[first:end].strip().replace("\n", " ")
    tail = _ELLIPSIS if text[end:].strip() else ""
    return Snippet(f"{_ELLIPSIS if first else ''}{shown}{tail}")
