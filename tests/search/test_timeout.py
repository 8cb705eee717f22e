"""A search that takes too long ends with SearchTimeout wherever it is, and leaves nothing behind."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import rasfoi
from rasfoi.index import deadline
from rasfoi.index.native import loops

QUERIES = [
    "orașul",
    "guvernull a anunțta o tăiere",
    '"a fost" "în oraș"',
    "+oraș -metrou",
    "econom* p*e",
    "anticorupție cluj napoca trupe nord-coreene",
    "sursa:nimic oraș",
    "(a ȘI b) SAU NU c",
]
OPTIONS: list[dict[str, Any]] = [
    {"facets": True, "explain": True},
    {"sort": "newest", "source": "fără"},
    {"prefix": True, "limit": 100},
]


def calls(index: rasfoi.Index) -> list[Callable[[float | None], Any]]:
    """Return every way to ask an index for something that takes time."""
    some = index.search("orașul").hits[0].id
    searches = [
        lambda seconds, query=query, options=options: replace(
            index.search(query, timeout=seconds, **options), took_ms=0
        )
        for query in QUERIES
        for options in OPTIONS
    ]
    return [
        *searches,
        lambda seconds: index.similar(some, timeout=seconds),
        lambda seconds: index.suggest("ora", timeout=seconds),
        lambda seconds: index.suggest("primarul ora", timeout=seconds),
        lambda seconds: index.highlight(some, "orașul a fost", timeout=seconds),
    ]


def test_no_time_is_too_little_for_anything(index: rasfoi.Index) -> None:
    for call in calls(index):
        with pytest.raises(rasfoi.SearchTimeout):
            call(0)


def test_wherever_a_search_ends_the_next_is_right(index: rasfoi.Index) -> None:
    asked = calls(index)
    right = [call(None) for call in asked]
    ended = 0
    for microseconds in np.geomspace(5, 20_000, 60).astype(int).tolist():
        # As one just opened, with nothing kept of earlier searches.
        fresh = calls(rasfoi.open(index.address))
        for call, answer in zip(fresh, right, strict=True):
            try:
                assert call(microseconds / 1e6) == answer
            except rasfoi.SearchTimeout:
                ended += 1
        assert [call(None) for call in fresh] == right
    assert ended > len(asked)


def test_time_enough_changes_nothing(index: rasfoi.Index) -> None:
    for call in calls(index):
        assert call(60) == call(None)


def test_the_error_is_one_of_ours() -> None:
    assert issubclass(rasfoi.SearchTimeout, rasfoi.RasfoiError)
    assert rasfoi.SearchTimeout.status == 503
    assert "fewer" in str(rasfoi.SearchTimeout())


def test_of_two_limits_the_earlier_counts(index: rasfoi.Index) -> None:
    with deadline.within(0), pytest.raises(rasfoi.SearchTimeout):
        index.search("orașul", timeout=60)
    with deadline.within(60), pytest.raises(rasfoi.SearchTimeout):
        index.search("orașul", timeout=0)
    with deadline.within(0), deadline.unlimited():
        assert index.search("orașul").total
    assert index.search("orașul").total


def test_threads_have_their_own(index: rasfoi.Index) -> None:
    found = []
    with deadline.within(0):
        thread = threading.Thread(target=lambda: found.append(index.search("orașul").total))
        thread.start()
        thread.join()
    assert found == [index.search("orașul").total]


@pytest.mark.parametrize("size", [1, 1 << 18])
def test_loops_in_c_look_at_the_clock(size: int) -> None:
    numbers, out = np.arange(size), np.empty(2 * size, np.int64)
    with deadline.within(0):
        for loop in (loops.intersect, loops.unite):
            with pytest.raises(rasfoi.SearchTimeout):
                loop(numbers, numbers, out)
    assert loops.intersect(numbers, numbers, out) == size


def test_loops_in_python_look_at_the_clock() -> None:
    seen = []
    with pytest.raises(rasfoi.SearchTimeout), deadline.within(0.02):
        for number in deadline.checked(iter(int, 1)):
            seen.append(number)
    assert len(seen) % 1024 == 0
