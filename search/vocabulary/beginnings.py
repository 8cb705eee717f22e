"""What the last word of a query may become while it is typed, given the words before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...index.segment.words import SegmentWords
from ..query.terms import SegmentTerm, Term, Token

# Words that a beginning is read as, the likeliest of so many candidates of each segment.
_WORDS, _CANDIDATES = 12, 48
# Postings that are looked at to tell which are likely.
_POSTINGS = 1 << 16


def find_beginning(
    segments: Sequence[SegmentWords], typed: str, before: Iterable[Token], most: int
) -> Token | None:
    """Return a token for the likeliest words that begin so, or None if no word does.

    Likely are those of the articles that have the words before, or else the commonest. It counts as in
    at most `most` articles.
    """
    company = _company(before, segments)
    found = [_Beginnings.of(segment, typed, among) for segment, among in zip(segments, company, strict=True)]
    # What is likely in one segment counts in all of them, so that it is the same in however many they are.
    likeliest = [each.likeliest() for each in found]
    keys = tuple(dict.fromkeys(key for own in likeliest for key in own))
    columns = [each.counts_and_bits(keys, own) for each, own in zip(found, likeliest, strict=True)]
    likely: Counter[str] = Counter()
    for counts, _ in columns:
        likely.update(counts)
    return begun(segments, typed, likely, [bits for _, bits in columns], most)


class _Beginnings(NamedTuple):
    """The concepts of a segment that have forms which begin so, ascending: int64.

    `bits` are those of the forms, `counts` int64 the articles that have them.
    """

    segment: SegmentWords
    concepts: NDArray[np.int64]
    bits: NDArray[np.uint8]
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, segment: SegmentWords, typed: str, among: NDArray[np.bool_] | None) -> _Beginnings:
        concepts, bits = segment.concepts_with_forms(segment.forms.prefixed(typed))
        return cls(segment, concepts, bits, segment.count_among(concepts, bits, among, _POSTINGS))

    def likeliest(self) -> dict[str, int]:
        """Return the concepts that the most articles have, and their numbers."""
        best = np.argsort(-self.counts, kind="stable")[:_CANDIDATES]
        best = best[self.counts[best] > 0]
        return {self.segment.concepts.word(concept): concept for concept in self.concepts[best].tolist()}

    def counts_and_bits(
        self, keys: Sequence[str], known: Mapping[str, int]
    ) -> tuple[dict[str, int], dict[str, int]]:
        """Return of some concepts how many articles have forms of them that begin so, and these' bits."""
        find = self.segment.concepts.find
        wanted = np.array([known[key] if key in known else find(key) for key in keys], np.int64)
        at = np.minimum(np.searchsorted(self.concepts, wanted), max(len(self.concepts) - 1, 0))
        here = np.flatnonzero(self.concepts[at] == wanted).tolist() if len(self.concepts) else []
        places = [(keys[number], int(at[number])) for number in here]
        counts = {key: int(self.counts[place]) for key, place in places}
        return counts, {key: int(self.bits[place]) for key, place in places}


def begun(
    segments: Sequence[SegmentWords], typed: str, likely: Mapping[str, int],
    bits: Sequence[Mapping[str, int]], most: int,
) -> Token | None:  # fmt: skip
    """Return a token for the likeliest of some words; `bits` tell in each segment their forms that begin so.

    `likely` tells of each how many articles have it. The token counts as in at most `most` articles.
    """
    # Of equally likely ones the same in however many segments they are.
    keys = tuple(sorted(likely, key=lambda key: (-likely[key], key))[:_WORDS])
    if not keys:
        return None
    lists = tuple(tuple(_listed(segment, keys, forms)) for segment, forms in zip(segments, bits, strict=True))
    articles = sum(
        segment.frequency(listed.concept)
        for segment, found in zip(segments, lists, strict=True)
        for listed in found
    )
    articles = min(articles, most)
    term = Term(typed, 0, keys, lists, articles, articles)
    return Token(typed, 0, 1, (term,), (term,))


def content_terms(before: Iterable[Token]) -> list[Term]:
    """Return the content words before: an article of their company has a concept of each."""
    return [
        term
        for token in before
        for term in token.terms
        if term.known and not term.function_word and not term.optional
    ]


def _company(before: Iterable[Token], segments: Sequence[SegmentWords]) -> list[NDArray[np.bool_] | None]:
    """Return which articles of each segment have the content words before; None where there are none."""
    terms = content_terms(before)
    masks = [
        segment.living(np.logical_and.reduce([_having(segment, term.lists[number]) for term in terms]))
        for number, segment in enumerate(segments)
        if terms
    ]
    return masks if any(mask is not None and mask.any() for mask in masks) else [None] * len(segments)


def _having(segment: SegmentWords, lists: Sequence[SegmentTerm]) -> NDArray[np.bool_]:
    mask = np.zeros(segment.articles, np.bool_)
    for listed in lists:
        mask[segment.postings(listed.concept).docs] = True
    return mask


def _listed(segment: SegmentWords, keys: Sequence[str], bits: Mapping[str, int]) -> Iterator[SegmentTerm]:
    for key in keys:
        concept = segment.concepts.find(key)
        if concept >= 0:
            yield SegmentTerm(concept, bits.get(key, 0), 0)
