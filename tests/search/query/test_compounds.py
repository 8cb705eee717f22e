"""A compound is one query however it is typed: in one word, in two, or with a hyphen."""

from __future__ import annotations

import json

import pytest
import rasfoi

TEXTS = {
    "legat": "Legea anticorupție a trecut.",
    "liniuta": "O campanie anti-corupție începe.",
    "doua": "Lupta anti corupției continuă.",
    "alta": "Vaccinul anti-gripă și corupția din spital.",
    "vice": "Viceprimarul a votat; un vice-primar lipsește.",
    "primar": "Primarul a plecat.",
    "nord": "Soldații nord-coreeni tac.",
    "nord2": "Un diplomat nord coreean vorbește.",
    "sud": "Podul coreean de la nord.",
    "partid": "Liberalconservatorii pierd.",
    "partid2": "Un program liberal-conservator apare.",
    "oras": "Trenul spre Baia-Nouă întârzie.",
    "oras2": "La Baia nu plouă.",
    "noi": "Multe startupuri mari.",
    "nou": "Un start-up mare.",
    "up": "Un start up din Iași.",
    "magazin": "Un magazin e-commerce vinde.",
    "piata": "Piața e commerce crește.",
    "firma": "Firma de ecommerce angajează.",
    "val": "Pandemia COVID-19 trece.",
    "val2": "Pandemia Covid19 revine.",
    "val3": "Pandemia Covid 19 e aici.",
    "indice": "Indicele S&P 500 scade.",
    "indice2": "Indicele S&P500 urcă.",
    "sef": "Un vicepreședinte vorbește.",
    "sefi": "Doi vice președinți au plecat.",
    "sefii": "Vice-președinții au votat.",
    "pact": "Cooperare euroatlantică deplină.",
    "pact2": "Parteneriat euro-atlantic.",
    "pact3": "Structura euro atlantică crește.",
    "golf": "Coasta de sud-est.",
    "golf2": "Un vânt din sudest.",
    "golf3": "Tot sud estul țării.",
    "scor": "Gazdele bat cu 6-0.",
    "varsta": "La 60 de ani aleargă.",
    "gara": "O rețea wi-fi gratuită în gară.",
    "casa": "Semnalul Wi-Fi-ului e slab.",
    "birou": "Parola de wifi a biroului.",
    "hotel": "Camere cu wi fi.",
    "posta": "Un e-mail scurt.",
    "deal": "Un deal bun; vila de al lacului.",
    "avion": "Un avion F-16 aterizează.",
    "avion2": "Două avioane F 16 decolează.",
    "scara": "Scara F are 16 trepte.",
    "rest": "Un expert din minister scrie un contract de export.",
    "extra": "Internaționalul cupei; un port.",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> rasfoi.Index:
    folder = tmp_path_factory.mktemp("compounds")
    lines = (json.dumps({"id": id, "title": "", "body": body}) for id, body in TEXTS.items())
    (folder / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    rasfoi.build(folder / "a.jsonl", folder / "index")
    return rasfoi.open(folder / "index")


def scores(index: rasfoi.Index, query: str) -> list[tuple[str, float]]:
    return [(hit.id, hit.score) for hit in index.search(query, correct=False).hits]


@pytest.mark.parametrize(
    ("joined", "hyphened", "apart", "ids"),
    [
        ("anticorupție", "anti-corupție", "anti corupție", {"legat", "liniuta", "doua"}),
        ("anticorupției", "anti-corupției", "anti corupției", {"legat", "liniuta", "doua"}),
        ("viceprimarii", "vice-primarii", "vice primarii", {"vice"}),
        ("nordcoreean", "nord-coreean", "nord coreean", {"nord", "nord2"}),
        ("nordcoreenilor", "nord-coreenilor", "nord coreenilor", {"nord", "nord2"}),
        ("liberalconservator", "liberal-conservator", "liberal conservator", {"partid", "partid2"}),
        ("startup", "start-up", "start up", {"noi", "nou", "up"}),
        ("startupuri", "start-up", "start up", {"noi", "nou", "up"}),
        ("ecommerce", "e-commerce", "e commerce", {"magazin", "piata", "firma"}),
        ("Covid19", "Covid-19", "Covid 19", {"val", "val2", "val3"}),
        ("S&P500", "S&P-500", "S&P 500", {"indice", "indice2"}),
        ("vicepreședinte", "vice-președinte", "vice președinte", {"sef", "sefi", "sefii"}),
        ("vicepreședinții", "vice-președinții", "vice președinții", {"sef", "sefi", "sefii"}),
        ("euroatlantic", "euro-atlantic", "euro atlantic", {"pact", "pact2", "pact3"}),
        ("F16", "F-16", "F 16", {"avion", "avion2"}),
        ("wifi", "wi-fi", "wi fi", {"gara", "casa", "birou", "hotel"}),
        ("sudest", "sud-est", "sud est", {"golf", "golf2", "golf3"}),
    ],
)
def test_one_query(index: rasfoi.Index, joined: str, hyphened: str, apart: str, ids: set[str]) -> None:
    found = scores(index, hyphened)
    assert {id for id, _ in found} == ids
    assert scores(index, joined) == scores(index, apart) == found


def test_a_compound_of_two_words_is_about_both(index: rasfoi.Index) -> None:
    found = scores(index, "Baia-Nouă")
    assert [id for id, _ in found] == ["oras", "oras2"]
    assert scores(index, "Baia Nouă") == found


@pytest.mark.parametrize(
    ("query", "id", "marked"),
    [
        ("nordcoreean", "nord", "Soldații <mark>nord-coreeni</mark> tac."),
        ("nord-coreean", "nord", "Soldații <mark>nord-coreeni</mark> tac."),
        ("nord-coreean", "nord2", "Un diplomat <mark>nord coreean</mark> vorbește."),
        ("anti-corupție", "legat", "Legea <mark>anticorupție</mark> a trecut."),
        ("anticorupție", "liniuta", "O campanie <mark>anti-corupție</mark> începe."),
        ("startup", "nou", "Un <mark>start-up</mark> mare."),
        ("startupuri", "up", "Un <mark>start up</mark> din Iași."),
        ("vicepreședinte", "sefii", "<mark>Vice-președinții</mark> au votat."),
        ("euro-atlantice", "pact3", "Structura <mark>euro atlantică</mark> crește."),
        ("covid19", "val", "Pandemia <mark>COVID-19</mark> trece."),
        ("covid-19", "val3", "Pandemia <mark>Covid 19</mark> e aici."),
        ("S&P 500", "indice", "Indicele <mark>S&amp;P 500</mark> scade."),
        ("F16", "avion2", "Două avioane <mark>F 16</mark> decolează."),
        ("wifi", "gara", "O rețea <mark>wi-fi</mark> gratuită în gară."),
        ("wi fi", "casa", "Semnalul <mark>Wi-Fi-ului</mark> e slab."),
        ("wi-fi", "hotel", "Camere cu <mark>wi fi</mark>."),
        ("email", "posta", "Un <mark>e-mail</mark> scurt."),
        ("emailuri", "posta", "Un <mark>e-mail</mark> scurt."),
        ("deal", "deal", "Un <mark>deal</mark> bun; vila de al lacului."),
        ("6-0", "scor", "Gazdele bat cu <mark>6-0</mark>."),
        ("Baia Nouă", "oras", "Trenul spre <mark>Baia-Nouă</mark> întârzie."),
        ("nord", "nord", "Soldații <mark>nord</mark>-coreeni tac."),
        ('"soldați nord-coreeni"', "nord", "<mark>Soldații nord-coreeni</mark> tac."),
    ],
)
def test_one_match_is_one_mark(index: rasfoi.Index, query: str, id: str, marked: str) -> None:
    found = {hit.id: hit.snippet.html() for hit in index.search(query, correct=False).hits}
    assert found[id] == marked
    assert index.highlight(id, query)[1].html() == marked


def test_words_of_the_dictionary_are_not_split(index: rasfoi.Index) -> None:
    assert [id for id, _ in scores(index, "internațional")] == ["extra"]
    assert index.search("internațional").hits[0].snippet.html().startswith("<mark>Internaționalul</mark>")


def test_figures_side_by_side_are_no_figure(index: rasfoi.Index) -> None:
    assert [id for id, _ in scores(index, "6-0")] == ["scor"]
    assert [id for id, _ in scores(index, "60")] == ["varsta"]


@pytest.mark.parametrize("word", ["expert", "minister", "contract", "export"])
def test_a_word_is_no_compound_for_its_letters(index: rasfoi.Index, word: str) -> None:
    [hit] = index.search(word).hits
    assert hit.snippet.html().count(f"<mark>{word}</mark>") == hit.snippet.html().count("<mark>") == 1


def test_letters_around_an_ampersand_are_one_name() -> None:
    texts = {
        "phone": "Operatorul AT&T a cumpărat o rețea.",
        "apart": "Ora AT este 5. Planul T merge bine.",
        "shop": "Magazinul H&M a închis rețeaua veche.",
        "index": "Indicele S&P 500 scade.",
    }
    index = rasfoi.build(rasfoi.Article(id=key, title="Ziar", body=text) for key, text in texts.items())
    for query in ("AT&T", "at&t", "AT&T, rețea?", "titlu:ziar AT&T"):
        assert index.search(query).hits[0].id == "phone"
    page = index.search("AT&T")
    assert page.total == 1 and page.hits[0].snippet.html().startswith("Operatorul <mark>AT&amp;T</mark> a ")
    assert {hit.id for hit in index.search("rețea -AT&T").hits} == {"shop"}
    assert index.search("H&M rețea").all_words == 1
    assert [hit.id for hit in index.search("S&P 500").hits] == ["index"]
