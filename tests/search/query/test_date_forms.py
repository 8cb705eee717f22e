"""Dates in the words of a query are looked for in the other ways to write them, too."""

from __future__ import annotations

import pytest
import rasfoi
from rasfoi import Article

TEXTS = {
    "fair": "Târgul de toamnă a fost pe 25 septembrie 2017 în piața mare.",
    "short": "Programul muzeului: 25 sept. 2017, intrare liberă.",
    "numbers": "Au venit 25 de oameni, iar în 2017 au fost mai puțini.",
    "apples": "Un măr pe zi, spun medicii, și 25 de nuci pe lună.",
    "spring": "Școlile se deschid din 3 martie 2019 în tot județul.",
    "declared": "Decizia e luată: 12 declarații în decembrie.",
}


@pytest.fixture(scope="module")
def index() -> rasfoi.Index:
    return rasfoi.build(Article(id=key, title="Oraș", body=text) for key, text in TEXTS.items())


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("25 sept 2017", {"fair", "short"}),
        ("25 sept. 2017", {"fair", "short"}),
        ("târg sep 2017", {"fair"}),
        ("3 mar 2019", {"spring"}),
        ("3 mart", {"spring"}),
        ("25.09.2017", {"fair"}),
        ("25/9/2017", {"fair"}),
        ("târg 25-09-2017", {"fair"}),
        ("2017-09-25", {"fair"}),
        ("03.03.2019", {"spring"}),
        ("03.2019", {"spring"}),
        # Without a day before it or a year behind it, it is what it says.
        ("mar nuci", {"apples"}),
        ("mar 25", {"apples"}),
    ],
)
def test_an_abbreviated_month_finds_the_whole_one(index: rasfoi.Index, query: str, first: set[str]) -> None:
    page = index.search(query, correct=False)
    assert {hit.id for hit in page.hits[: len(first)]} == first
    assert page.all_words == len(first)


def test_it_is_marked_and_explained(index: rasfoi.Index) -> None:
    hit = next(each for each in index.search("25 sept 2017", explain=True).hits if each.id == "fair")
    assert hit.snippet is not None
    marked = [hit.snippet.text[start:end] for start, end in hit.snippet.ranges]
    assert marked == ["25", "septembrie", "2017"]
    assert any(each.word == "sept = septembrie" for each in hit.explanation or ())


def test_in_quotes_it_stays(index: rasfoi.Index) -> None:
    assert [hit.id for hit in index.search('"25 sept 2017"').hits] == ["short"]
