"""A few articles looked up in lists, and words looked at again: the loops in C, and plain steps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasfoi.index.errors import IndexCorrupt
from rasfoi.index.native import loops

NUMBERS = st.sets(st.integers(0, 300)).map(sorted)


@given(NUMBERS, NUMBERS, st.integers(0, 9))
def test_the_highest_value_is_that_of_the_list(listed: list[int], wanted: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    values, table = (
        rng.integers(0, 256, len(listed)).astype(np.uint8),
        rng.integers(0, 256, 256).astype(np.uint8),
    )
    before = rng.integers(0, 256, len(wanted)).astype(np.uint8)
    out = before.copy()
    loops.highest_among(np.array(listed, np.uint32), values, table, np.array(wanted, np.int64), out)
    there = dict(zip(listed, table[values].tolist(), strict=True))
    expected = [max(low, there.get(doc, 0)) for doc, low in zip(wanted, before.tolist(), strict=True)]
    assert out.tolist() == expected


@given(NUMBERS, st.integers(0, 9))
def test_levels_are_raised(listed: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    values, table = (rng.integers(0, 256, size).astype(np.uint8) for size in (len(listed), 256))
    before = rng.integers(0, 256, 301).astype(np.uint8)
    out = before.copy()
    loops.raise_levels(np.array(listed, np.uint32), values, table, out)
    before[listed] = np.maximum(before[listed], table[values])
    assert out.tolist() == before.tolist()


def test_levels_of_no_article_are_damage() -> None:
    with pytest.raises(IndexCorrupt):
        loops.raise_levels(
            np.array([3], np.uint32), np.zeros(1, np.uint8), np.zeros(256, np.uint8), np.zeros(3, np.uint8)
        )


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(1, 4), st.integers(0, 4))))
def test_what_was_not_seen_is_dropped(rows: list[tuple[int, int, int]]) -> None:
    candidates, levels, seen = (np.array([row[at] for row in rows]) for at in range(3))
    docs, lowest = candidates.astype(np.int64), levels.astype(np.uint8)
    kept = loops.keep_lowest(docs, lowest, seen.astype(np.uint8))
    found = list(zip(docs[:kept].tolist(), lowest[:kept].tolist(), strict=True))
    assert found == [(doc, min(level, last)) for doc, level, last in rows if last]


WORD = st.lists(st.sets(st.integers(0, 9)), min_size=3, max_size=3)


@given(st.lists(st.tuples(WORD, st.integers(0, 3)), min_size=1, max_size=4))
def test_words_are_looked_at_again(words: list[tuple[list[set[int]], int]]) -> None:
    # Three articles of ten positions and room for the widest gap between words, three words apart.
    size, length = 14, 42
    apart = [gap for _, gap in words[:-1]] + [0]
    begins = [at * length + article * size for at in range(len(words)) for article in range(3)]
    rows = [positions for word, _ in words for positions in word]
    places = [begin + each for begin, row in zip(begins, rows, strict=True) for each in sorted(row)]
    first, near = np.full(len(rows), -1, np.int64), np.zeros(len(rows), np.uint8)
    loops.look_again(
        np.array(places, np.int64), np.array(begins, np.int64), np.array(apart, np.int64), length, first, near
    )
    assert first.tolist() == [min(row, default=-1) for row in rows]
    expected = [
        any(apart[at // 3] and each + apart[at // 3] in rows[at + 3] for each in row)
        if at + 3 < len(rows) else False
        for at, row in enumerate(rows)
    ]  # fmt: skip
    assert near.astype(bool).tolist() == expected


def test_arrays_that_do_not_fit_are_refused() -> None:
    numbers, bits, table = np.zeros(2, np.int64), np.zeros(3, np.uint8), np.zeros(256, np.uint8)
    with pytest.raises(ValueError, match="differ in length"):
        loops.highest_among(np.zeros(3, np.uint32), bits, table, numbers, bits)
    with pytest.raises(ValueError, match="differ in length"):
        loops.keep_lowest(numbers, bits, bits)
    with pytest.raises(ValueError, match="differ in length"):
        loops.raise_levels(np.zeros(2, np.uint32), bits, table, bits)
    with pytest.raises(ValueError, match="differ in length"):
        loops.look_again(numbers, np.zeros(3, np.int64), numbers, 1, np.zeros(3, np.int64), bits)
