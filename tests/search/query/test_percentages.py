"""A figure with its sign is a word of its own: typed so, only texts that have it so are found."""

from __future__ import annotations

import pytest
import rasfoi
from rasfoi import Article

TEXTS = {
    "cars": "Carambol cu 3 mașini pe podul vechi.",
    "prices": "Biletele s-au scumpit cu 3% din martie.",
    "votes": "Doar 3 la sută au votat.",
    "range": "Între 4-5% din locuri sunt libere.",
    "rain": "Au căzut 13,9 litri de apă.",
    "fuel": "Motorina e mai scumpă cu 13,9%.",
    "big": "Prețul a crescut cu 1.000% în zece ani.",
}


@pytest.fixture(scope="module")
def index() -> rasfoi.Index:
    return rasfoi.build(Article(key, "Orașul", body) for key, body in TEXTS.items())


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("3%", {"prices", "votes"}),
        ("13,9%", {"fuel"}),
        ("13.9%", {"fuel"}),
        ("5%", {"range"}),
        ("4-5%", {"range"}),
        ("1000%", {"big"}),
        ("1 000%", {"big"}),
        ("bilete 3%", {"prices"}),
        ("titlu:3% OR motorina", {"fuel"}),
    ],
)
def test_the_sign_counts(index: rasfoi.Index, query: str, first: set[str]) -> None:
    assert {hit.id for hit in index.search(query).hits[: len(first)]} == first


@pytest.mark.parametrize(
    ("query", "id", "marked"),
    [
        ("3%", "prices", "Biletele s-au scumpit cu <mark>3%</mark> din martie."),
        ("3", "prices", "Biletele s-au scumpit cu <mark>3%</mark> din martie."),
        ("3%", "votes", "Doar <mark>3 la sută</mark> au votat."),
        ("4-5%", "range", "Între <mark>4-5%</mark> din locuri sunt libere."),
    ],
)
def test_the_sign_is_marked(index: rasfoi.Index, query: str, id: str, marked: str) -> None:
    assert {hit.id: hit.snippet.html() for hit in index.search(query).hits if hit.snippet}[id] == marked


def test_without_the_sign_any_of_them_will_do(index: rasfoi.Index) -> None:
    page = index.search("3")
    assert {hit.id for hit in page.hits} == {"cars", "prices", "votes"}
    assert page.all_words == 3


def test_a_figure_with_a_sign_that_no_text_has_is_the_figure(index: rasfoi.Index) -> None:
    assert [hit.id for hit in index.search("4%").hits] == ["range"]
    assert index.search("77%").total == 0


def test_a_bare_figure_is_none_with_a_sign(index: rasfoi.Index) -> None:
    page = index.search("3%")
    assert {hit.id for hit in page.hits} == {"prices", "votes"} and page.all_words == 2
    assert {hit.id for hit in index.search('"3%"').hits} == {"prices"}
    assert {hit.id for hit in index.search("3 -3%").hits} == {"cars", "votes"}
