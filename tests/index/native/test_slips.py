"""The cost of slips: the loop in C, and the same by plain steps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasfoi.index.native import loops
from rasfoi.search.query.spelling.slips import (
    _ADDED,
    _DROPPED,
    _EDIT,
    _FIRST,
    _NEIGHBOUR,
    _NEIGHBOURS,
    _TRANSPOSED,
    DOUBLED,
    slip_costs,
)

WORDS = st.text("aăbnmsqz", max_size=9)


def slip_cost(typed: str, meant: str) -> float:
    """Return the least cost of edits that make `typed` of `meant`, both folded.

    The optimal string alignment distance with a weight for each edit.
    """
    first, last = _core(typed, meant)
    rows: list[list[float]] = [[0.0] * (len(meant) - last - first + 1)]
    for to in range(1, len(rows[0])):
        rows[0][to] = rows[0][to - 1] + _dropped(meant, first + to - 1)
    for at in range(1, len(typed) - last - first + 1):
        one = first + at - 1
        row = [rows[at - 1][0] + _added(typed, one)]
        for to in range(1, len(rows[0])):
            other = first + to - 1
            best = min(
                rows[at - 1][to - 1] + _replaced(typed[one], meant[other]),
                rows[at - 1][to] + _added(typed, one),
                row[to - 1] + _dropped(meant, other),
            )
            if at > 1 and to > 1 and typed[one] == meant[other - 1] and typed[one - 1] == meant[other]:
                best = min(best, rows[at - 2][to - 2] + _TRANSPOSED)
            row.append(best)
        rows.append(row)
    return rows[-1][-1] + (_FIRST if typed[:1] != meant[:1] else 0.0)


@given(WORDS, st.lists(WORDS, min_size=1))
def test_slips_cost_what_their_cheapest_edits_do(typed: str, meant: list[str]) -> None:
    assert slip_costs(typed, meant) == [slip_cost(typed, word) for word in meant]


def test_arguments_that_do_not_fit_are_refused() -> None:
    letters, ends, weights, near = (
        np.zeros(2, np.uint32),
        np.array([2]),
        np.zeros(7),
        np.zeros(26 * 26, np.uint8),
    )
    for wrong in (
        (np.array([3]), weights, near, np.zeros(1)),
        (ends, weights[1:], near, np.zeros(1)),
        (ends, weights, near[1:], np.zeros(1)),
        (ends, weights, near, np.zeros(2)),
    ):
        with pytest.raises(ValueError, match=r"differ in length|cannot"):
            loops.slip_costs(letters, letters, *wrong)


def _core(typed: str, meant: str) -> tuple[int, int]:
    """Return how many letters two words have in common at their beginning and, beyond these, at their end."""
    shorter = min(len(typed), len(meant))
    first = 0
    while first < shorter and typed[first] == meant[first]:
        first += 1
    last = 0
    while last < shorter - first and typed[-1 - last] == meant[-1 - last]:
        last += 1
    return first, last


def _replaced(typed: str, meant: str) -> float:
    if typed == meant:
        return 0.0
    return _NEIGHBOUR if typed + meant in _NEIGHBOURS else _EDIT


def _added(typed: str, at: int) -> float:
    """Return the cost of a letter too many: twice the same, or the key beside the right one."""
    letter, beside = typed[at], typed[max(at - 1, 0) : at] + typed[at + 1 : at + 2]
    if letter in beside:
        return DOUBLED
    return _ADDED if any(letter + other in _NEIGHBOURS for other in beside) else _EDIT


def _dropped(meant: str, at: int) -> float:
    beside = meant[max(at - 1, 0) : at] + meant[at + 1 : at + 2]
    return DOUBLED if meant[at] in beside else _DROPPED
