"""The spelling variants that the quality table is made of."""

from __future__ import annotations

from random import Random

import pytest

from bench.corpora import SHARED
from bench.slips import KINDS, slips
from bench.variants import cedilla, inflector, misspell, nodia, typo1


def test_nodia_and_cedilla_change_only_letters_with_marks() -> None:
    assert nodia("Știrile despre fântâni și ţări") == "Stirile despre fantani si tari"
    assert cedilla("Știri și ţări") == "Ştiri şi ţări"


@pytest.mark.parametrize("word", ["aeroport", "încredere", "aaaaa"])
def test_a_typo_never_leaves_the_word_as_it_is(word: str) -> None:
    spelt = {misspell(word, Random(seed)) for seed in range(50)}
    assert word not in spelt
    assert {len(other) - len(word) for other in spelt} == {-1, 0, 1}


def test_a_typo_needs_a_long_word_and_a_seed() -> None:
    assert typo1("ora 17 azi", Random(1)) == "ora 17 azi"
    assert typo1("ministrul sănătății", Random(1)) == typo1("ministrul sănătății", Random(1))


def test_words_are_inflected_into_known_forms_only() -> None:
    inflect = inflector(["copilul", "copiilor", "casele"])
    assert {inflect("Copil", Random(seed)) for seed in range(20)} == {"Copilul", "Copiilor"}
    assert inflect("xyzzy", Random(1)) == "xyzzy"


@pytest.mark.skipif(not SHARED.exists(), reason="needs the stop words that the measurements are made with")
def test_slips_are_of_frequent_words_and_no_words_themselves() -> None:
    articles = {"primar": 500, "primarul": 900, "primarull": 300, "zaruri": 3}
    found = {name: slips(articles, kind) for name, kind in KINDS.items()}
    assert {meant for pairs in found.values() for _, meant in pairs} <= {"primar", "primarul", "primarull"}
    assert all(len(typed) - len(meant) == -1 for typed, meant in found["dropped"])
    assert all(articles.get(typed, 0) <= 10 for pairs in found.values() for typed, _ in pairs)
    assert found == {name: slips(articles, kind) for name, kind in KINDS.items()}
