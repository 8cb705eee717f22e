"""A compound of a query, in any inflection or spelling, comes before its parts apart as they were typed."""

from __future__ import annotations

import pytest
import rasfoi
from rasfoi import Article

FILLER = "Vremea rămâne bună la munte și drumurile sunt libere. "
ARTICLES = {
    "inflected": FILLER * 3 + "Primăria i-a primit pe nou-veniți în sala mare.",
    "one_word": FILLER * 3 + "Primăria le-a scris nouveniților din oraș.",
    "apart": "Un venit nou pentru oraș. A venit un parc nou. Un nou an a venit.",
    "socio": FILLER * 3 + "Planul urmărește efectele socio-economice ale drumului.",
    "socio_joined": FILLER * 3 + "Un raport socioeconomic arată altceva.",
    "socio_apart": "Grupul socio are un plan economic. Socio înseamnă că e economic.",
}


@pytest.fixture(scope="module")
def index() -> rasfoi.Index:
    others = [Article(id=f"f{at}", title=f"Zi {at}", body=FILLER + "Nou.") for at in range(40)]
    return rasfoi.build(
        [*(Article(id=key, title="Oraș", body=text) for key, text in ARTICLES.items()), *others]
    )


@pytest.mark.parametrize(
    ("query", "compound", "apart"),
    [
        ("nou-venit", {"inflected", "one_word"}, "apart"),
        ("socio-economic", {"socio", "socio_joined"}, "socio_apart"),
        ("plan socio-economic", {"socio"}, "socio_apart"),
    ],
)
def test_a_compound_comes_before_its_parts(
    index: rasfoi.Index, query: str, compound: set[str], apart: str
) -> None:
    found = [hit.id for hit in index.search(query).hits]
    assert set(found[: len(compound)]) == compound
    assert apart in found
