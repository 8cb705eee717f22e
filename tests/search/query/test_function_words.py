"""Words that count as content or not by where they stand."""

from __future__ import annotations

import pytest
import rasfoi
from rasfoi import Article

TEXTS = {
    "decimal": "Inflația a ajuns la 13,9 la sută.",
    "sign": "Inflația a ajuns la 13,9%.",
    "whole": "Doar 3 la sută au votat.",
    "cars": "Carambol cu 3 mașini.",
    "million": "Podul costă 10 milioane de lei.",
    "short": "Podul costă 10 mil. lei.",
}


@pytest.fixture(scope="module")
def index() -> rasfoi.Index:
    return rasfoi.build([Article(id=key, title="", body=body) for key, body in TEXTS.items()])


@pytest.mark.parametrize(
    ("query", "all_words"),
    [
        ("13,9%", 2),
        ("13,9 la sută", 2),
        ("13,9 la suta", 2),
        ("13,9 procente", 2),
        ("3 la sută", 1),
        ("o sută", 2),
        ("10 milioane lei", 2),
        ("10 mil. lei", 2),
        ("10 mil lei", 2),
    ],
)
def test_a_figure_with_its_unit(index: rasfoi.Index, query: str, all_words: int) -> None:
    assert index.search(query).all_words == all_words
