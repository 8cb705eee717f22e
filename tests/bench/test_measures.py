"""The figures that the tables print, on examples small enough to work out by hand."""

from __future__ import annotations

import pytest

from bench.conflation import measure
from bench.corpora import Query
from bench.quality import evaluate
from bench.tables import mark_best


def test_rank_measures_count_a_query_without_results_as_zero() -> None:
    queries = [Query(text, (key,), {}) for text, key in (("a", "1"), ("b", "2"), ("c", "3"))]
    found = {"a": ["1", "9"], "b": ["9", "2"], "c": []}
    values = evaluate(queries, ["a", "b", "c"], found)
    assert values == pytest.approx({"MRR@10": (1 + 1 / 2) / 3, "success@1": 1 / 3})


def test_conflation_counts_pairs() -> None:
    lemmas = {
        form: frozenset({lemma}) for form, lemma in (("casă", "casă"), ("case", "casă"), ("cast", "cast"))
    }
    values = measure(lemmas, lambda form: (form[:3],))
    assert values == pytest.approx({"apart": 0, "wrong": 2 / 3, "undiacritised": 1})


def test_the_best_of_a_row_is_bold() -> None:
    assert mark_best([0.9, None, 0.91249, 0.9121]) == [".900", "–", "**.912**", "**.912**"]
