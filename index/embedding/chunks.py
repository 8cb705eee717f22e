"""An article in chunks that a model can read: neighbours overlap, and each has the title before it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..article import Article

# Characters of a text that are looked at for each token that its chunks may have.
_CHARACTERS = 8
# Tokens of a title that stand before each chunk.
_TITLE = 64
# Tokens of a model's own at both ends of a text, and of its prefix.
_FRAME = 8
_SENTENCE_END = re.compile(r"[.!?…][”\"»’)]*\s+|\n+")


@dataclass(frozen=True, slots=True)
class Cutting:
    """How articles are cut: tokens of a chunk, of an overlap, and how many chunks an article has at most."""

    tokens: int = 256
    overlap: int = 32
    most: int = 4


class Chunk(NamedTuple):
    """A part of an article's body, and the text that is embedded for it."""

    start: int
    end: int
    text: str


def cut(articles: Sequence[Article], tokenizer: Any, cutting: Cutting) -> list[list[Chunk]]:
    """Return the chunks of some articles; one without a text has none.

    A chunk ends with a sentence, where one ends in its second half.
    """
    looked_at = cutting.tokens * cutting.most * _CHARACTERS
    texts = [text for article in articles for text in (article.title[:looked_at], article.body[:looked_at])]
    encoded = tokenizer.encode_batch(texts, add_special_tokens=False)
    found = []
    for article, title, body in zip(articles, encoded[::2], encoded[1::2], strict=True):
        length = min(len(title), _TITLE)
        head = f"{article.title[: title.offsets[length - 1][1]]}\n" if length else ""
        room = max(cutting.tokens - length - _FRAME, cutting.tokens // 2)
        spans = list(_spans(article.body, body.offsets, room, cutting))
        if head and not spans:
            spans = [(0, 0)]
        found.append([Chunk(start, end, head + article.body[start:end]) for start, end in spans])
    return found


def _spans(
    text: str, offsets: Sequence[tuple[int, int]], room: int, cutting: Cutting
) -> Iterator[tuple[int, int]]:
    """Yield where chunks of at most `room` tokens begin and end."""
    starts = [start for start, _ in offsets]
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, offsets[-1][1] if offsets else 0)]
    first = 0
    for _ in range(cutting.most):
        if first >= len(offsets):
            return
        last = min(first + room, len(offsets))
        if last < len(offsets):
            sentence = bisect_right(ends, starts[last]) - 1
            if sentence >= 0 and ends[sentence] > starts[first + room // 2]:
                last = bisect_left(starts, ends[sentence])
        yield starts[first], offsets[last - 1][1]
        if last == len(offsets):
            return
        first = max(last - cutting.overlap, first + 1)
