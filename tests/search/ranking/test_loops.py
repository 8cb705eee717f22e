"""The loops of a search do the same as array operations and as machine code."""

from __future__ import annotations

import time
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import numpy as np
import pytest
import rasfoi
from hypothesis import given, settings
from hypothesis import strategies as st
from rasfoi.index.analysis.tokenizer import find_positions, tokenize
from rasfoi.index.native import hot, sorted_sets
from rasfoi.index.native.hot import HotLoop
from rasfoi.search.ranking import accumulator, bits, candidates, top_k

ARTICLES = 64
NUMBERS = st.sets(st.integers(0, ARTICLES - 1)).map(sorted)
TEXT = st.text("abȘĂ.,- 0123\n \U0001d400ß→") | st.text("123., a", max_size=20) | st.text()
QUERIES = [
    "trupe nord-coreene", "guvernul a anunțat că", '"la București"', '"în anul"', "+oraș -metrou", "econom*",
    "ce spune ministrul despre creșterea prețurilor la energie", "titlu:orașul", "dupa:2024 și", "la sută",
]  # fmt: skip


def both(loop: HotLoop, *arguments: Any) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Return the answer of each form of a loop, then its arguments as they are afterwards."""
    answers = []
    for form in (loop.arrays, loop.compiled):
        own = deepcopy(arguments)
        answers.append((form(*own), *(each.tolist() for each in own if isinstance(each, np.ndarray))))
    return answers[0], answers[1]


def postings(docs: list[int], seed: int) -> tuple[Any, ...]:
    rng = np.random.default_rng(seed)
    impact, mask = rng.integers(1, 256, (2, len(docs))).astype(np.uint8)
    return np.array(docs, np.uint32), impact, mask, rng.integers(1, 999, 256).astype(np.int32)


@settings(deadline=None)
@given(
    st.lists(st.tuples(NUMBERS, st.integers(0, 9)), max_size=4), st.sampled_from([255, 128]), st.booleans()
)
def test_scores_add_up(lists: list[tuple[list[int], int]], level: int, filtered: bool) -> None:
    allowed = np.arange(ARTICLES) % 3 > 0 if filtered else np.ones(0, np.bool_)
    answers = []
    for form in ("arrays", "compiled"):
        scores, touched, count = (
            np.zeros(ARTICLES, np.int32),
            np.zeros(ARTICLES, np.int64),
            np.zeros(1, np.int64),
        )
        covered, places = np.zeros(ARTICLES), accumulator.ALL_PLACES
        for docs, seed in lists:
            add = getattr(accumulator._add, form)
            add(*postings(docs, seed), places, level, seed / 2, allowed, scores, covered, touched, count)
        getattr(accumulator._cover, form)(touched, int(count[0]), scores, covered, 5.0, 1000.0)
        kept, found = np.empty(ARTICLES, np.int64), np.empty(ARTICLES, np.int32)
        number = getattr(accumulator._drain, form)(touched, count, scores, 20_000, kept, found)
        assert not scores.any() and not covered.any() and not count[0]
        answers.append(dict(zip(kept[:number].tolist(), found[:number].tolist(), strict=True)))
    assert answers[0] == answers[1]


@settings(deadline=None)
@given(NUMBERS, NUMBERS.filter(bool), st.integers(0, 255), st.permutations(range(3)))
def test_articles_are_looked_up(wanted: list[int], docs: list[int], level: int, turns: list[int]) -> None:
    wanted_docs = np.array([doc for turn in turns for doc in wanted if doc % 3 == turn], np.int64)
    found = np.arange(len(wanted_docs), dtype=np.int32)
    numbers = np.zeros(ARTICLES, np.int32)
    # Machine code keeps the number that it was compiled with; articles are too few or enough for it.
    for search in (0, 1 << 30):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(candidates, "_SEARCH", search)
            one, other = both(candidates._probe, wanted_docs, found, *postings(docs, 1), level, 2, numbers)
        kept = one[0]
        assert (kept, one[1][:kept], one[2][:kept]) == (kept, other[1][:kept], other[2][:kept])
        assert not any(one[-1]) and not any(other[-1])


@settings(deadline=None)
@given(st.lists(st.integers(0, 99), min_size=1), st.data())
def test_the_kth_best(scores: list[int], data: st.DataObject) -> None:
    k = data.draw(st.integers(1, len(scores)))
    at = np.arange(len(scores))
    one, other = both(top_k._kth, np.array(scores, np.int32), at, np.zeros(k, np.int32))
    assert one[0] == other[0] == sorted(scores)[-k]


@settings(deadline=None)
@given(NUMBERS, NUMBERS)
def test_ascending_numbers(first: list[int], second: list[int]) -> None:
    first, second = sorted((first, second), key=len)
    one, other = np.array(first, np.int64), np.array(second, np.int64)
    cases: list[tuple[HotLoop, Callable[[set[int], set[int]], set[int]]]] = [
        (sorted_sets._unite, set.union), (sorted_sets._intersect, set.intersection),
    ]  # fmt: skip
    for loop, operation in cases:
        if not first:
            continue
        for answer in both(loop, one, other, np.empty(len(first) + len(second), np.int64)):
            assert answer[3][: answer[0]] == sorted(operation(set(first), set(second)))


@settings(deadline=None)
@given(NUMBERS)
def test_bits_of_articles(docs: list[int]) -> None:
    one, other = both(bits._mark, np.array(docs, np.uint32), np.ones(ARTICLES // 8, np.uint8))
    assert one == other


@settings(deadline=None, max_examples=500)
@given(TEXT)
def test_positions_of_a_text(text: str) -> None:
    positions = find_positions(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(HotLoop, "__call__", lambda loop, *arguments: loop.compiled(*arguments))
        again = find_positions(text)
    assert [each.tolist() for each in positions] == [each.tolist() for each in again]
    parts = [part for word in tokenize(text).words for part in word.split("-") if part]
    assert len(positions.starts) == len(parts)


def test_searches_find_the_same(index: rasfoi.Index, monkeypatch: pytest.MonkeyPatch) -> None:
    def pages() -> list[Any]:
        return [
            (page.total, page.hits, page.facets)
            for query in QUERIES
            for options in ({}, {"limit": 3, "offset": 5}, {"after": "2024"}, {"sort": "newest"})
            for page in [index.search(query, facets=True, **options)]  # type: ignore[arg-type]
        ]

    arrays = pages()
    monkeypatch.setattr(HotLoop, "__call__", lambda loop, *arguments: loop.compiled(*arguments))
    assert pages() == arrays
    assert all(total for total, _, _ in arrays[:4])


def test_a_loop_becomes_machine_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hot, "WARM_AFTER", 3)
    loop = HotLoop(bits._mark.steps, bits._mark.arrays)
    for types in (np.uint32, np.int64):
        for _ in range(3):
            flags = np.zeros(2, np.uint8)
            loop(np.array([1, 9], types), flags)
            assert flags.tolist() == [64, 64]
        ends = time.monotonic() + 60
        while loop._warming and time.monotonic() < ends:
            time.sleep(0.01)
        loop(np.array([0], types), flags)
        assert flags.tolist() == [192, 64]
    assert len(loop.compiled.signatures) == 2
    assert loop._form == loop._run
