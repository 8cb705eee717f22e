"""What operators, fields, wildcards and figures mean, and that their number is bounded."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from itertools import product
from pathlib import Path

import pytest
import rasfoi
from hypothesis import given, settings
from hypothesis import strategies as st
from rasfoi.index.directory.generation import current
from rasfoi.index.segment.reader import open_segment
from rasfoi.search.query.syntax.lexer import lexemes
from rasfoi.search.query.syntax.parser import MAX_CLAUSES, parse
from rasfoi.search.query.syntax.tree import Bool, Column, Word, distinct, narrows
from rasfoi.search.vocabulary.wildcards import matching_forms

ARTICLES = [
    {"id": "tren", "title": "Tren nou", "body": "Un tren spre mare costă 11 000 de lei.", "source": "Unu",
     "date": "2013-01-31"},
    {"id": "vapor", "title": "Vapor vechi", "body": "Trenul nu ajunge; președinte de port.", "source": "Doi",
     "date": "2013-02-15"},
    {"id": "avion", "title": "Avion mare", "body": "Prezentul pretinde bilete de 11.000 lei.",
     "source": "Trei", "date": "2013-03-01"},
    {"id": "oameni", "title": "Oameni", "body": "Președinta pleacă; 11 oameni rămân, 000 lei.",
     "source": "Unu", "date": "2014-05-05"},
]  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> rasfoi.Index:
    folder = tmp_path_factory.mktemp("operators")
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, ARTICLES)), encoding="utf-8")
    rasfoi.build(folder / "a.jsonl", folder / "index")
    return rasfoi.open(folder / "index")


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("titlu:(tren avion)", {"tren", "avion"}),
        ("titlu:(tren ȘI mare)", set()),
        ("-titlu:(tren vapor) tren", set()),
        ("-(tren avion) lei", {"oameni"}),
        ("+(tren vapor) lei", {"tren", "vapor"}),
        ("lei sursa:(Unu Doi)", {"tren", "oameni"}),
        ("lei sursa:Unu sursa:Doi", {"tren", "oameni"}),
        ("lei sursa:Unu ȘI sursa:Doi", set()),
        ("data:(2013-01 2014)", {"tren", "oameni"}),
        ("pre*dint*", {"vapor", "oameni"}),
        ("pre*dinte", {"vapor"}),
        ("PREȘ*TA", {"oameni"}),
        ("titlu:t*n", {"tren"}),
        ("*tren", {"tren", "vapor"}),
        ("tren-*", {"tren", "vapor"}),
        ("tren-*mare", {"tren", "vapor", "avion"}),
        ("11 000", {"tren", "avion"}),
        ("11.000", {"tren", "avion"}),
        ("11000", {"tren", "avion"}),
        ('"11 000 de lei"', {"tren"}),
        ("inainte:2013-02", {"tren"}),
        ("dupa:2013-02", {"vapor", "avion", "oameni"}),
        ("dupa:2013-02 inainte:2013-03", {"vapor"}),
        ("NU NU tren", {"tren", "vapor"}),
        ("titlu: tren", {"tren"}),
        ("titlu : (tren avion)", {"tren", "avion"}),
        ('sursa: "Unu"', {"tren", "oameni"}),
        ("tren titlu:-vapor", {"tren"}),
        ("tren titlu: -vapor", {"tren"}),
        ("tren +-vapor", {"tren"}),
        ("tren -+titlu:vapor", {"tren"}),
        ("titlu: sursa:Unu", {"tren", "oameni"}),
        ("tren~2", {"tren", "vapor"}),
        ("titlu:tren^3", {"tren"}),
        ('"tren spre"~3', {"tren"}),
        ("(tren)^2 ȘI mare", {"tren"}),
        ("tren && mare", {"tren"}),
        ("TREN AND MARE", {"tren"}),
        ("TREN OR NOT MARE", {"tren", "vapor", "oameni"}),
        ('data:"31 ianuarie 2013"', {"tren"}),
        ("data: 31 ianuarie 2013", {"tren"}),
        ("dupa:1 martie 2013", {"avion", "oameni"}),
        ("inainte:febr. 2013", {"tren"}),
        ("data:15.02.13", {"vapor"}),
        ("data:mai 2014 lei", {"oameni"}),
        ("data:2012-2013", {"tren", "vapor", "avion"}),
        ("data:2013..2014 oameni", {"oameni"}),
        ('data:"31 ianuarie - 15 februarie 2013"', {"tren", "vapor"}),
        ("pre?edinte", {"vapor"}),
    ],
)
def test_operators(index: rasfoi.Index, query: str, ids: set[str]) -> None:
    assert {hit.id for hit in index.search(query, correct=False).hits} == ids


def test_a_word_with_a_wildcard_inside_is_marked(index: rasfoi.Index) -> None:
    (hit,) = index.search("pre*nta").hits
    assert hit.snippet.html().startswith("<mark>Președinta</mark> pleacă")


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("NU " * 500 + "a", "operators"),
        ("a SAU " * 150 + "b", "operators"),
        ("(" * 50 + "a" + ")" * 50, "40 deep"),
        ("(a) " * 400, "brackets"),
        (" ".join(f"a{at}*" for at in range(60)), "words with *"),
        (" ".join(f'"a {at}"' for at in range(60)), "phrases"),
        (" ".join(f"a{at}" for at in range(300)), f"different words; {MAX_CLAUSES} are allowed"),
        ('"' + "de la " * 300 + '"', f"different words; {MAX_CLAUSES} are allowed"),
    ],
)
def test_what_is_too_much_is_told(index: rasfoi.Index, query: str, reason: str) -> None:
    with pytest.raises(rasfoi.BadQuery, match=reason.replace("*", r"\*").replace("(", r"\(")):
        index.search(query)


def test_equal_clauses_count_once(index: rasfoi.Index) -> None:
    many, one = index.search("tren spre " * 150), index.search("tren spre")
    assert [(hit.id, hit.score) for hit in many.hits] == [(hit.id, hit.score) for hit in one.hits]
    assert distinct(parse(lexemes("a b a (c c)"))).should == (
        Word("a", start=0), Word("b", start=2), Bool(should=(Word("c", start=7),)),
    )  # fmt: skip


@pytest.mark.parametrize("word", ["and", "or", "not"])
def test_an_operator_in_small_letters_is_no_content_word(index: rasfoi.Index, word: str) -> None:
    page = index.search(f"tren {word} mare", correct=False)
    assert page.all_words == index.search("tren mare").all_words == 1
    assert page.hits[0].id == "tren"


def test_a_group_of_sources_narrows() -> None:
    query = parse(lexemes("tren sursa:(Unu Doi)"))
    assert query.must == (Bool(should=(Column("source", "Unu"), Column("source", "Doi"))),)
    assert narrows(query.must[0]) and not narrows(query)


@pytest.fixture(scope="module")
def few_letters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of every word of one to five letters a, b and ă, and of one of sixty."""
    folder = tmp_path_factory.mktemp("letters")
    words = ["".join(each) for size in range(1, 6) for each in product("abă", repeat=size)]
    (folder / "a.txt").write_text("Titlul\n" + " ".join([*words, "a" * 60]), encoding="utf-8")
    rasfoi.build(folder / "a.txt", folder / "index")
    return folder / "index"


@settings(max_examples=300)
@given(st.text("abăĂ*", max_size=8).filter(lambda text: text.lstrip("*")[:1].isalnum()))
def test_a_wildcard_stands_for_any_letters(few_letters: Path, typed: str) -> None:
    head, star, tail = typed.lstrip("*").partition("*")
    generation = current(few_letters)
    segment = open_segment(generation, generation.segments[0])
    words = list(segment.forms.words_from(0))
    found = [words[at] for at in matching_forms(segment, head, star + tail)]
    pattern = typed.lstrip("*").lower().replace("ă", "a") + "*" * (not star)
    assert found == [word for word in words if fnmatchcase(word.replace("ă", "a"), pattern)]


def test_no_word_takes_a_wildcard_long(few_letters: Path) -> None:
    # To try all ways through the word of sixty letters would take years.
    index = rasfoi.open(few_letters)
    assert index.search("a*" * 15 + "b").total == 0
    assert index.search("a*" * 15).total == 1


def test_too_many_words_for_a_wildcard(index: rasfoi.Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rasfoi.search.vocabulary.wildcards.MOST_FORMS", 2)
    with pytest.raises(rasfoi.BadQuery, match="more letters"):
        index.search("p*e")


PIECES = [
    *"a+-*:.()\"„” \nş\u0301😀", "tren", "ȘI", "SAU", "NU", "AND", "titlu:", "sursa:", "data:", "inainte:",
    "2013", "11", "000", "nord", "-coreean", "15.04.2018", "aprilie", "ora:guverm",
]  # fmt: skip


@settings(max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join) | st.text(max_size=80))
def test_nothing_but_bad_query_is_raised(index: rasfoi.Index, query: str) -> None:
    try:
        page = index.search(query, facets=True, explain=True)
    except rasfoi.BadQuery as error:
        assert "allowed" in str(error) or "more than" in str(error) or "letters" in str(error)
    else:
        assert page.total >= len(page.hits)
        assert all(text.strip() for text in page.notes)


def test_words_in_brackets_find_what_they_find_alone() -> None:
    texts = {
        "half": "Jumătate, adică 1/2 din sumă.",
        "one": "Avem 1 leu.",
        "pod": "Podul nou.",
        "none": "Ploaie.",
    }
    index = rasfoi.build(rasfoi.Article(key, "Ziar", text) for key, text in texts.items())
    for query in ("1/2 SAU pod", "(1/2) SAU (pod)", "(1/2 SAU pod)", "(1/2) SAU ploaie SAU (pod) -ploaie"):
        assert {hit.id for hit in index.search(query).hits} == {"half", "one", "pod"}
    assert [hit.id for hit in index.search("(+1/2 sumă) SAU (pod -nou)").hits] == ["half"]
