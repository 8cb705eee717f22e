"""Queries that are still being typed: their last word is the beginning of one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import rasfoi
from rasfoi.search.query.syntax.lexer import lexemes
from rasfoi.search.query.unfinished import unfinished_word

ARTICLES = {
    "prim": ("Primarul și școala", "Primarul a deschis școala de lângă râu."),
    "prim2": ("Primarul tace", "Primarul nu spune nimic despre drum."),
    "prima": ("Primăvara vine", "Primăvara, râul crește și câmpul înverzește."),
    "prem": ("Premiul cel mare", "Un premiu pentru școala din deal."),
    "preced": ("Un caz precedent", "Precedent fără seamăn."),
}


@pytest.fixture(scope="module", params=[1, 2], ids=["one segment", "two segments"])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> rasfoi.Index:
    folder = tmp_path_factory.mktemp("unfinished")
    (folder / "corpus").mkdir()
    lines = [json.dumps({"id": key, "title": t, "body": b}) for key, (t, b) in ARTICLES.items()]
    lines += [json.dumps({"id": f"f{at}", "title": f"Zi {at}", "body": "Nimic nou azi."}) for at in range(30)]
    for part in range(request.param):
        (folder / "corpus" / f"{part}.jsonl").write_text("\n".join(lines[part :: request.param]), "utf-8")
        rasfoi.update(folder / "corpus", folder / "index")
    return rasfoi.open(folder / "index")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("primar", "primar"),
        ("școala pri", "pri"),
        ("școala pri ", ""),
        ('"școala pri"', ""),
        ("(școala pri)", ""),
        ("școala p", ""),
        ("școala ȘI", ""),
        ("școala pri*", ""),
        ("titlu:pri", ""),
        ("school 2018", ""),
        ("", ""),
    ],
)
def test_only_a_word_that_nothing_follows_is_unfinished(text: str, word: str) -> None:
    assert unfinished_word(text, lexemes(text)) == word


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("școala prim", "prim"),
        ("scoala pre", "prem"),
        ("râu primăv", "prima"),
        ("rau primav", "prima"),
        ("prece", "preced"),
        ("drum pri", "prim2"),
        ("școala primarul", "prim"),
    ],
)
def test_the_likeliest_words_with_this_beginning_are_found(
    index: rasfoi.Index, query: str, first: str
) -> None:
    page = index.search(query, prefix=True)
    assert page.hits[0].id == first
    assert page.suggestion is None


def test_a_blank_ends_the_word(index: rasfoi.Index) -> None:
    assert index.search("prem", prefix=True).total == 1
    assert index.search("preced ", prefix=True).hits == index.search("preced").hits
    assert index.search("școala prim ", prefix=True).hits == index.search("școala prim").hits


def test_a_word_that_cannot_become_one_is_corrected_and_so_are_those_before(index: rasfoi.Index) -> None:
    page = index.search("primraul", prefix=True)
    assert page.suggestion is not None and page.suggestion.query == "primarul"
    page = index.search("shcoala prim", prefix=True)
    assert page.suggestion is not None and page.suggestion.query.split()[1:] == ["prim"]
    assert page.hits[0].id == "prim"


def test_the_words_found_are_marked_and_explained(index: rasfoi.Index) -> None:
    (hit, *_) = index.search("școala prim", prefix=True, explain=True).hits
    assert hit.title_snippet.html() == "<mark>Primarul</mark> și <mark>școala</mark>"
    assert sum(part.score for part in hit.explanation) == pytest.approx(hit.score, rel=1e-6)
    title, _ = index.highlight("prim", "școala prim", prefix=True)
    assert "<mark>Primarul</mark>" in title.html()


def test_it_goes_with_filters_and_orders(index: rasfoi.Index) -> None:
    newest = {hit.id for hit in index.search("pri", prefix=True, sort="newest").hits}
    assert newest == {"prim", "prim2", "prima"} == {hit.id for hit in index.search("pri", prefix=True).hits}
    assert index.search("pri", prefix=True, source="Nimeni").total == 0


def test_a_beginning_counts_the_same_in_however_many_segments_it_is(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    older = [
        {"id": f"a{at}", "title": f"Primarul {at}", "body": "Primarul spune de oraș."} for at in range(90)
    ]
    # Of the articles that come later none has both words, and one has another form of the second too.
    later = [
        {"id": "b1", "title": "Piața", "body": "Orașul are o piață, și un oraș are multe."},
        {"id": "b2", "title": "Un primar", "body": "Primarul tace."},
    ]
    for name, articles in (("a", older), ("b", later)):
        (corpus / f"{name}.jsonl").write_text("\n".join(map(json.dumps, articles)), "utf-8")
        rasfoi.update(corpus, tmp_path / "updated")
    rasfoi.build(corpus, tmp_path / "rebuilt")
    indexes = [rasfoi.open(tmp_path / name) for name in ("updated", "rebuilt")]
    assert [index.info().segments for index in indexes] == [2, 1]
    found = [index.search("primarul or", prefix=True, limit=100).hits for index in indexes]
    scores = [{hit.id: round(hit.score, 3) for hit in hits} for hits in found]
    assert scores[0] == scores[1] and "b1" in scores[0]
