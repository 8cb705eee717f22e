"""What `snippets` does, in plain steps, of one text; its first position has the number 0."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rasfoi.index.analysis.characters import HYPHENS
from rasfoi.index.analysis.tokenizer import find_positions
from rasfoi.search.fetch.snippets import MAX_CHARS, ON_HYPHENS, ON_MARKS

SPAN, LEAD = 36, 60
MOST = MAX_CHARS // 2 + 1
SENTENCE_END = re.compile(r"[.!?…][”\"»’)]*\s+(?![\s0-9]|[a-zăâîșțşţ])")
DANGLING = " \n.,;:–—-(„“«"
Ranges = list[tuple[int, int]]
Mark = tuple[int, int, int]
"""A position, a word, and how far the match reaches."""


def densest(marks: Sequence[Mark], weights: Sequence[float]) -> tuple[int, int]:
    best, chosen = -1.0, (0, 0)
    for at, (first, *_) in enumerate(marks):
        near = [(position, word) for position, word, _ in marks[at:] if position < first + SPAN]
        different = {word for _, word in near}
        score = sum(weights[word] for word in different) + 0.1 * min(len(near) - len(different), 3)
        if score > best:
            best, chosen = score, (first, near[-1][0])
    return chosen


def mark_ranges(text: str, marks: Sequence[Mark]) -> Ranges:
    found: Ranges = []
    spans = list(zip(*(each.tolist() for each in find_positions(text)), strict=True))
    for at, (position, word, reach) in enumerate(marks):
        start, stop = spans[position]
        following = position + 1
        while (
            reach & ON_HYPHENS
            and following < len(spans)
            and text[stop : spans[following][0]] in list(HYPHENS)
        ):
            stop = spans[following][1]
            following += 1
        touches = found and (start < found[-1][1] or text[found[-1][1] : start] in list(HYPHENS))
        goes_on = reach & ON_MARKS and (position - 1, word) in [mark[:2] for mark in marks[:at]]
        first = spans[position - 1][0] if goes_on else found[-1][0] if touches else start
        joined = [pair for pair in found if pair[1] > first]
        found = found[: len(found) - len(joined)]
        found.append(
            (min([start, *(pair[0] for pair in joined)]), max([stop, *(pair[1] for pair in joined)]))
        )
    return found


def passage(text: str, marks: Sequence[Mark], weights: Sequence[float]) -> tuple[str, Ranges]:
    """Return the best passage of a text and the ranges of the marks in it."""
    if len(text) <= MAX_CHARS:
        return cut(text, 0, len(text), mark_ranges(text, marks))
    if not marks:
        return cut(text, 0, end_before(text, 0, MAX_CHARS - 1), [])
    first, last = densest(marks, weights)
    near = [mark for mark in marks if last - MOST <= mark[0] <= first + MOST]
    spans = list(zip(*(each.tolist() for each in find_positions(text)), strict=True))
    start, stop = widen(text, spans[first][0], spans[last][1])
    return cut(text, start, stop, mark_ranges(text, near))


def widen(text: str, first: int, last: int) -> tuple[int, int]:
    room = MAX_CHARS - (min(last, first + MAX_CHARS) - first)
    earliest = max(0, first - min(room, LEAD + room // 3))
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
    end = end_before(text, start, start + MAX_CHARS - 2)
    if end <= first:
        start, end = first, end_before(text, first, first + MAX_CHARS - 2)
    if end >= len(text) and start > 0:
        blank = text.find(" ", max(0, len(text) - MAX_CHARS + 2), start)
        start = blank + 1 if blank >= 0 else start
    return start, end


def end_before(text: str, start: int, limit: int) -> int:
    if limit >= len(text):
        return len(text)
    at = limit
    while at > start and not (text[at].isspace() and not text[at - 1].isspace()):
        at -= 1
    return at if at > start else limit


def cut(text: str, start: int, end: int, ranges: Ranges) -> tuple[str, Ranges]:
    shown_parts = ((max(first, start), min(last, end)) for first, last in ranges)
    inside = [pair for pair in shown_parts if pair[0] < pair[1]]
    head, tail = "…" if start > 0 else "", ""
    close = SENTENCE_END.search(text, max(0, end - 4))
    if end < len(text.rstrip()) and not (close and close.start() < end <= close.end()):
        tail = "…"
        least = inside[-1][1] if inside else start
        while end > least and text[end - 1] in DANGLING:
            end -= 1
    shift = len(head) - start
    shown = head + text[start:end].replace("\n", " ").rstrip() + tail
    return shown, [(first + shift, last + shift) for first, last in inside]
