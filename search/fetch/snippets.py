"""The best passage of an article for a query, with the matched words marked in their own spelling."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...index.analysis.characters import HYPHENS
from ...index.analysis.tokenizer import find_positions
from ...index.deadline import checked
from ...index.native import loops
from ..results import Snippet

MAX_CHARS = 250
# Positions that a passage of MAX_CHARS characters about holds.
_SPAN = 36
# No passage holds more positions: each takes a character and a gap.
_MOST = MAX_CHARS // 2 + 1
_LEAD = 60
_HYPHENS = frozenset(HYPHENS)
# What a further match of a word adds, so many times.
_REPEAT, _REPEATS = 0.1, 3
_ELLIPSIS = "…"
_SENTENCE_END = re.compile(r"[.!?…][”\"»’)]*\s+(?![\s\d]|[a-zăâîșțşţ])")
# What makes no sense before an ellipsis.
_DANGLING = " \n.,;:–—-(„“«"


class Marks(NamedTuple):
    """The matched positions of an article, ascending, as arrays of one length.

    `words` int64 tell which word of the query each is, `weights` float64 the weight of each word. Where
    `joined` bool is set it is a compound, which a hyphen may spread over several positions. The marks of a
    word among `phrases` are one match where they stand side by side.
    """

    positions: NDArray[np.int64]
    words: NDArray[np.int64]
    joined: NDArray[np.bool_]
    weights: NDArray[np.float64]
    phrases: frozenset[int] = frozenset()

    def between(self, first: int, last: int) -> tuple[int, int]:
        """Return which marks, from the one number up to before the other, are at `first` to before `last`."""
        begin = bisect_left(self.positions, first)
        return begin, bisect_left(self.positions, last, begin)


_NONE = np.empty(0, np.int64)
NO_MARKS = Marks(_NONE, _NONE, np.empty(0, np.bool_), np.empty(0))


class Places(NamedTuple):
    """Where the positions of a text are, `first` being the number of its first one.

    Character offsets are counted from `base` on: int64 arrays.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    base: int
    first: int = 0

    def span(self, position: int) -> tuple[int, int]:
        """Return where in its text a position begins and ends."""
        at = position - self.first
        return self.starts.item(at) - self.base, self.ends.item(at) - self.base

    @property
    def end(self) -> int:
        """The number behind its last position."""
        return self.first + len(self.starts)

    def among(self, marks: Marks) -> tuple[int, int]:
        """Return which marks, from the one number up to before the other, are in this text."""
        return marks.between(self.first, self.end)


def locate(texts: Sequence[tuple[str, str]]) -> list[tuple[Places, Places]]:
    """Return where the positions of titles and bodies are, found in one go.

    A body's positions are numbered on from its title's, after one that stays free.
    """
    starts, ends = find_positions("\n".join(text for both in texts for text in both))
    bases = list(accumulate((len(text) + 1 for both in texts for text in both), initial=0))
    cuts = np.searchsorted(starts, bases).tolist()
    return [
        (
            Places(starts[first:middle], ends[first:middle], base),
            Places(starts[middle:last], ends[middle:last], body_base, middle - first + 1),
        )
        for first, middle, last, base, body_base in zip(
            cuts[::2], cuts[1::2], cuts[2::2], bases[::2], bases[1::2], strict=False
        )
    ]


def whole(text: str, places: Places, marks: Marks) -> Snippet:
    """Return a whole text with all its matched positions marked."""
    return Snippet(text, tuple(_ranges(text, places, marks, *places.among(marks))))


def passage(text: str, places: Places, marks: Marks) -> Snippet:
    """Return at most MAX_CHARS characters around the densest matches, or the beginning of the text.

    It begins and ends between words, at the beginning of a sentence where one is near, and shows an
    ellipsis where the text goes on, but for one that ends with a sentence.
    """
    begin, end = places.among(marks)
    if len(text) <= MAX_CHARS:
        return _cut(text, 0, len(text), _ranges(text, places, marks, begin, end))
    if begin == end:
        return _cut(text, 0, _end_before(text, 0, MAX_CHARS - 1), [])
    first, last = densest(marks, begin, end)
    near = marks.between(max(last - _MOST, places.first), min(first + _MOST + 1, places.end))
    start, stop = _widen(text, places.span(first)[0], places.span(last)[1])
    return _cut(text, start, stop, _ranges(text, places, marks, *near))


def _ranges(text: str, places: Places, marks: Marks, begin: int, end: int) -> list[tuple[int, int]]:
    """Return where some marks are in a text, in order; those of one hyphenated word or phrase are one."""
    found: list[tuple[int, int]] = []
    # Of each phrase the position reached, and the range that it is in.
    reached: dict[int, tuple[int, int]] = {}
    here = slice(begin, end)
    rows = zip(
        marks.positions[here].tolist(), marks.words[here].tolist(), marks.joined[here].tolist(), strict=True
    )
    for position, word, joined in checked(list(rows)):
        start, stop = places.span(position)
        following = position + 1
        while joined and following < places.end and text[stop : places.span(following)[0]] in _HYPHENS:
            stop = places.span(following)[1]
            following += 1
        before, number = reached.get(word, (-2, 0))
        if before == position - 1:
            _join(found, min(number, len(found) - 1), stop)
        elif found and (start < found[-1][1] or text[found[-1][1] : start] in _HYPHENS):
            _join(found, len(found) - 1, stop)
        else:
            found.append((start, stop))
        if word in marks.phrases:
            reached[word] = position, len(found) - 1
    return found


def _join(found: list[tuple[int, int]], number: int, stop: int) -> None:
    """Make one range of those from a number on, and of all up to `stop`."""
    start, end = found[number][0], found[-1][1]
    found[number:] = [(start, max(stop, end))]


def densest(marks: Marks, begin: int, end: int) -> tuple[int, int]:
    """Return the first and last position of the span of some marks with most different words of weight."""
    counts = np.zeros(2 * len(marks.weights), np.int32)
    found = loops.densest(
        marks.positions, marks.words, marks.weights, begin, end, _SPAN, _REPEAT, _REPEATS, counts
    )
    return marks.positions.item(found >> 32), marks.positions.item(found & 0xFFFFFFFF)


def _widen(text: str, first: int, last: int) -> tuple[int, int]:
    """Return a passage around characters `first` to `last`."""
    start = max(0, min(first, last - MAX_CHARS))
    room = MAX_CHARS - (min(last, first + MAX_CHARS) - first)
    earliest = max(0, first - min(room, _LEAD + room // 3))
    sentence = max(text.rfind(mark, earliest, first) for mark in (". ", "! ", "? ", "\n"))
    if earliest == 0:
        start = 0
    elif sentence >= 0:
        start = sentence + 1
    else:
        blank = text.find(" ", earliest, first)
        start = blank + 1 if blank >= 0 else first
    while start < first and text[start].isspace():
        start += 1
    end = _end_before(text, start, start + MAX_CHARS - 2)
    if end <= first:
        # The word itself is longer than what is left of the passage.
        start, end = first, _end_before(text, first, first + MAX_CHARS - 2)
    if end >= len(text) and start > 0:
        wanted = max(0, len(text) - MAX_CHARS + 2)
        blank = text.find(" ", wanted, start)
        start = blank + 1 if 0 <= blank < start else start
    return start, end


def _end_before(text: str, start: int, limit: int) -> int:
    """Return the end of the last whole word that ends at or before `limit`, in a passage from `start`."""
    if limit >= len(text):
        return len(text)
    at = limit
    while at > start and not (text[at].isspace() and not text[at - 1].isspace()):
        at -= 1
    return at if at > start else limit


def _cut(text: str, start: int, end: int, ranges: list[tuple[int, int]]) -> Snippet:
    # Of a word that is longer than a passage, what is shown is marked.
    shown_parts = ((max(first, start), min(last, end)) for first, last in ranges)
    inside = [pair for pair in shown_parts if pair[0] < pair[1]]
    head, tail = _ELLIPSIS if start > 0 else "", ""
    if end < len(text.rstrip()) and not _ends_sentence(text, end):
        tail = _ELLIPSIS
        least = inside[-1][1] if inside else start
        while end > least and text[end - 1] in _DANGLING:
            end -= 1
    shown = head + text[start:end].replace("\n", " ").rstrip() + tail
    shift = len(head) - start
    return Snippet(shown, tuple((first + shift, last + shift) for first, last in inside))


def _ends_sentence(text: str, end: int) -> bool:
    """Whether a sentence ends at `end`; not with an abbreviation, as in *1,6 mil. lei*."""
    close = _SENTENCE_END.search(text, max(0, end - 4))
    return close is not None and close.start() < end <= close.end()
