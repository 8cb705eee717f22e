"""Where concepts stand in articles: the loops in C, and the same by array operations."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasfoi.index.errors import IndexCorrupt
from rasfoi.index.native import loops
from rasfoi.index.segment.format import POSITION_MARK, ragged
from rasfoi.index.segment.postings.packed_positions import counts, ends_size, packed_size, position_bits
from rasfoi.index.segment.term_dictionary import csr

ARTICLES = 40
LISTS = st.lists(st.sets(st.integers(0, ARTICLES - 1), min_size=1).map(sorted), min_size=1, max_size=9)
DOCS = st.sets(st.integers(0, ARTICLES - 1)).map(lambda docs: np.array(sorted(docs), np.int64))


def find_postings(listed: Any, wanted: Any) -> tuple[Any, Any]:
    at = np.minimum(np.searchsorted(listed, wanted.astype(listed.dtype)), len(listed) - 1)
    found = np.flatnonzero(listed[at] == wanted)
    return found, at[found]


def occurrences(index: Lists, firsts: Any, lasts: Any, wanted: Any) -> list[list[int]]:
    found = [find_postings(index.docs[a:b], wanted) for a, b in zip(firsts, lasts, strict=True)]
    rows = [
        (concept, article, position)
        for concept, (articles, places) in enumerate(found)
        for article, posting in zip(articles.tolist(), (places + firsts[concept]).tolist(), strict=True)
        for position in index.positions[index.starts[posting] : index.starts[posting + 1]].tolist()
    ]
    return np.array(rows, np.int64).reshape(-1, 3).T.tolist()


def places(index: Lists, number: int) -> set[tuple[int, int]]:
    first, last = index.bounds[number : number + 2].tolist()
    starts, each = index.starts[first:last], index.counts[first:last]
    docs = np.repeat(index.docs[first:last], each)
    return set(zip(docs.tolist(), index.positions[ragged(starts, each)].tolist(), strict=True))


class Lists:
    """Posting lists with random positions, some many; `packed` is what loops take of them."""

    def __init__(self, lists: list[list[int]], seed: int, positions: int = 2000) -> None:
        rng = np.random.default_rng(seed)
        self.docs = np.array([doc for each in lists for doc in each], np.uint32)
        many = rng.random(len(self.docs)) < 0.1
        positions = max(positions, 300 * bool(many.any()))
        self.counts = np.where(many, 300, rng.integers(1, 4, len(self.docs)))
        self.starts = csr(self.counts)
        self.positions = np.concatenate([np.sort(rng.choice(positions, n, False)) for n in self.counts])
        bits, total = position_bits(positions), len(self.positions)
        flagged = self.positions.astype(np.uint32)
        flagged[self.starts[1:] - 1] |= np.uint32(1 << 31)
        packed, ends = np.zeros(packed_size(total, bits), np.uint8), np.zeros(ends_size(total), np.uint8)
        half = total // 2
        for first, last in ((0, half), (half, total)):
            loops.pack_positions(flagged[first:last].copy(), bits, first, packed, ends)
        marks = self.starts[:-1:POSITION_MARK].astype(np.uint32)
        self.packed = packed, ends, bits, total, marks, POSITION_MARK
        self.bounds = csr(np.array([len(each) for each in lists]))


@given(LISTS, st.integers(0, 99), DOCS, st.sampled_from([2000, 1 << 14, 1 << 17]))
def test_articles_are_found_in_lists(lists: list[list[int]], seed: int, docs: Any, longest: int) -> None:
    index = Lists(lists, seed, longest)
    firsts, lasts = index.bounds[:-1].copy(), index.bounds[1:].copy()
    expected = occurrences(index, firsts, lasts, docs)
    count, block = len(expected[0]), 64
    read = bytearray(len(index.packed[0]) // block + 1), bytearray(len(index.packed[1]) // block + 1)
    arguments = index.docs, firsts, lasts, docs, *index.packed
    out, blocks = np.zeros((3, count), np.int64), np.zeros(9, np.int64)
    assert loops.find_occurrences(*arguments, *read, block, blocks, out) == count
    assert out.tolist() == expected
    # Without room all are counted.
    assert loops.find_occurrences(*arguments, *read, block, blocks, out[:, :0].copy()) == count
    # Nothing is read of a block that is flagged.
    damaged = [array.copy() for array in index.packed[:2]]
    unread = tuple(bytearray(b"\1" * len(each)) for each in read)
    while (
        found := loops.find_occurrences(
            *arguments[:4], *damaged, *index.packed[2:], *unread, block, blocks, out
        )
    ) < 0:
        for number in blocks[:-found].tolist():
            which, at = int(number < 0), abs(number) - 1
            assert at < len(unread[which])
            unread[which][at] = 0
    for which, flags in enumerate(unread):
        for at in np.flatnonzero(np.frombuffer(flags, np.uint8)).tolist():
            damaged[which][at * block : (at + 1) * block] = 255
    damaged[0][len(damaged[0]) - 8 :] = 0
    assert (
        loops.find_occurrences(*arguments[:4], *damaged, *index.packed[2:], *unread, block, blocks, out)
        == count
    )
    assert out.tolist() == expected


@given(LISTS, st.integers(0, 99), DOCS | st.none(), st.booleans(), st.integers(1, 3))
def test_words_stand_at_their_places(
    lists: list[list[int]], seed: int, within: Any, in_title: bool, count: int
) -> None:
    index, rng = Lists(lists, seed, positions=40), np.random.default_rng(seed)
    words = np.sort(rng.integers(0, count, len(lists)))
    words = np.unique(words, return_inverse=True)[1].astype(np.int64)
    offsets = rng.integers(0, 4, words[-1] + 1)
    titles = rng.integers(0, 30, ARTICLES).astype(np.uint32)
    expected = set.intersection(
        *(
            {
                (doc, place - offset)
                for number in np.flatnonzero(words == word)
                for doc, place in places(index, number)
            }
            for word, offset in enumerate(offsets.tolist())
        )
    )
    admitted = set(range(ARTICLES) if within is None else within.tolist())
    expected = {
        (doc, start)
        for doc, start in expected
        if doc in admitted and start >= 0 and (start < titles[doc] or not in_title)
    }
    out = np.zeros((2, len(expected)), np.int64)
    arguments = (
        index.docs, *index.packed, index.bounds[:-1].copy(), index.bounds[1:].copy(), words, offsets,
        np.empty(0, np.int64) if within is None else within,
        within is not None, titles, in_title,
    )  # fmt: skip
    assert loops.find_phrase(*arguments, out[0], out[1]) == len(expected)
    assert list(zip(*out.tolist(), strict=True)) == sorted(expected)
    # Without room for the places each article comes once; without any room all are counted.
    docs = sorted({doc for doc, _ in expected})
    assert loops.find_phrase(*arguments, out[0], np.empty(0, np.int64)) == len(docs)
    assert out[0, : len(docs)].tolist() == docs
    if expected:
        assert loops.find_phrase(*arguments, out[0, :1].copy(), out[1, :1].copy()) == len(expected)


@given(LISTS, st.integers(0, 99), DOCS, st.integers(1, 4), st.booleans(), st.booleans())
def test_neighbours_are_counted(
    lists: list[list[int]], seed: int, within: Any, count: int, whole: bool, chained: bool
) -> None:
    index, rng = Lists(lists, seed, positions=60), np.random.default_rng(seed)
    words = np.sort(rng.integers(0, count, len(lists)))
    apart = rng.integers(int(chained), 5, count)
    lengths = int(index.positions.max())
    titles = rng.integers(0, lengths + 1, ARTICLES).astype(np.uint32)
    stands = [
        {place for number in np.flatnonzero(words == word) for place in places(index, number)}
        for word in range(count)
    ]
    expected = np.zeros(ARTICLES, np.int64)
    first = stands[0]
    for second, most in zip(stands[1:], apart[1:].tolist(), strict=True):
        steps = [most] if chained else range(1, most + 1)
        found = {(doc, place + step) for doc, place in first for step in steps} & second
        first = found if chained else second
        if second is stands[-1] or not chained:
            expected[list({doc for doc, _ in found})] += 1
    block = 64
    unread = tuple(bytearray(len(each) // block + 1) for each in index.packed[:2])
    if not whole:
        unread[0][:], unread[1][:] = b"\1" * len(unread[0]), b"\1" * len(unread[1])
    blocks, pairs = np.zeros(3, np.int64), np.zeros(len(within), np.uint8)
    while count := loops.count_pairs(
        index.docs, *index.packed, *unread, block, index.bounds[:-1].copy(), index.bounds[1:].copy(), words,
        apart, within, titles, lengths - titles, whole, chained, blocks, pairs,
    ):  # fmt: skip
        for number in blocks[:count].tolist():
            unread[int(number < 0)][abs(number) - 1] = 0
        pairs[:] = 0
    assert pairs.tolist() == expected[within].tolist()


def test_a_place_beyond_the_end_of_its_article_is_damage() -> None:
    index = Lists([[0, 1], [0, 1]], 0)
    empty = np.zeros(2, np.uint32)
    for whole in (False, True):
        with pytest.raises(IndexCorrupt):
            loops.count_pairs(
                index.docs, *index.packed, bytearray(9), bytearray(9), 64, index.bounds[:-1].copy(),
                index.bounds[1:].copy(), np.arange(2), np.array([0, 1]), np.arange(2), empty, empty, whole,
                False, np.zeros(1, np.int64), np.zeros(2, np.uint8),
            )  # fmt: skip


@given(LISTS, st.integers(0, 99), st.sampled_from([2000, 1 << 17]), st.data())
def test_packed_positions_come_out_as_they_went_in(
    lists: list[list[int]], seed: int, longest: int, data: st.DataObject
) -> None:
    index = Lists(lists, seed, longest)
    first = data.draw(st.integers(0, len(index.positions)))
    positions = np.empty(len(index.positions) - first, np.uint32)
    ends = np.empty(len(positions), np.bool_)
    loops.unpack_positions(*index.packed, first, positions, ends)
    assert positions.tolist() == index.positions[first:].tolist()
    assert np.isin(np.arange(first, len(index.positions)), index.starts[1:] - 1).tolist() == ends.tolist()
    if not first:
        assert counts(ends).tolist() == index.counts.tolist()
    postings = np.array(data.draw(st.lists(st.integers(0, len(index.docs)))), np.int64)
    starts = np.empty(len(postings), np.int64)
    loops.find_starts(*index.packed, postings, starts)
    assert starts.tolist() == index.starts[postings].tolist()


def test_a_posting_without_an_end_is_damage() -> None:
    index = Lists([[1, 2, 3]], 0)
    packed, ends, *rest = index.packed
    with pytest.raises(IndexCorrupt, match="positions"):
        loops.find_starts(packed, np.zeros_like(ends), *rest, np.array([2]), np.zeros(1, np.int64))


def test_a_position_that_takes_more_bits_is_damage() -> None:
    with pytest.raises(IndexCorrupt, match="position"):
        loops.pack_positions(np.array([3, 4], np.uint32), 2, 0, *np.zeros((2, packed_size(2, 2)), np.uint8))
