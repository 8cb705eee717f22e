"""Completions: neighbours in the form that stands there, compounds, values of fields, words as written."""

from __future__ import annotations

import json

import pytest
import rasfoi

COMMON = (
    "mare mereu mult mic mai mâine miercuri marți mijloc moment motiv miez munte mare margine mijlocie " * 2
)
BODIES = [
    *[f"Anul acesta {COMMON} a fost un salariu bun și {word}." for word in COMMON.split()],
    *["Salariul minim a crescut."] * 3,
    *["Salariul mediu scade."] * 2,
    *["Legea pensiilor se votează. Pensia sa, pensia lor."] * 3,
    *["O pensie pentru pensionari, pensii mici."] * 9,
    *["Soldați nord-coreeni; un prim-ministru; măsuri anti-corupție."] * 2,
    *["Nordul cel rece. Primul vine. Corupție mare. Un start-up și un startul bun."] * 4,
    *["Ministru nou. Coreeni mulți. Antică și frumoasă, cetatea."] * 2,
    *["Un președinte-director la drum."] * 2,
    *["Barca are pânze și barca nouă n-are. Barca avea catarg, barca avusese cârmă."] * 5,
    *["Neavând vânt, neavând vâsle, stăm."] * 3,
    *["Bursa, bursдғ, bursдғ."] * 5,
    *["O emisiune reală, proeminentă. Fără misiune: ală și eminentă. Un e-mail, un mail, un vicepreеҹedinte."]
    * 3,
    *["Partide proeuropene, un vicepreședinte. Europene și eminente, președinte. Un email."] * 2,
]
SOURCES = ["Realitatea", "Răsăritul de Sus", "Gazeta"]


@pytest.fixture(scope="module", params=[1, 2], ids=["one segment", "two segments"])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> rasfoi.Index:
    folder = tmp_path_factory.mktemp("in-use")
    (folder / "corpus").mkdir()
    lines = [
        json.dumps(
            {
                "id": str(at),
                "title": f"Titlul {at}",
                "body": body,
                "source": SOURCES[at % 5 % 3],
                "section": "Știri" if at % 2 else "Sport",
            }
        )
        for at, body in enumerate(BODIES)
    ]
    for part in range(request.param):
        (folder / "corpus" / f"{part}.jsonl").write_text("\n".join(lines[part :: request.param]), "utf-8")
        rasfoi.update(folder / "corpus", folder / "index")
    return rasfoi.open(folder / "index")


def words(index: rasfoi.Index, prefix: str) -> list[str]:
    return [each.text for each in index.suggest(prefix) if each.kind == "word"]


def test_all_neighbours_come_first(index: rasfoi.Index) -> None:
    assert words(index, "salariul m")[:2] == ["salariul minim", "salariul mediu"]


def test_another_form_of_a_word_is_no_neighbour(index: rasfoi.Index) -> None:
    assert words(index, "barca n")[0] == "barca nouă"


def test_a_neighbour_has_the_form_that_stands_there(index: rasfoi.Index) -> None:
    assert words(index, "legea pens")[0] == "legea pensiilor"
    assert words(index, "pens")[0] != "pensiilor"


@pytest.mark.parametrize(
    ("prefix", "first"),
    [
        ("nord-c", ["nord-coreeni"]),
        ("Nord-co", ["Nord-coreeni"]),
        ("prim-m", ["prim-ministru"]),
        ("soldați anti-c", ["soldați anti-corupție"]),
        ("start-", ["start-up"]),
        ("nord-", ["nord-coreeni"]),
        ("prim-x", []),
        # A word that begins with the letters of a prefix is no compound, unless some article writes it so.
        ("e-m", ["e-mail"]),
        ("pro-e", ["pro-europene"]),
        ("re-a", []),
        ("vice-p", ["vice-președinte"]),
    ],
)
def test_a_compound_is_completed_as_one(index: rasfoi.Index, prefix: str, first: list[str]) -> None:
    assert [each.lower() for each in words(index, prefix)] == [each.lower() for each in first]


def test_words_are_shown_as_articles_write_them(index: rasfoi.Index) -> None:
    assert words(index, "presedinted") == ["președinte-director"]
    assert words(index, "burs") == ["bursa"]


@pytest.mark.parametrize(
    ("prefix", "names"),
    [
        ("sursa:re", ["sursa:Realitatea"]),
        ("sursa:r", ["sursa:Realitatea", 'sursa:"Răsăritul de Sus"']),
        ("bursa sursa:", ["bursa sursa:Realitatea", 'bursa sursa:"Răsăritul de Sus"', "bursa sursa:Gazeta"]),
        ('bursa -sursa:"rasaritul d', ['bursa -sursa:"Răsăritul de Sus"']),
        ("secțiune:st", ["secțiune:Știri"]),
        ("sursa:zz", []),
    ],
)
def test_a_field_is_completed_by_its_values(index: rasfoi.Index, prefix: str, names: list[str]) -> None:
    found = index.suggest(prefix)
    assert [each.text for each in found] == names
    typed = [each.text[start:end] for each in found for start, end in each.ranges]
    assert all(len(each) <= len(prefix) + 1 for each in typed)


def test_fields_are_no_words_before(index: rasfoi.Index) -> None:
    assert words(index, "titlu:burs") == ["titlu:bursa"]
    assert words(index, "salariul sursa:Gazeta m")[0] == "salariul sursa:Gazeta minim"
    assert words(index, "bursa data:201") == []
