"""Ascending numbers, each once."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from rasfoi.index.native.sorted_sets import distinct, intersect, united

NUMBERS = st.sets(st.integers(0, 300)).map(lambda numbers: np.array(sorted(numbers), np.int64))


@given(NUMBERS, NUMBERS)
def test_what_two_arrays_have_in_common(first: np.ndarray, second: np.ndarray) -> None:
    assert intersect(first, second).tolist() == np.intersect1d(first, second).tolist()


@given(st.lists(NUMBERS, min_size=1, max_size=4))
def test_what_is_in_any_of_some_arrays(lists: list[np.ndarray]) -> None:
    assert united(lists).tolist() == np.unique(np.concatenate(lists)).tolist()


@given(st.lists(st.integers(0, 50)))
def test_each_number_once(numbers: list[int]) -> None:
    assert distinct(np.array(numbers, np.int64)).tolist() == sorted(set(numbers))
