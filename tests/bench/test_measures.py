"""The figures that the tables print, on examples small enough to work out by hand."""

from __future__ import annotations

import pytest

from bench.all_words import all_words_queries, any_in_sight, first_places
from bench.beginnings import beginnings
from bench.conflation import measure
from bench.corpora import Query
from bench.quality import evaluate
from bench.tables import mark_best
from bench.unfinished import beginnings_of, typed_queries


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


def test_all_words_measures_look_at_as_many_places_as_there_are_answers() -> None:
    queries = [Query("a", ("1", "2"), {}), Query("b", ("3",), {})]
    found = [["1", "9", "2"], ["8", "7", "6", "5", "4", "3"]]
    assert first_places(queries, found) == pytest.approx(1 / 3)
    assert any_in_sight(queries, found) == pytest.approx(1 / 2)


def test_the_answers_have_every_word_and_the_words_are_from_different_sentences() -> None:
    texts = {"1": "Barza zboară. Ploaia cade.", "2": "PLOAIA vine, spune barza.", "3": "Barza doarme."}
    articles = [{"id": key, "title": "", "body": body} for key, body in texts.items()]
    drawn = {query.text: query.relevant for query in all_words_queries(articles[:1], articles, 4)}
    assert drawn.keys() >= {"Barza Ploaia"} or drawn.keys() >= {"Ploaia Barza"}
    assert {relevant for text, relevant in drawn.items() if text in ("Barza Ploaia", "Ploaia Barza")} == {
        ("1", "2")
    }
    assert "Barza zboară" not in drawn


def test_beginnings_end_with_a_word() -> None:
    (query,) = beginnings(
        [Query("Plouă, zice-se: iarna vine iar", ("1",), {}), Query("Prea scurt", ("2",), {})]
    )
    assert (query.text, query.variants["4 words"]) == ("Plouă, zice", "Plouă, zice-se: iarna")


def test_unfinished_queries_lack_the_end_of_their_last_word() -> None:
    assert beginnings_of("barza și castorul") == [
        "barza și cast",
        "barza și casto",
        "barza și castor",
        "barza și castoru",
    ]
    (typed,) = typed_queries(["Castorul, barza și șoarecele", "Două vorbe"])
    assert len(typed.split()) == 3
