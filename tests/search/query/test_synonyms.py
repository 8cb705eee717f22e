"""A user's dictionary at work: both ways, several words, ranking, marks, corrections, stop words."""

from __future__ import annotations

from pathlib import Path

import pytest
import rasfoi
from rasfoi import Article

DICTIONARY = """\ufeff# Siglele noastre
UE, Uniunea Europeană
SUA, Statele Unite, Statele Unite ale Americii   # trei feluri
bolid => mașină, automobil

medic, doctor
fată, domnișoară
"""
TEXTS = {
    "sigla": ("Banii comuni", "Bugetul UE crește anul acesta."),
    "numele": ("Banii Bruxelles-ului", "Bugetul Uniunii Europene a fost aprobat ieri."),
    "scriitori": ("O uniune", "Uniunea scriitorilor cere un buget mai mare."),
    "europeni": ("Altele", "Europenii au și ei bugete, scrie UEFA."),
    "mașina": ("La salon", "O mașină nouă a fost prezentată la munte."),
    "bolidul": ("Pe pistă", "Un bolid roșu a trecut."),
    "lung": ("Peste ocean", "Statele Unite ale Americii au cheltuit mult."),
    "scurt": ("Vecinii", "Statele Unite discută cu vecinii."),
    "inițiale": ("Washington", "SUA au trimis o notă."),
    "clinica": ("Sănătate", "Doctorul din oraș are paturi noi."),
    "horă": ("La horă", "Domnișoara a dansat cu mirele."),
    "nuntă": ("La nuntă", "Fata miresei a cântat."),
    "spital": ("Sănătate", "Spitalul din sat are un medic nou."),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("synonyms") / "index"
    rasfoi.build([Article(id, title, body) for id, (title, body) in TEXTS.items()], folder)
    (folder / "synonyms.txt").write_text(DICTIONARY, "utf-8")
    (folder / "stopwords.txt").write_text("Sănătate # rubrica\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def index(folder: Path) -> rasfoi.Index:
    return rasfoi.open(folder)


def ids(page: rasfoi.SearchPage) -> list[str]:
    return [hit.id for hit in page.hits]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("UE", ["sigla", "numele"]),
        ("ue", ["sigla", "numele"]),
        ("yue", []),
        ("Uniunii Europene", ["sigla", "numele", "scriitori", "europeni"]),
        ("uniunea europeana", ["sigla", "numele", "scriitori", "europeni"]),
        ("+UE", ["sigla", "numele"]),
        ("+uniunea +europeană", ["sigla", "numele"]),
        ("(UE SAU bolid) ȘI nou", ["mașina"]),
        ("bolid", ["bolidul", "mașina"]),
        ("mașină", ["mașina"]),
        ("automobil", []),
        ("SUA", ["inițiale", "lung", "scurt"]),
        ("statele unite", ["inițiale", "lung", "scurt"]),
        ("medici", ["spital", "clinica"]),
        ("doctor", ["clinica", "spital"]),
        ("fete", ["nuntă", "horă"]),
        ('"UE"', ["sigla"]),
        ('"Uniunea Europeană"', ["numele"]),
        ("buget -UE", ["numele", "scriitori", "europeni"]),
        ("titlu:UE", []),
    ],
)
def test_what_is_found(index: rasfoi.Index, query: str, found: list[str]) -> None:
    page = index.search(query)
    assert sorted(ids(page)) == sorted(found)
    assert page.total == len(found)


@pytest.mark.parametrize("query", ["UE", "bolid", "medici", "doctor"])
def test_what_was_typed_comes_before_its_synonym(index: rasfoi.Index, query: str) -> None:
    first = {"UE": "sigla", "bolid": "bolidul", "medici": "spital", "doctor": "clinica"}
    assert ids(index.search(query))[0] == first[query]


@pytest.mark.parametrize("query", ["buget UE", "bugetul Uniunii Europene", "buget uniunea europeana"])
def test_a_synonym_counts_as_the_word_among_all_words(index: rasfoi.Index, query: str) -> None:
    page = index.search(query)
    assert page.all_words == 2
    assert set(ids(page)[:2]) == {"sigla", "numele"} and page.total == 4


@pytest.mark.parametrize(
    ("query", "id", "marked"),
    [
        ("UE", "numele", ["Uniunii Europene"]),
        ("uniunea europeana", "sigla", ["UE"]),
        ("SUA", "lung", ["Statele Unite ale Americii"]),
        ("medic", "clinica", ["Doctorul"]),
        ("bolid", "mașina", ["mașină"]),
    ],
)
def test_synonyms_are_marked(index: rasfoi.Index, query: str, id: str, marked: list[str]) -> None:
    [hit] = [hit for hit in index.search(query).hits if hit.id == id]
    assert [hit.snippet.text[start:end] for start, end in hit.snippet.ranges] == marked
    _, body = index.highlight(id, query)
    assert [body.text[start:end] for start, end in body.ranges] == marked


def test_an_explanation_names_the_synonym(index: rasfoi.Index) -> None:
    words = {hit.id: {each.word for each in hit.explanation} for hit in index.search("UE", explain=True).hits}
    assert words["sigla"] >= {"UE"} and words["numele"] >= {"UE = uniunea", "UE = europeană"}
    hits = index.search("medic", explain=True).hits
    assert "medic = doctor" in {each.word for hit in hits for each in hit.explanation}


def test_corrections_leave_words_of_the_dictionary_alone(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "synonyms.txt").write_text("bugetl, mașină\nuniuna scriitorelor, spital\n", "utf-8")
    plain = rasfoi.open(folder, dictionary=tmp_path.parent).search("bugetl")
    assert plain.suggestion is not None
    index = rasfoi.open(folder, dictionary=tmp_path)
    page = index.search("bugetl")
    assert (ids(page), page.suggestion, page.notes) == (["mașina"], None, ())
    page = index.search("uniuna scriitorelor")
    assert page.suggestion is None and "spital" in ids(page)
    # Another word of the query is corrected as ever.
    page = index.search("bugetl spitalil")
    assert page.suggestion and page.suggestion.query == "bugetl spitalul"
    assert set(ids(page)) >= {"mașina", "spital"}


def test_a_word_of_which_no_article_is_finds_its_synonyms(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "synonyms.txt").write_text("yankei => Statele Unite\nnimeni, niciunde\n", "utf-8")
    index = rasfoi.open(folder, dictionary=tmp_path)
    page = index.search("yankei")
    assert sorted(ids(page)) == ["lung", "scurt"] and page.all_words == 2 and not page.notes
    assert index.search("niciunde", correct=False).total == 0


def test_stop_words_are_said_of_nothing(index: rasfoi.Index, folder: Path, tmp_path: Path) -> None:
    assert index.search("sănătate paturi").all_words == 1
    assert ids(index.search("sanatate paturi")) == ["clinica"]
    # Alone, or with a sign, they are searched all the same.
    assert len(ids(index.search("sănătate"))) == 2
    assert ids(index.search("+sănătate -paturi")) == ["spital"]
    without = rasfoi.open(folder, dictionary=tmp_path)
    assert sorted(ids(without.search("sănătate paturi"))) == ["clinica", "spital"]


def test_the_word_that_is_being_typed_has_no_synonyms_yet(index: rasfoi.Index) -> None:
    assert "clinica" not in ids(index.search("medic", prefix=True))
    assert "clinica" in ids(index.search("medic ", prefix=True))


def test_a_heap_of_synonyms_is_searched_in_part(folder: Path, tmp_path: Path) -> None:
    lines = [
        f"cuvânt{number}, " + ", ".join(f"buget x{number}y{at}" for at in range(19)) for number in range(40)
    ]
    (tmp_path / "synonyms.txt").write_text("\n".join(lines) + "\n" + "\n".join(["UE, spital"] * 500), "utf-8")
    index = rasfoi.open(folder, dictionary=tmp_path)
    query = " ".join(f"cuvânt{number}" for number in range(40))
    assert index.search(f"UE {query}", timeout=20.0, correct=False).total >= 2


def test_an_index_takes_up_a_changed_dictionary_when_refreshed(folder: Path, tmp_path: Path) -> None:
    index = rasfoi.open(folder, dictionary=tmp_path)
    assert ids(index.search("UE")) == ["sigla"] and index.refresh() is index
    (tmp_path / "synonyms.txt").write_text("UE, spital\n", "utf-8")
    newer = index.refresh()
    assert newer is not index and newer.version != index.version
    assert set(ids(newer.search("UE"))) == {"sigla", "spital"} and ids(index.search("UE")) == ["sigla"]
    (tmp_path / "synonyms.txt").unlink()
    assert ids(newer.refresh().search("UE")) == ["sigla"]
