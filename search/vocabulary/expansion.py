"""Other words of a word's family that an index has: `demolare` for `demola`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ...index.analysis.words.stemmer import family
from ...index.segment.words import SegmentWords

# Words of one family that are looked at, the commonest; with 2 XQuAD loses .001, more move nothing.
_RELATIVES = 3
# Words that begin with a stem and are looked at as its family; the next of kin come first.
_MAX_RELATIVES = 400


class Relatives(NamedTuple):
    """Concepts of one family by segment, and in how many articles they are, each counted alone."""

    lists: tuple[tuple[int, ...], ...]
    articles: int


def find_relatives(segments: Sequence[SegmentWords], keys: tuple[str, ...]) -> Relatives:
    """Return the concepts of the families of some others."""
    stems = {family(key) for key in keys} - {""}
    lists = tuple(
        tuple(
            sorted((at for stem in stems for at in _with_family(segment, stem, keys)), key=segment.frequency)[
                -_RELATIVES:
            ]
        )
        for segment in segments
    )
    counts = (sum(map(each.frequency, found)) for each, found in zip(segments, lists, strict=True))
    return Relatives(lists, sum(counts))


def _with_family(segment: SegmentWords, stem: str, keys: tuple[str, ...]) -> Iterator[int]:
    span = segment.concepts.prefixed(stem)[:_MAX_RELATIVES]
    for at, word in zip(span, segment.concepts.words_from(span.start), strict=False):
        if family(word) == stem and word not in keys:
            yield at
