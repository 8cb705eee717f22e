"""Scores: the loops in C, and the same by array operations."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasfoi.index.errors import IndexCorrupt
from rasfoi.index.native import loops
from rasfoi.search.ranking.scores.accumulator import ALL_PLACES
from rasfoi.search.ranking.scores.scoring import HIGHEST_LEVEL, coverage

ARTICLES = 64
NUMBERS = st.sets(st.integers(0, ARTICLES - 1)).map(sorted)


def both(loop: Callable[..., Any], arrays: Callable[..., Any], *arguments: Any) -> tuple[Any, Any]:
    """Return the answer of the loop and of array operations, then the arguments as they are afterwards."""
    answers = []
    for form in (loop, arrays):
        own = deepcopy(arguments)
        answers.append((form(*own), *(each.tolist() for each in own if isinstance(each, np.ndarray))))
    return answers[0], answers[1]


def postings(docs: list[int], seed: int) -> tuple[Any, ...]:
    rng = np.random.default_rng(seed)
    impact, mask = rng.integers(1, 256, (2, len(docs))).astype(np.uint8)
    return np.array(docs, np.uint32), impact, mask, rng.integers(1, 999, 256).astype(np.int32)


def add(
    docs: Any, impact: Any, mask: Any, worth: Any, places: Any, level: int, mass: float, allowed: Any,
    scores: Any, covered: Any, touched: Any, count: Any,
) -> None:  # fmt: skip
    at = places if len(places) else np.flatnonzero(impact <= level) if level < HIGHEST_LEVEL else slice(None)
    found = docs[at].astype(np.int64)
    # No mask is out of range; "wrap" only spares NumPy the check, half of the time.
    gained = worth.take(mask[at], mode="wrap")
    gained *= impact[at]
    if len(allowed):
        kept = allowed[found]
        found, gained = found[kept], gained[kept]
    before = scores[found]
    new = found[before == 0]
    touched[count[0] : count[0] + len(new)] = new
    count[0] += len(new)
    gained += before
    scores[found] = gained
    if mass:
        covered[found] += mass


def cover(touched: Any, count: int, scores: Any, covered: Any, whole: float, bonus: float) -> None:
    docs = touched[:count]
    scores[docs] += coverage(covered[docs], whole, bonus)
    covered[docs] = 0


def drain(touched: Any, count: Any, scores: Any, least: int, docs: Any, found: Any) -> int:
    every = touched[: count[0]]
    reached = scores[every]
    scores[every] = 0
    count[0] = 0
    kept = np.flatnonzero(reached >= least)
    docs[: len(kept)], found[: len(kept)] = every[kept], reached[kept]
    return len(kept)


def probe(
    candidates: Any, found: Any, docs: Any, impact: Any, mask: Any, worth: Any, level: int, least: int,
    numbers: Any,
) -> int:  # fmt: skip
    kept = np.flatnonzero(found >= least)
    wanted, scores = candidates[kept], found[kept]
    at = np.searchsorted(docs, wanted.astype(np.uint32))
    at[at == len(docs)] = 0
    who = np.flatnonzero(docs[at] == wanted)
    at = at[who]
    low = impact[at] <= level
    at, who = at[low], who[low]
    scores[who] += worth[mask[at]] * impact[at]
    candidates[: len(kept)], found[: len(kept)] = wanted, scores
    return len(kept)


def mark(docs: Any, bits: Any) -> None:
    flags = np.zeros(len(bits) * 8, np.bool_)
    flags[docs] = True
    bits |= np.packbits(flags)


def tally(numbers: Any, mask: Any, counts: Any) -> None:
    counts += np.bincount(numbers[mask], minlength=len(counts))


LISTS = st.lists(st.tuples(NUMBERS, st.integers(0, 9)), max_size=4)


@settings(deadline=None)
@given(LISTS, st.sampled_from([255, 128]), st.booleans(), st.booleans())
def test_scores_add_up(lists: list[tuple[list[int], int]], level: int, filtered: bool, chosen: bool) -> None:
    allowed = np.arange(ARTICLES) % 3 > 0 if filtered else np.ones(0, np.bool_)
    answers = []
    for form in ((loops.accumulate, loops.add_coverage, loops.drain), (add, cover, drain)):
        scores, touched = np.zeros(ARTICLES, np.int32), np.zeros(ARTICLES, np.int64)
        covered, used = np.zeros(ARTICLES), np.zeros(1, np.int64)
        for docs, seed in lists:
            listed = postings(docs, seed)
            places = np.arange(0, len(docs), 2, dtype=np.uint32) if chosen and docs else ALL_PLACES
            most = HIGHEST_LEVEL if len(places) else level
            form[0](*listed, places, most, seed / 2, allowed, scores, covered, touched, used)
        form[1](touched, int(used[0]), scores, covered, 5.0, 1000.0)
        kept, found = np.empty(ARTICLES, np.int64), np.empty(ARTICLES, np.int32)
        number = form[2](touched, used, scores, 20_000, kept, found)
        assert not scores.any() and not covered.any() and not used[0]
        answers.append(dict(zip(kept[:number].tolist(), found[:number].tolist(), strict=True)))
    assert answers[0] == answers[1]


@given(st.floats(0, 10), st.floats(0.001, 10), st.floats(0, 1e9))
def test_a_bonus_is_rounded_as_numpy_does(part: float, whole: float, bonus: float) -> None:
    scores, covered = np.ones(1, np.int32), np.array([part])
    loops.add_coverage(np.zeros(1, np.int64), 1, scores, covered, whole, bonus)
    assert scores[0] == 1 + coverage(np.array([part]), whole, bonus)[0]


@settings(deadline=None)
@given(NUMBERS, NUMBERS.filter(bool), st.integers(0, 255), st.permutations(range(3)))
def test_articles_are_looked_up(wanted: list[int], docs: list[int], level: int, turns: list[int]) -> None:
    candidates = np.array([doc for turn in turns for doc in wanted if doc % 3 == turn], np.int64)
    found = np.arange(len(candidates), dtype=np.int32)
    # The list as it is is gone through for a few candidates; one as long as this has each looked up.
    for listed in (docs, docs + list(range(ARTICLES, ARTICLES * 40))):
        numbers = np.zeros(ARTICLES * 40, np.int32)
        one, other = both(loops.probe, probe, candidates, found, *postings(listed, 1), level, 2, numbers)
        kept = one[0]
        assert (kept, one[1][:kept], one[2][:kept]) == (other[0], other[1][:kept], other[2][:kept])
        assert not any(one[-1])


@settings(deadline=None)
@given(st.lists(st.integers(0, 99), min_size=1), st.data())
def test_the_kth_best(scores: list[int], data: st.DataObject) -> None:
    k = data.draw(st.integers(1, len(scores)))
    at = np.arange(len(scores))
    assert loops.kth_highest(np.array(scores, np.int32), at, np.zeros(k, np.int32)) == sorted(scores)[-k]


@settings(deadline=None)
@given(NUMBERS)
def test_bits_of_articles(docs: list[int]) -> None:
    one, other = both(loops.set_bits, mark, np.array(docs, np.uint32), np.ones(ARTICLES // 8, np.uint8))
    assert one == other


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans())))
def test_numbers_are_counted(numbered: list[tuple[int, bool]]) -> None:
    numbers = np.array([number for number, _ in numbered], np.uint32)
    mask = np.array([flag for _, flag in numbered], np.bool_)
    one, other = both(loops.tally, tally, numbers, mask, np.zeros(10, np.int64))
    assert one == other


def test_scores_are_lent_again_as_zeros_after_a_damaged_list() -> None:
    scores, covered = np.zeros(4, np.int32), np.zeros(4)
    touched, used = np.zeros(4, np.int64), np.zeros(1, np.int64)
    docs, impact, mask, worth = postings([1, 2, 9], 1)
    with pytest.raises(IndexCorrupt, match="rasfoi rebuild"):
        loops.accumulate(
            docs,
            impact,
            mask,
            worth,
            ALL_PLACES,
            255,
            0.0,
            np.ones(0, np.bool_),
            scores,
            covered,
            touched,
            used,
        )
    assert touched[: used[0]].tolist() == np.flatnonzero(scores).tolist() == [1, 2]
