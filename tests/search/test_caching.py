"""What is kept of earlier searches is bounded by what it takes, not by how many they were."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable

import pytest
from rasfoi.index.caching import LONGEST, cached_if_short
from rasfoi.search.caching import cached


class Owner:
    """Makes texts, and counts how often."""

    def __init__(self, most: int) -> None:
        self.made = 0
        self.text: Callable[[str, int], str] = cached(self._make, most, lambda text, *_: len(text))

    def _make(self, letter: str, times: int) -> str:
        self.made += 1
        return letter * times


def test_a_result_is_made_once() -> None:
    owner = Owner(10_000)
    assert [owner.text("a", 3), owner.text("a", 3), owner.text("b", 3)] == ["aaa", "aaa", "bbb"]
    assert owner.made == 2


@pytest.mark.parametrize("size", [10, 1_000, 40_000])
def test_results_are_bounded_by_their_size(size: int) -> None:
    owner = Owner(100_000)
    kept = [owner.text(chr(1_000 + number), size) for number in range(2_000)]
    owner.made = 0
    for number in reversed(range(2_000)):
        owner.text(chr(1_000 + number), size)
        if owner.made:
            break
    found = 1_999 - number
    assert 0 < found * (size + 200) <= 100_000
    assert len(kept) == 2_000


def test_what_is_too_large_is_not_kept() -> None:
    owner = Owner(1_000)
    owner.text("a", 1)
    assert owner.text("b", 5_000) == owner.text("b", 5_000)
    owner.text("a", 1)
    assert owner.made == 3


def test_what_is_asked_for_again_stays() -> None:
    owner = Owner(100_000)
    for number in range(2_000):
        owner.text("a", 1)
        owner.text(chr(1_000 + number), 500)
    assert owner.made == 2_001


def test_a_cache_does_not_hold_its_owner() -> None:
    owner = Owner(1_000)
    owner.text("a", 1)
    gone = weakref.ref(owner)
    gc.disable()
    try:
        del owner
        assert gone() is None
    finally:
        gc.enable()


def test_an_error_is_not_kept() -> None:
    class Failing:
        tried = 0

        def method(self) -> str:
            self.tried += 1
            if self.tried == 1:
                raise ValueError
            return "made"

    failing = Failing()
    method = cached(failing.method, 1_000, lambda *_: 1)
    with pytest.raises(ValueError):
        method()
    assert method() == "made"


def test_only_short_texts_are_kept() -> None:
    asked = []

    @cached_if_short(100)
    def upper(text: str) -> str:
        asked.append(text)
        return text.upper()

    for text in ("a" * LONGEST, "a" * (LONGEST + 1)):
        assert upper(text) == upper(text) == text.upper()
    assert [len(text) for text in asked] == [LONGEST, LONGEST + 1, LONGEST + 1]
