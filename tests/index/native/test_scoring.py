"""Scores: the loops in C, and the same by array operations."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from rasfoi.index.errors import IndexCorrupt
from rasfoi.index.native import loops
from rasfoi.index.segment.postings.top_impacts import Head
from rasfoi.index.segment.words import Postings
from rasfoi.search.ranking.scores.scoring import SCALE, Preferred, Scoring, Weighted, coverage
from rasfoi.search.ranking.scores.top_k import top_k

ARTICLES = 64
NUMBERS = st.sets(st.integers(0, ARTICLES - 1)).map(sorted)


def both(loop: Callable[..., Any], arrays: Callable[..., Any], *arguments: Any) -> tuple[Any, Any]:
    """Return the answer of the loop and of array operations, then the arguments as they are afterwards."""
    answers = []
    for form in (loop, arrays):
        own = deepcopy(arguments)
        answers.append((form(*own), *(each.tolist() for each in own if isinstance(each, np.ndarray))))
    return answers[0], answers[1]


def mark(docs: Any, bits: Any) -> None:
    flags = np.zeros(len(bits) * 8, np.bool_)
    flags[docs] = True
    bits |= np.packbits(flags)


def tally(numbers: Any, mask: Any, counts: Any) -> None:
    counts += np.bincount(numbers[mask], minlength=len(counts))


SEED = st.integers(0, 1 << 30)
# Articles and a seed of each list, whether an article must have one, whether it has a head and a bitmap.
LIST = st.tuples(NUMBERS, SEED, st.booleans(), st.booleans())


def weighted(docs: list[int], seed: int, required: bool, headed: bool) -> Weighted:
    rng = np.random.default_rng(seed)
    impact, mask = rng.integers(1, 256, (2, len(docs))).astype(np.uint8)
    any_form, similar, exact = sorted(rng.integers(1, 999, 3).tolist())
    level = int(np.median(impact)) if docs else 0
    head = Head(level, int(impact.max(initial=0)), np.flatnonzero(impact > level).astype(np.uint32))
    bitmap = np.packbits(np.isin(np.arange(ARTICLES), docs))
    listed = Postings(np.array(docs, np.uint32), impact, mask, *((head, bitmap) if headed else ()))
    return Weighted(listed, (any_form, similar, exact), seed % 3, 4, required, seed % 7 / 2)


def gains(listed: Weighted) -> NDArray[np.int64]:
    """Return what each posting scores."""
    worths = [listed.worth(mask) for mask in listed.postings.mask.tolist()]
    return np.array(worths, np.int64) * listed.postings.impact


def every_score(
    scoring: Scoring, allowed: NDArray[np.bool_], matches: NDArray[np.int64] | None
) -> dict[int, int]:
    """Return the scores of all articles that match, by array operations."""
    scores, covered, matching = np.zeros(ARTICLES, np.int64), np.zeros(ARTICLES), np.zeros(ARTICLES, np.bool_)
    preferred = np.zeros(ARTICLES, np.int64)
    if scoring.together:
        docs, levels, worths = scoring.together
        preferred[docs] = worths[levels] * 255
    for listed in scoring.anywhere:
        docs = listed.postings.docs
        scores[docs] += gains(listed)
        matching[docs] |= listed.required
    for listed in scoring.titles:
        docs, gained = listed.postings.docs, gains(listed)
        counts = preferred[docs] > 0 if scoring.together else np.ones(len(docs), np.bool_)
        scores[docs[counts]] += gained[counts]
        covered[docs[counts]] += listed.mass if scoring.bonus else 0
    if scoring.bonus:
        scores += coverage(covered, scoring.title_mass, scoring.highest_bonus)
    found = np.flatnonzero(matching & allowed) if matches is None else matches
    return dict(zip(found.tolist(), (scores + preferred)[found].tolist(), strict=True))


@given(
    st.lists(LIST, max_size=4), st.lists(LIST, max_size=3), st.none() | NUMBERS, st.none() | NUMBERS,
    st.booleans(), st.integers(0, 9), SEED,
)  # fmt: skip
def test_the_best_are_those_of_all_scores(
    anywhere: list[Any], titles: list[Any], together: list[int] | None, matches: list[int] | None,
    filtered: bool, k: int, seed: int,
) -> None:  # fmt: skip
    rng = np.random.default_rng(seed)
    allowed = np.arange(ARTICLES) % 3 > 0 if filtered and matches is None else None
    passing = np.ones(ARTICLES, np.bool_) if allowed is None else allowed
    # Articles have what their titles have.
    matching = {doc for docs, _, required, _ in anywhere if required for doc in docs}
    in_titles = (weighted([doc for doc in docs if doc in matching], *rest) for docs, *rest in titles)
    scoring = Scoring(tuple(weighted(*each) for each in anywhere), tuple(in_titles), 9.5, seed % 2)
    if together is not None:
        docs = np.array([doc for doc in together if passing[doc] and doc in matching], np.int64)
        worths = np.append(0, np.sort(rng.integers(1, 9999, 255))).astype(np.int32)
        levels = rng.integers(1, 5, len(docs)).astype(np.uint8)
        scoring = scoring._replace(together=Preferred(docs, levels, worths))
    wanted = None if matches is None else np.array(matches, np.int64)
    expected = every_score(scoring, passing, wanted)
    best = top_k(scoring, k, ARTICLES, allowed, matches=wanted)
    found = dict(zip(best.docs.tolist(), np.rint(best.scores * SCALE).astype(int).tolist(), strict=True))
    least = sorted(expected.values(), reverse=True)[: k or 1][-1:] or [0]
    assert best.total == len(expected)
    assert found == ({doc: each for doc, each in expected.items() if each >= least[0]} if k else {})
    assert best.scores.tolist() == sorted(best.scores.tolist(), reverse=True)


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
    none, tables = np.zeros(0, np.int64), np.zeros((2, 0), np.uint8)
    scores, covered, found = np.zeros(4, np.int32), np.zeros(4), np.zeros(4, np.int32)
    lists = (weighted([1, 2, 9], 1, True, False),)
    with pytest.raises(IndexCorrupt, match="rasfoi rebuild"):
        loops.best_articles(
            1, lists, lists, none, tables[0], np.zeros(0, np.int32), 1.0, 1.0, none, False,
            tables[1].view(np.bool_), 4, scores, covered, np.zeros(4, np.int64), found,
        )  # fmt: skip
    assert not scores.any() and not covered.any()


@pytest.mark.parametrize(
    "damage", [{"worths": (3, 2, 1)}, {"worths": (-1, 1, 2)}, {"worths": (1, 2, 1 << 40)}]
)
def test_lists_that_do_not_fit_are_refused(damage: dict[str, Any]) -> None:
    listed = weighted([1, 2], 1, True, True)._replace(**damage)
    with pytest.raises(ValueError, match="differ in length, or what it is worth"):
        top_k(Scoring((listed,)), 3, ARTICLES, None)
