"""Array operations that phrases are found with."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasfoi.index.native import sorted_sets
from rasfoi.index.native.sorted_sets import distinct, intersect, united

NUMBERS = st.sets(st.integers(0, 300)).map(lambda numbers: np.array(sorted(numbers), np.int64))


@pytest.mark.parametrize("short", [0, 4096], ids=["marked", "looked up"])
@given(first=NUMBERS, second=NUMBERS)
def test_what_two_arrays_have_in_common(short: int, first: np.ndarray, second: np.ndarray) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sorted_sets, "_SHORT", short)
        patch.setattr(sorted_sets, "_MARKED", 64)
        common = intersect(first, second)
    assert common.tolist() == sorted(set(first.tolist()) & set(second.tolist()))


@given(st.lists(NUMBERS, min_size=1, max_size=4))
def test_what_is_in_any_of_some_arrays(lists: list[np.ndarray]) -> None:
    assert united(lists).tolist() == sorted(set().union(*(each.tolist() for each in lists)))


@given(st.lists(st.integers(0, 50)))
def test_each_number_once(numbers: list[int]) -> None:
    assert distinct(np.array(numbers, np.int64)).tolist() == sorted(set(numbers))
