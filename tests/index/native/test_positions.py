"""Where concepts stand in articles: the loops in C, and the same by array operations."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasfoi.index.errors import IndexCorrupt
from rasfoi.index.native import loops
from rasfoi.index.segment.format import POSITION_MARK, ragged
from rasfoi.index.segment.packed_positions import counts, ends_size, packed_size, position_bits
from rasfoi.index.segment.term_dictionary import csr

ARTICLES = 40
LISTS = st.lists(st.sets(st.integers(0, ARTICLES - 1), min_size=1).map(sorted), min_size=1, max_size=9)
DOCS = st.sets(st.integers(0, ARTICLES - 1)).map(lambda docs: np.array(sorted(docs), np.int64))


def find_postings(listed: Any, wanted: Any) -> tuple[Any, Any]:
    at = np.minimum(np.searchsorted(listed, wanted.astype(listed.dtype)), len(listed) - 1)
    found = np.flatnonzero(listed[at] == wanted)
    return found, at[found]


def locate(index: Lists, firsts: Any, lasts: Any, wanted: Any, rows: Any) -> int:
    docs = index.docs
    found = [find_postings(docs[a:b], wanted) for a, b in zip(firsts.tolist(), lasts.tolist(), strict=True)]
    postings = np.concatenate([places + first for (_, places), first in zip(found, firsts, strict=True)])
    count = len(postings)
    rows[:count, 0] = np.repeat(np.arange(len(found)), [len(at) for at, _ in found])
    rows[:count, 1] = np.concatenate([at for at, _ in found])
    rows[:count, 2] = postings
    return count


def copy(index: Lists, rows: Any, bounds: Any, out: Any) -> None:
    starts, each = index.starts[rows[:, 2]], index.counts[rows[:, 2]]
    out[0], out[1] = np.repeat(rows[:, 0], each), np.repeat(rows[:, 1], each)
    out[2] = index.positions[ragged(starts, each)]


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


@settings(deadline=None)
@given(LISTS, st.integers(0, 99), DOCS, st.sampled_from([2000, 1 << 14, 1 << 17]))
def test_articles_are_found_in_lists(lists: list[list[int]], seed: int, docs: Any, longest: int) -> None:
    index, found = Lists(lists, seed, longest), []
    firsts, lasts = index.bounds[:-1].copy(), index.bounds[1:].copy()
    loop = partial(loops.locate, index.docs), partial(loops.copy_positions, *index.packed)
    for find, fill in (loop, (partial(locate, index), partial(copy, index))):
        rows = np.zeros((len(lists) * len(docs), 3), np.int64)
        count = find(firsts, lasts, docs, rows)
        bounds = index.starts[np.add.outer(rows[:count, 2], [0, 1])]
        out = np.zeros((3, int(np.diff(bounds).sum())), np.int64)
        fill(rows[:count], bounds, out)
        found.append((rows.tolist(), out.tolist()))
    assert found[0] == found[1]


@settings(deadline=None)
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


@settings(deadline=None)
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
