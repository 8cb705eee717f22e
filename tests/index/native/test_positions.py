"""Where concepts stand in articles: the loops in C, and the same by array operations."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasfoi.index.errors import IndexCorrupt
from rasfoi.index.native import loops
from rasfoi.index.segment.format import POSITION_MARK, ragged
from rasfoi.index.segment.frequencies import Frequencies
from rasfoi.index.segment.term_dictionary import csr

ARTICLES = 40
LISTS = st.lists(st.sets(st.integers(0, ARTICLES - 1), min_size=1).map(sorted), min_size=1, max_size=9)
DOCS = st.sets(st.integers(0, ARTICLES - 1)).map(lambda docs: np.array(sorted(docs), np.int64))


def find_postings(listed: Any, wanted: Any) -> tuple[Any, Any]:
    at = np.minimum(np.searchsorted(listed, wanted.astype(listed.dtype)), len(listed) - 1)
    found = np.flatnonzero(listed[at] == wanted)
    return found, at[found]


def locate(
    docs: Any, tf: Any, large_at: Any, large_tf: Any, marks: Any, mark_size: int, firsts: Any, lasts: Any,
    wanted: Any, rows: Any,
) -> int:  # fmt: skip
    found = [find_postings(docs[a:b], wanted) for a, b in zip(firsts.tolist(), lasts.tolist(), strict=True)]
    postings = np.concatenate([places + first for (_, places), first in zip(found, firsts, strict=True)])
    count = len(postings)
    rows[:count, 0] = np.repeat(np.arange(len(found)), [len(at) for at, _ in found])
    rows[:count, 1] = np.concatenate([at for at, _ in found])
    starts, counts = Frequencies(tf, large_at, large_tf, marks).all_starts(0, len(tf))
    rows[:count, 2], rows[:count, 3] = starts[postings], counts[postings]
    return count


def copy(rows: Any, positions: Any, out: Any) -> None:
    out[0], out[1] = np.repeat(rows[:, 0], rows[:, 3]), np.repeat(rows[:, 1], rows[:, 3])
    out[2] = positions[ragged(rows[:, 2], rows[:, 3])]


def places(index: Lists, number: int) -> set[tuple[int, int]]:
    first, last = index.bounds[number : number + 2].tolist()
    starts, counts = index.frequencies.all_starts(first, last)
    docs = np.repeat(index.docs[first:last], counts)
    return set(zip(docs.tolist(), index.positions[ragged(starts, counts)].tolist(), strict=True))


class Lists:
    """Posting lists with frequencies, some of them large, and random positions."""

    def __init__(self, lists: list[list[int]], seed: int, width: Any, positions: int = 2000) -> None:
        rng = np.random.default_rng(seed)
        self.docs = np.array([doc for each in lists for doc in each], np.uint32)
        many = rng.random(len(self.docs)) < 0.1
        positions = max(positions, 300 * bool(many.any()))
        counts = np.where(many, 300, rng.integers(1, 4, len(self.docs)))
        large = np.flatnonzero(counts > 255)
        starts = csr(counts)
        self.frequencies = Frequencies(
            np.where(counts > 255, 0, counts).astype(np.uint8),
            large,
            counts[large],
            starts[:-1:POSITION_MARK].copy(),
        )
        self.positions = np.concatenate([np.sort(rng.choice(positions, n, False)) for n in counts]).astype(
            width
        )
        self.bounds = csr(np.array([len(each) for each in lists]))


@settings(deadline=None)
@given(LISTS, st.integers(0, 99), DOCS, st.sampled_from([np.uint16, np.uint32]))
def test_articles_are_found_in_lists(lists: list[list[int]], seed: int, docs: Any, width: Any) -> None:
    index, found = Lists(lists, seed, width), []
    firsts, lasts = index.bounds[:-1].copy(), index.bounds[1:].copy()
    for find, fill in ((loops.locate, loops.copy_positions), (locate, copy)):
        rows = np.zeros((len(lists) * len(docs), 4), np.int64)
        count = find(index.docs, *index.frequencies, POSITION_MARK, firsts, lasts, docs, rows)
        out = np.zeros((3, int(rows[:count, 3].sum())), np.int64)
        fill(rows[:count], index.positions, out)
        found.append((rows.tolist(), out.tolist()))
    assert found[0] == found[1]


@settings(deadline=None)
@given(
    LISTS, st.integers(0, 99), DOCS | st.none(), st.sampled_from([np.uint16, np.uint32]), st.booleans(),
    st.integers(1, 3),
)  # fmt: skip
def test_words_stand_at_their_places(
    lists: list[list[int]], seed: int, within: Any, width: Any, in_title: bool, count: int
) -> None:
    index, rng = Lists(lists, seed, width, positions=40), np.random.default_rng(seed)
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
        index.docs, *index.frequencies, POSITION_MARK, index.positions, index.bounds[:-1].copy(),
        index.bounds[1:].copy(), words, offsets, np.empty(0, np.int64) if within is None else within,
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


def test_a_frequency_that_is_missing_from_its_table_is_damage() -> None:
    index = Lists([[1, 2, 3]], 0, np.uint16)
    broken = index.frequencies._replace(tf=np.zeros(3, np.uint8), large_at=np.zeros(0, np.int64))
    rows, one = np.zeros((3, 4), np.int64), np.array([3])
    with pytest.raises(IndexCorrupt, match="positions"):
        loops.locate(index.docs, *broken, POSITION_MARK, np.zeros(1, np.int64), one, np.array([2]), rows)
