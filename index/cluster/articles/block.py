"""The postings of neighbouring articles of a segment, turned around: the lemmas of each in its order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...directory.array_file import Array
from ...indexer.segment_source import bits_of
from ...segment.format import VARIANT_BITS, WIDE_BITS, ragged
from ...segment.reader import Segment
from ...segment.term_dictionary import csr

# Articles of a block and, unless one alone has more, positions: some 200 MB of arrays.
_ARTICLES, _POSITIONS = 1 << 13, 1 << 22
# Postings that are looked through at once for those of a block.
_LOOKED_AT = 1 << 24
_LAST_BIT = WIDE_BITS - 1

Ints = NDArray[np.int64]


class Lists(NamedTuple):
    """Postings ordered by article, and in each by the place where the lemma first stands.

    `bounds` int64[N + 1] tells where those of each article begin. The others have an item a posting.
    """

    bounds: Ints
    concepts: Ints
    impact: NDArray[np.uint8]
    mask: NDArray[np.uint8]


class Pairs(NamedTuple):
    """Forms of postings, ordered as these are: `bounds` by article, `pairs` among a segment's
    `variant_forms` (-1 - the concept where the mask has its last bit), `impact` that of the posting."""

    bounds: Ints
    pairs: Ints
    impact: NDArray[np.uint8]


class Streams(NamedTuple):
    """What stands at the positions of articles, in order, at least one item a position.

    An item is 0 where nothing stands, as behind the title, else 2 c + 1 of a concept c, and 2 c + 2 where
    it stands with the one before. `bounds` int64[2 N + 1] tell where the title of each article begins, and
    where it ends.
    """

    bounds: Ints
    items: Ints


class Block(NamedTuple):
    """The articles of a segment from `first` up to before `last`."""

    first: int
    last: int
    streams: Streams
    anywhere: Lists
    titles: Lists
    forms: Pairs
    title_forms: Pairs


def blocks(segment: Segment) -> Iterator[Block]:
    """Yield all articles of a segment, deleted ones too, in blocks."""
    ends = csr(segment.title_lengths.astype(np.int64) + segment.body_lengths)
    first = 0
    while first < segment.articles:
        last = int(np.searchsorted(ends, ends[first] + _POSITIONS, "right")) - 1
        last = min(max(last, first + 1), first + _ARTICLES, segment.articles)
        yield _read(segment, first, last)
        first = last


def _read(segment: Segment, first: int, last: int) -> Block:
    box, packed = segment.box, segment.occurrences.packed
    titles = segment.title_lengths[first:last].astype(np.int64)
    # One position stays free after the title.
    begins = csr(titles + 1 + segment.body_lengths[first:last])
    at = _postings_of(box["docs"], first, last)
    docs, concepts = box["docs"][at].astype(np.int64) - first, _concepts(box["starts"], at)
    starts = packed.starts(at)
    counts = packed.starts(at + 1) - starts
    places = np.repeat(begins[docs], counts) + packed.gather(ragged(starts, counts))
    # Where the lemma of each posting stands first; the first of all is that of no other article.
    order = np.argsort(places[csr(counts)[:-1]], kind="stable")
    mask = box["mask"][at]
    anywhere = _lists(last - first, docs, concepts, box["impact"][at], mask, order)
    wide = _wide_masks(box["wide_masks"], at, mask)
    titled = _postings_of(box["title_docs"], first, last)
    title_docs, title_concepts = (
        box["title_docs"][titled].astype(np.int64) - first,
        _concepts(box["title_starts"], titled),
    )
    # Titles have the masks of their articles.
    rows = np.searchsorted(_keys(concepts, docs), _keys(title_concepts, title_docs))
    title_order = np.argsort(title_docs, kind="stable")
    in_titles = _lists(
        last - first, title_docs, title_concepts, box["title_impact"][titled], mask[rows], title_order
    )
    variants = box["variant_starts"].astype(np.int64)
    return Block(
        first,
        last,
        _streams(places, np.repeat(concepts, counts), begins, titles),
        anywhere,
        in_titles,
        _pairs(anywhere, wide[order], variants),
        _pairs(in_titles, wide[rows][title_order], variants),
    )


def _postings_of(docs: Array, first: int, last: int) -> Ints:
    """Return the numbers, ascending, of the postings of articles from `first` up to before `last`."""
    found = [np.empty(0, np.int64)]
    for begin in range(0, len(docs), _LOOKED_AT):
        part = docs[begin : begin + _LOOKED_AT]
        found.append(np.flatnonzero((part >= first) & (part < last)) + begin)
    return np.concatenate(found)


def _concepts(starts: Array, postings: Ints) -> Ints:
    """Return the concepts whose postings these are; some concepts may have none."""
    found: Ints = np.searchsorted(starts, postings, "right") - 1
    return found


def _keys(concepts: Ints, docs: Ints) -> Ints:
    return (concepts << 32) | docs


def _wide_masks(listed: Array, postings: Ints, masks: Array) -> NDArray[np.uint32]:
    """Return masks of `WIDE_BITS` bits of some postings, ascending, that have these `masks`."""
    numbers, wide = listed.reshape(2, -1)
    found: NDArray[np.uint32] = masks.astype(np.uint32)
    if len(numbers):
        at = np.minimum(np.searchsorted(numbers, postings), len(numbers) - 1)
        found = np.where(numbers[at] == postings, wide[at], found)
    return found


def _lists(articles: int, docs: Ints, concepts: Ints, impact: Array, mask: Array, order: Ints) -> Lists:
    bounds = csr(np.bincount(docs, minlength=articles))
    return Lists(bounds, concepts[order], impact[order], mask[order])


def _pairs(lists: Lists, wide: NDArray[np.uint32], variants: Ints) -> Pairs:
    """Return the forms that the wide masks of postings, in the order of `lists`, tell."""
    rows, pairs = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for at, bits in bits_of(wide):
        firsts = variants[lists.concepts[at]] + bits
        # The last bit stands for all forms from there on.
        ends = np.where(bits < _LAST_BIT, firsts + 1, variants[lists.concepts[at] + 1])
        rows.append(np.repeat(at, ends - firsts))
        pairs.append(ragged(firsts, ends - firsts))
    beyond = np.flatnonzero(lists.mask >> (VARIANT_BITS - 1))
    joined = np.concatenate([*rows, beyond])
    order = np.argsort(joined, kind="stable")
    return Pairs(
        np.searchsorted(joined[order], lists.bounds),
        np.concatenate([*pairs, -1 - lists.concepts[beyond]])[order],
        lists.impact[joined[order]],
    )


def _streams(places: Ints, concepts: Ints, begins: Ints, titles: Ints) -> Streams:
    """Return the streams of articles whose positions are numbered on from one to the next.

    `places` are those of `concepts`, `begins` int64[N + 1] the first of each article, `titles` their lengths.
    """
    order = np.argsort(places, kind="stable")
    places = places[order]
    beside = np.diff(places, prepend=-1) == 0
    # Behind each place the lemmas beside others there take one more item.
    more = csr(np.bincount(places[beside], minlength=int(begins[-1])))
    items = np.zeros(begins[-1] + more[-1], np.int64)
    taken = places + np.cumsum(beside)
    items[taken] = 2 * concepts[order] + 1 + beside
    bounds = np.append(np.stack([begins[:-1], begins[:-1] + titles], axis=1).ravel(), begins[-1])
    return Streams(bounds + more[bounds], items)
