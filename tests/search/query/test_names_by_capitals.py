"""A word that articles write with a capital is a name, and no form of another word."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import rasfoi
from rasfoi import Article

NAMES = {"oprea": 8, "putin": 6}


def texts() -> Iterator[tuple[str, str, str]]:
    for at in range(30):
        yield f"train{at}", "Tren oprit", f"Mecanicul a oprit trenul {at} și l-ar opri din nou, spune gara."
        yield f"rain{at}", "Puțin soare", f"Azi plouă puțin, mâine mai puțin, în satul {at}. Puțin probabil."
    for at in range(NAMES["oprea"]):
        yield (
            f"oprea{at}",
            "Demisie",
            f"Ministrul Gabriel Oprea a lăsat biroul {at}, spune partidul.",
        )
    for at in range(NAMES["putin"]):
        yield (
            f"putin{at}",
            "Discurs",
            f"La Moscova, Vladimir Putin a vorbit {at} ore despre gaz.",
        )


ARTICLES = [Article(id, title, body) for id, title, body in texts()]


def built(_: Path) -> rasfoi.Index:
    return rasfoi.build(ARTICLES)


def updated(folder: Path) -> rasfoi.Index:
    rasfoi.build(ARTICLES[:65], folder)
    rasfoi.update(folder, add=[*ARTICLES[65:], Article("gone", "Oprea", "Oprea și Putin.")])
    rasfoi.update(folder, delete=["gone"])
    return rasfoi.open(folder)


@pytest.fixture(scope="module", params=[built, updated])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> rasfoi.Index:
    opened: rasfoi.Index = request.param(tmp_path_factory.mktemp("names") / "index")
    return opened


def first(index: rasfoi.Index, query: str, count: int) -> set[str]:
    return {hit.id.rstrip("0123456789") for hit in index.search(query, limit=count).hits}


@pytest.mark.parametrize("query", ["Oprea", "oprea", "Oprea trenul ministrul"])
def test_a_name_comes_before_the_word_that_it_is_a_form_of(index: rasfoi.Index, query: str) -> None:
    assert first(index, query, NAMES["oprea"]) == {"oprea"}
    # Nothing is left out.
    assert index.search("Oprea").total == 30 + NAMES["oprea"]


def test_a_capital_tells_a_name_from_a_word_without_its_marks(index: rasfoi.Index) -> None:
    assert first(index, "Putin", NAMES["putin"]) == {"putin"}
    assert first(index, "putin", 5) == first(index, "puțin", 5) == {"rain"}
    assert index.search("Putin").total == index.search("putin").total


def test_a_capital_makes_no_name_of_a_word(index: rasfoi.Index) -> None:
    for word in ("oprit", "trenul", "soare"):
        hits = [
            [(hit.id, hit.score) for hit in index.search(query).hits] for query in (word, word.capitalize())
        ]
        assert hits[0] == hits[1]


def test_an_explanation_still_adds_up(index: rasfoi.Index) -> None:
    for query in ("Oprea", "Putin gaz", "Oprea ministrul demisie"):
        for hit in index.search(query, limit=20, explain=True).hits:
            assert sum(each.score for each in hit.explanation) == pytest.approx(hit.score)
