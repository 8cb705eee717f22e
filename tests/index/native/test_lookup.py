"""A few articles looked up in lists, and words looked at again: the loops in C, and plain steps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
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


DOCS = 3
# The lists of a word, and where it stands in each article; how far behind it the next one shall stand.
WORD = st.tuples(
    st.lists(st.lists(st.sets(st.integers(0, 9)), min_size=DOCS, max_size=DOCS), min_size=1, max_size=2),
    st.integers(0, 3),
)


@given(st.lists(WORD, min_size=1, max_size=4), st.lists(st.integers(0, 6), min_size=DOCS, max_size=DOCS))
def test_words_are_looked_at_again(words: list[tuple[list[list[set[int]]], int]], titles: list[int]) -> None:
    lists = [(at, listed) for at, (lists, _) in enumerate(words) for listed in lists]
    found = [
        (number, doc, position)
        for number, (_, listed) in enumerate(lists)
        for doc, positions in enumerate(listed)
        for position in sorted(positions)
    ]
    occurrences = np.array(found, np.int64).reshape(-1, 3).T.copy()
    apart = [gap for _, gap in words[:-1]] + [0]
    places, idf = np.arange(len(words)) * 2, np.linspace(1.5, 3, len(words))
    worths, scores = np.array([0.5, 40, 0.25, 2, 0.75]), np.empty(3 * len(words) * DOCS)
    loops.second_look(
        *occurrences, np.array([at for at, _ in lists]), np.array(titles, np.uint32), places,
        np.array(apart, np.int64), idf, worths, scores,
    )  # fmt: skip
    stands = [[set().union(*(listed[doc] for listed in each)) for doc in range(DOCS)] for each, _ in words]
    expected = np.zeros((3, len(words), DOCS))
    for word, rows in enumerate(stands):
        for doc, row in enumerate(rows):
            if not row:
                continue
            first = min(row)
            expected[0, word, doc] = 0.5 * idf[word] / (1 + max(first - titles[doc], 0) / 40)
            if first < titles[doc]:
                expected[1, word, doc] = 0.25 * idf[word] / (1 + abs(first - 2 * word) / 2)
            if apart[word] and {each + apart[word] for each in row} & stands[word + 1][doc]:
                expected[2, word, doc] = 0.75 * min(idf[word], idf[word + 1])
    assert scores.tolist() == expected.ravel().tolist()


def test_arrays_that_do_not_fit_are_refused() -> None:
    numbers, bits, table = np.zeros(2, np.int64), np.zeros(3, np.uint8), np.zeros(256, np.uint8)
    with pytest.raises(ValueError, match="differ in length"):
        loops.highest_among(np.zeros(3, np.uint32), bits, table, numbers, bits)
    with pytest.raises(ValueError, match="differ in length"):
        loops.levels_of_words((), (), 9, False, numbers, bits)
    one, worths = np.zeros(1), np.zeros(5)
    with pytest.raises(ValueError, match="differ in length"):
        loops.second_look(
            *[numbers] * 4, np.zeros(1, np.uint32), numbers[:1], numbers[:1], one, worths, np.zeros(2)
        )
    with pytest.raises(ValueError, match="out of range"):
        loops.second_look(
            *[numbers] * 3, numbers[:0], np.zeros(1, np.uint32), numbers[:1], numbers[:1], one, worths,
            np.zeros(3),
        )  # fmt: skip
