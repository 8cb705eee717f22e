"""Which word a misspelt one is taken for: what is frequent weighs against what is near."""

from __future__ import annotations

import json

import pytest
import rasfoi
from rasfoi import Article
from rasfoi.search.query.spelling.slips import meant_likelihoods, slip_costs

# A text, and how many articles have it: the rare ones are slips of the corpus, or names.
CORPUS = {
    "guvernul a aprobat bugetul": 120,
    "guvenul": 8,
    "banca națională": 100,
    "natțonală": 1,
    "președintele a plecat": 90,
    "preșdintele": 1,
    "Iohannis": 78,
    "Iohanis": 1,
    "Ciobanu": 30,
    "Ciobotaru": 40,
    "Trump": 60,
    "timpului": 200,
    "gheața din mărfuri": 60,
    "polițe poliție": 90,
    "Kovalciuc": 1,
    "administrație": 100,
    "turistice": 50,
    "un ex al ei la bancă": 5,
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> rasfoi.Index:
    folder = tmp_path_factory.mktemp("slips")
    texts = [text for text, count in CORPUS.items() for _ in range(count)]
    lines = (json.dumps({"id": str(at), "title": "", "body": text}) for at, text in enumerate(texts))
    (folder / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    rasfoi.build(folder / "a.jsonl", folder / "index")
    return rasfoi.open(folder / "index")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("guvrnul", "guvernul"),  # dropped; a slip of the corpus is nearer to it
        ("guveernul", "guvernul"),  # doubled
        ("guevrnul", "guvernul"),  # swapped
        ("guvetnul", "guvernul"),  # a key beside the right one
        ("guverjnul", "guvernul"),  # a key too many
        ("banca natonala", "banca națională"),
        ("prsedintele", "președintele"),
        ("presedintel", "președintele"),
        ("Kovalcuc", "Kovalciuc"),  # a rare name, where no common word is near
        ("adminstrație", "administrație"),
        ("turisticee", "turistice"),
        ("exbanca", "ex banca"),
        ("guvrnul guvrnul", "guvernul guvernul"),
        ("ora:guvrnul", "ora:guvernul"),
        ("guvrnul:banca", "guvernul:banca"),
    ],
)
def test_a_misspelt_word_is_replaced_by_the_likeliest(index: rasfoi.Index, typed: str, meant: str) -> None:
    suggestion = index.search(typed).suggestion
    assert suggestion is not None and suggestion.applied
    assert suggestion.query == meant


def test_a_rare_slip_is_offered_its_better_and_a_name_is_kept(index: rasfoi.Index) -> None:
    page = index.search("Iohanis")
    assert page.suggestion is not None and not page.suggestion.applied
    assert (page.suggestion.query, page.total) == ("Iohannis", 1)
    for known in ("Ciobanu", "Iohannis", "Trump", "trumpului"):
        assert index.search(known).suggestion is None


def test_only_some_words_of_a_query_are_corrected(index: rasfoi.Index) -> None:
    typed = " ".join(f"guvrnu{letter}l" for letter in "abcdefghijkmnopqrstuvwxyz")
    suggestion = index.search(typed).suggestion
    assert suggestion is not None and len(suggestion.ranges) <= 12


def test_the_cost_of_slips() -> None:
    slips = ["națională", "națioonală", "anțională", "nțaională", "națiinală", "națibnală", "naționla"]
    costs = {slip: slip_costs(slip, ["națională"])[0] for slip in slips}
    assert costs["națională"] == 0
    assert costs["națioonală"] < costs["nțaională"] < costs["anțională"]
    assert costs["națiinală"] < costs["națibnală"]
    doubled, other = slip_costs("casa", ["cassa", "castra"])
    assert doubled < other
    letter, lacking = meant_likelihoods("carne", ["carte", "care"], [900, 900])
    assert letter > lacking


@pytest.mark.parametrize(
    ("query", "meant"), [("podl", "podul"), ("baac", "bac"), ("vecih", "vechi"), ("trce", "trece")]
)
def test_short_words_are_corrected_in_a_small_index(query: str, meant: str) -> None:
    texts = {"a": "Un bac trece râul. Bacul e vechi.", "b": "Podul e nou."}
    index = rasfoi.build([Article(id=key, title="", body=body) for key, body in texts.items()])
    page = index.search(query)
    assert page.suggestion and (page.suggestion.query, page.suggestion.applied, page.total) == (
        meant,
        True,
        1,
    )


def test_no_word_of_the_dictionary_is_a_slip_of_one_that_begins_otherwise() -> None:
    texts = ["Cupa e plină.", *(f"Trupele ocupă orașul {at}." for at in range(600))]
    index = rasfoi.build(Article(id=str(at), title=f"Ziua {at}", body=text) for at, text in enumerate(texts))
    assert index.search("cupa orasul").suggestion is None
    # A slip that is no word is one of any letter.
    suggestion = index.search("icupa orasul").suggestion
    assert suggestion is not None and suggestion.query == "ocupă orasul"


FUEL = {
    **{f"diesel{at}": "Prețul la diesel a scăzut." for at in range(4)},
    **{f"bio{at}": "Piața bio de la țară vinde mere." for at in range(4)},
    "mayor": "Primarul Boloban a deschis podul.",
    "salary": "Salariul mediu crește, iar salariile mici rămân.",
    "stem": "Salarea cărnii ține două zile, se salară și peștele.",
    **{f"government{at}": f"Guvernul dă legea {at}." for at in range(40)},
    **{f"pay{at}": f"Salariul mediu a ajuns la {at} lei." for at in range(40)},
}


@pytest.fixture(scope="module")
def fuel() -> rasfoi.Index:
    return rasfoi.build(Article(id=key, title="", body=text) for key, text in FUEL.items())


@pytest.mark.parametrize(
    ("query", "meant", "applied"),
    [
        ("guvernul Bolojan", "guvernul Boloban", False),  # no article has both
        ("podul Bolojan", "podul Boloban", True),
        ("biodiesel", "bio diesel", False),
        ("biodiesel lege", "bio diesel lege", False),
        ("salar mediu", "salariul mediu", True),  # known by its stem only
    ],
)
def test_an_unlikely_correction_is_applied_where_articles_speak_for_it(
    fuel: rasfoi.Index, query: str, meant: str, applied: bool
) -> None:
    suggestion = fuel.search(query).suggestion
    assert suggestion is not None and (suggestion.query, suggestion.applied) == (meant, applied)


def test_a_slip_is_put_right_in_a_small_index_where_every_word_is_in_few_articles() -> None:
    texts = ["Biblioteca se mută.", *(f"Orașul are {at} poduri." for at in range(20))]
    index = rasfoi.build(Article(id=str(at), title=f"Ziua {at}", body=text) for at, text in enumerate(texts))
    suggestion = index.search("biblioteka").suggestion
    assert suggestion is not None and (suggestion.query, suggestion.applied) == ("biblioteca", True)


def test_an_offered_correction_takes_no_results_away(fuel: rasfoi.Index) -> None:
    assert fuel.search("guvernul Bolojan").total == fuel.search("guvernul", correct=False).total == 40
