"""Words that stand side by side, as the query has them, say more than the same words apart."""

from __future__ import annotations

from pathlib import Path

import pytest
import rasfoi
from rasfoi import Article

FILLER = "Vremea mai rămâne bună și drumurile rămân libere la munte. "
ARTICLES = {
    "holiday": ("Sărbătoare", FILLER * 4 + "Parada are loc pe 1 decembrie în centrul orașului."),
    "frost": (
        "Ger în decembrie",
        FILLER + "Lunile reci încep. Decembrie a adus 1 metru de zăpadă, apoi 1 ger.",
    ),
    "shops": ("Magazine", "În decembrie magazinele au 1 casă deschisă. În decembrie rămâne 1 vânzător."),
    "labour": ("Grătare", FILLER * 4 + "De 1 mai oamenii ies la iarbă verde."),
    "more": ("Mai mult", "Mai este 1 zi, mai este 1 noapte, mai trece 1 an și mai vedem."),
    "former": ("Numire", FILLER * 3 + "Un fost ministru conduce de azi muzeul."),
    "minister": ("Ministru", FILLER + "Ministrul a fost la munte, apoi ministrul a plecat. A fost frumos."),
    "wage": ("Venituri", FILLER * 2 + "Salariul minim crește cu o sută de lei."),
    "wages": ("Cât, cine, când", "Cât? Cine? Când? Minim un salariu, cât de cât. Cât cere, cât vrea."),
    "rise": ("Curs", FILLER * 2 + "Euro crește azi."),
    "fall": ("Curs", FILLER * 2 + "Crește leul, spun ei, iar banii vin în euro."),
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> rasfoi.Index:
    folder = tmp_path_factory.mktemp("neighbours")
    (folder / "corpus").mkdir()
    articles = [Article(id=key, title=title, body=body) for key, (title, body) in ARTICLES.items()]
    # Frequent words, so that to have both says little.
    words = ("1 casă", "decembrie rece", "ministru nou", "salariu mare", "minim două", "euro", "crește iarba")
    articles += [Article(id=f"f{at}", title=f"Zi {at}", body=FILLER + words[at % 7]) for at in range(140)]
    for article in articles:
        path = folder / "corpus" / f"{article.id}.txt"
        path.write_text(f"{article.title}\n\n{article.body}", encoding="utf-8")
    rasfoi.build(folder / "corpus", folder / "index")
    return rasfoi.open(folder / "index")


def first(index: rasfoi.Index, query: str) -> str:
    return Path(index.search(query).hits[0].id).stem


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("1 decembrie", "holiday"),
        ("pe 1 decembrie", "holiday"),
        ("1 mai", "labour"),
        ("de 1 mai", "labour"),
        ("fost ministru", "former"),
        ("un fost ministru", "former"),
        ("salariul minim", "wage"),
        ("cât este salariul minim", "wage"),
        ("cine are salariul minim", "wage"),
        ("euro crește", "rise"),
        ("euro mai crește", "rise"),
    ],
)
def test_neighbours_come_first(index: rasfoi.Index, query: str, found: str) -> None:
    assert first(index, query) == found


def test_words_apart_are_not_neighbours(index: rasfoi.Index) -> None:
    scores = {Path(hit.id).stem: hit.score for hit in index.search("1 decembrie", limit=100).hits}
    assert scores["holiday"] > scores["frost"] > scores["shops"]
    explained = index.search("1 decembrie", explain=True).hits[0]
    assert explained.explanation


@pytest.mark.parametrize(
    ("query", "content"),
    [
        ("a fost ministru", "ministru"),
        ("cine va fi ministru", "ministru"),
        ("mai multe decembrie", "multe decembrie"),
    ],
)
def test_function_words_do_not_count_as_words(index: rasfoi.Index, query: str, content: str) -> None:
    assert index.search(query).all_words == index.search(content).all_words


def test_a_former_minister_is_no_minister(index: rasfoi.Index) -> None:
    assert index.search("fost ministru").all_words < index.search("a fost ministru").all_words


@pytest.mark.parametrize(
    ("query", "question"),
    [("crește euro", "de ce crește euro"), ("salariu minim", "când este salariu minim")],
)
def test_a_question_finds_what_its_words_find(index: rasfoi.Index, query: str, question: str) -> None:
    plain, asked = (index.search(text, limit=20) for text in (query, question))
    assert plain.total == asked.total
    assert first(index, query) == first(index, question)
