"""Figures typed in one with what they count."""

from __future__ import annotations

import pytest
import rasfoi
from rasfoi import Article

TEXTS = {
    "road": "Drumul nou are 12 km și a costat 3,5 mil. de lei.",
    "loan": "Primăria a luat un credit de 20.000 de lei pentru bănci în parc.",
    "phones": "Rețelele 5G ajung în sat. Benzinăria vinde E 10 și motorină.",
    "walk": "Fetele au mers 12 zile pe jos. Biletul e 85 de lei.",
}


@pytest.fixture(scope="module")
def index() -> rasfoi.Index:
    return rasfoi.build(Article(id=key, title="Oraș", body=text) for key, text in TEXTS.items())


@pytest.mark.parametrize(
    ("query", "first", "marked"),
    [
        ("12km", "road", ["12", "km"]),
        ("drum 12km", "road", ["Drumul", "12", "km"]),
        ("3,5mil lei", "road", ["3,5", "mil", "lei"]),
        ("20.000lei", "loan", ["20.000", "lei"]),
        ("12zile", "walk", ["12", "zile"]),
        ("5g", "phones", ["5G"]),
    ],
)
def test_a_figure_in_one_with_its_unit(
    index: rasfoi.Index, query: str, first: str, marked: list[str]
) -> None:
    page = index.search(query)
    hit = page.hits[0]
    assert hit.snippet is not None
    assert (hit.id, page.suggestion, page.all_words) == (first, None, 1)
    assert [hit.snippet.text[start:end] for start, end in hit.snippet.ranges] == marked


@pytest.mark.parametrize("query", ["12qqzz", "9k", "E85"])
def test_what_no_article_has_finds_nothing(index: rasfoi.Index, query: str) -> None:
    assert [note.code for note in index.search(query).notes] == ["unknown_words"]


def test_in_quotes_it_stays(index: rasfoi.Index) -> None:
    assert index.search('"12km"').total == 0
