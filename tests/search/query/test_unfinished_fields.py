"""While one types: fields, compounds and operators that may still become something."""

from __future__ import annotations

import json

import pytest
import rasfoi
from rasfoi.search.query.syntax.lexer import lexemes
from rasfoi.search.query.unfinished import unfinished_word

ARTICLES = [
    {"id": "nord", "title": "Granița", "body": "Soldații nord-coreeni au plecat.", "source": "Realitatea",
     "section": "Externe", "date": "2017-05-04"},
    {"id": "bursa", "title": "Bursa crește", "body": "Acțiunile urcă, iar soldații dorm.",
     "source": "Răsăritul", "section": "Economie", "date": "2018-02-01"},
    {"id": "prim", "title": "Vizită", "body": "Un prim-ministru la bursa de cereale.",
     "source": "Gazeta Nouă", "section": "Externe", "date": "2018-03-01"},
    {"id": "alt", "title": "Damian", "body": "Un prim miting; dă-mi o carte.", "source": "Gazeta",
     "section": "Cultură", "date": "2019-01-01"},
]  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> rasfoi.Index:
    folder = tmp_path_factory.mktemp("unfinished-fields")
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, ARTICLES)), encoding="utf-8")
    rasfoi.build(folder / "a.jsonl", folder / "index")
    return rasfoi.open(folder / "index")


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("nord-co", {"nord"}),
        ("nord-coreen", {"nord"}),
        ("prim-mi", {"prim"}),
        ("dă-mi", {"alt"}),
        ("titlu:bur", {"bursa"}),
        ("titlu: bur", {"bursa"}),
        ("soldați sursa:re", {"nord"}),
        ("soldați sursa:r", {"nord", "bursa"}),
        ("soldați -sursa:rea", {"bursa"}),
        ("soldați -sursa:zz", {"nord", "bursa"}),
        ("sursa:ga", {"prim", "alt"}),
        ("sectiune:ext", {"nord", "prim"}),
        ("soldați sursa:zz", {"nord", "bursa"}),
        ("soldați data:201", {"nord", "bursa"}),
        ("soldați data:2017", {"nord"}),
        ("soldați dupa:2018-0", {"nord", "bursa"}),
        ("titlu:", {"nord", "bursa", "prim", "alt"}),
        ("sursa:", {"nord", "bursa", "prim", "alt"}),
        ("soldați titlu:", {"nord", "bursa"}),
        ('"soldații nord', {"nord", "bursa"}),
    ],
)
def test_what_is_not_finished_finds_what_it_may_become(
    index: rasfoi.Index, query: str, ids: set[str]
) -> None:
    page = index.search(query, prefix=True)
    assert {hit.id for hit in page.hits} == ids
    assert page.notes == ()
    assert page.suggestion is None


@pytest.mark.parametrize("query", ["sursa:re ", "data:201 ", "titlu: ", "soldați data:201 "])
def test_what_is_finished_is_told(index: rasfoi.Index, query: str) -> None:
    assert index.search(query).notes
    assert index.search(query, prefix=True).notes


def test_an_unfinished_compound_is_marked_as_one(index: rasfoi.Index) -> None:
    (hit,) = index.search("nord-co", prefix=True).hits
    assert "<mark>nord-coreeni</mark>" in hit.snippet.html()


@pytest.mark.parametrize(
    ("text", "field", "word"),
    [
        ("titlu:pri", "title", "pri"),
        ("titlu:pri ", "title", ""),
        ("nord-co", "", "nord-co"),
        ("nord-", "", ""),
        ("s-a", "", ""),
        ("dă-mi", "", ""),
        ("prim-mi", "", "prim-mi"),
        ("a+b-c", "", ""),
    ],
)
def test_what_may_go_on(text: str, field: str, word: str) -> None:
    assert unfinished_word(text, lexemes(text), field) == word
