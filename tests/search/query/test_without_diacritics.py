"""Who types without diacritics finds every spelling; only the words that are searched tell it."""

from __future__ import annotations

import pytest
import rasfoi
from rasfoi import Article

NAMES = {"source": "Ziarul Țării", "section": "Știri"}
BODIES = {
    "girl": "O fată cuminte citește la fereastră.",
    "face": "Fața mesei e pătată de cerneală.",
    "spot": "La fata locului au ajuns pompierii.",
}
EVERY = set(BODIES)


@pytest.fixture(scope="module")
def index() -> rasfoi.Index:
    return rasfoi.build(Article(id=key, title="Titlu", body=body, **NAMES) for key, body in BODIES.items())


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("fata", EVERY),
        ("fata ȘI rubrica:Stiri", EVERY),
        ("fata ŞI rubrica:Stiri", EVERY),
        ('fata sursa:"Ziarul Țării"', EVERY),
        ('fata sursă:"Ziarul Tarii"', EVERY),
        ("fata sursa:(Țara „Ziarul Țării”)", EVERY),
        ("fata secțiune:Știri", EVERY),
        ("fata -rubrica:Politică", EVERY),
        ("fata NU rubrica:(Politică Sănătate)", EVERY),
        ("fata înainte:2019", set()),
        # What is searched, or excluded, is typed as one types.
        ("fata -măr", {"girl", "spot"}),
        ("fata SAU măr", {"girl", "spot"}),
        ('fata "lângă râu"', {"girl", "spot"}),
        ("fata râu*", {"girl", "spot"}),
        ("fata titlu:râu", {"girl", "spot"}),
        ("fața ȘI rubrica:Stiri", {"face"}),
    ],
)
@pytest.mark.parametrize("prefix", [False, True])
def test_operators_and_names_tell_nothing(
    index: rasfoi.Index, query: str, ids: set[str], prefix: bool
) -> None:
    # With a blank behind it the last word is finished.
    page = index.search(f"{query} ", correct=False, prefix=prefix)
    assert {hit.id for hit in page.hits} == ids


@pytest.mark.parametrize("query", ["fata", "fata ȘI masa", "fata -rubrica:Politică"])
def test_a_text_of_ones_own_is_marked_by_the_same_words(query: str) -> None:
    assert rasfoi.highlight("O față.", query).html() == "O <mark>față</mark>."
    assert rasfoi.highlight("O față.", f"{query} mâna").html() == "O față."


def test_a_title_is_completed_by_the_same_words() -> None:
    index = rasfoi.build([
        Article(id="moon", title="Fața albastră a lunii", body="Text."),
        Article(id="spot", title="Titlu", body="La fata locului e liniște."),
    ])  # fmt: skip
    for typed in ("fata al", 'sursa:"Ziarul Țării" fata al'):
        assert [each.text for each in index.suggest(typed) if each.kind == "title"] == [
            "Fața albastră a lunii"
        ]
