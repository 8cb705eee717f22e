"""What a program has of the search beside pages of hits: all hits, plain data, marks in its own texts."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import rasfoi

TEXT = (
    "Trupele nord-coreene au ajuns în nordul Coreei. Soldații, „mult așteptați”, vin din Coreea de Nord: "
    "niciun soldat nord coreean nu e anticorupție."
)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> rasfoi.Index:
    folder = tmp_path_factory.mktemp("many")
    lines = [
        json.dumps({"id": f"n{at}", "title": f"Vapor {at}", "body": f"Vaporul {at} pleacă din port.",
                    "date": f"2024-01-{1 + at % 28:02}", "source": "Unu" if at % 2 else "Doi"})
        for at in range(230)
    ]  # fmt: skip
    copy = (
        "Un far vechi de pe țărm va fi aprins din nou, a anunțat sâmbătă căpitănia portului. Lumina lui s-a "
        "stins acum douăzeci de ani, când vasele au început să se ghideze prin sateliți. Pescarii au cerut "
        "însă ca turnul alb să lumineze intrarea în golf, mai ales iarna, pe ceață. Lămpile consumă puțin, "
        "iar mecanismul a fost reparat de doi ceasornicari din oraș. Vizitatorii vor putea urca treptele în "
        "fiecare duminică, în grupuri mici, însoțiți de paznic."
    )
    lines += [json.dumps({"id": f"f{at}", "title": "Farul", "body": copy}) for at in range(3)]
    (folder / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    rasfoi.build(folder, folder / "index")
    return rasfoi.open(folder / "index")


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ("vapor", {}),
        ("vapor port", {"sort": "oldest"}),
        ("", {"source": "Unu"}),
        ("far", {}),
        ("lipsește", {}),
    ],
)
def test_all_hits_come_in_the_order_of_the_pages(
    many: rasfoi.Index, query: str, options: dict[str, str]
) -> None:
    paged: list[str] = []
    while hits := many.search(query, limit=100, offset=len(paged), **options).hits:  # type: ignore[arg-type]
        paged += [hit.id for hit in hits]
    every = list(many.search_iter(query, **options))  # type: ignore[arg-type]
    assert [hit.id for hit in every] == paged
    if query == "far":
        assert [hit.duplicates for hit in every] == [2]
        assert len(list(many.search_iter(query, duplicates=True))) == 3


def test_what_is_wrong_with_a_query_is_told_at_once(many: rasfoi.Index) -> None:
    with pytest.raises(rasfoi.BadQuery):
        many.search_iter("vapor", after="ieri")
    with pytest.raises(rasfoi.BadQuery):
        many.search_iter("x" * 5000)


def test_a_closed_index_says_so(many: rasfoi.Index) -> None:
    with rasfoi.open(many.address) as index:
        assert index.search("vapor").total == 230
    with pytest.raises(ValueError, match="closed"):
        index.search("vapor")
    with pytest.raises(ValueError, match="closed"):
        index.info()


def test_a_page_is_plain_data(many: rasfoi.Index) -> None:
    page = many.search("vapor 7", facets=True, explain=True)
    data = json.loads(json.dumps(page.to_dict(), default=str))
    assert data["total"] == page.total and data["hits"][0]["id"] == page.hits[0].id
    assert data["hits"][0]["date"].startswith("2024-01-")
    assert page.hits[0].to_dict()["snippet"]["html"] == page.hits[0].snippet.html()


def test_a_notebook_shows_a_page_and_nothing_that_runs(tmp_path: Path) -> None:
    lines = [
        {"id": "a", "title": "<b>Pod</b> & bac", "body": "Podul <script>alert(1)</script>.",
         "url": "javascript:alert(1)", "source": "Ziar <i>"},
        {"id": "b", "title": "Podul", "body": "Alt pod.", "url": "https://exemplu.ro/?a=1&b=2"},
    ]  # fmt: skip
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    rasfoi.build(tmp_path, tmp_path / "index")
    shown = rasfoi.open(tmp_path / "index").search("<pod>")._repr_html_()
    assert "<mark>" in shown and "https://exemplu.ro/?a=1&amp;b=2" in shown
    assert not {"<script", "javascript:", "<i>", "<pod>"} & {
        each for each in ("<script", "javascript:", "<i>", "<pod>") if each in shown
    }


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("trupa", ["Trupele"]),
        ("nord-coreean", ["nord-coreene", "nord coreean"]),
        ("anti-corupția", ["anticorupție"]),
        ('"coreea de nord"', ["Coreea de Nord"]),
        ("sold*", ["Soldații", "soldat"]),
        ("s*t", ["soldat"]),
        ("soldatilor asteptat", ["Soldații", "așteptați", "soldat"]),
        ("trupe -soldat", ["Trupele"]),
        ("titlu:trupă", ["Trupele"]),
        ("sursa:coreea", []),
        ("", []),
        ("vapor", []),
    ],
)
def test_a_text_of_no_index_is_marked(query: str, marked: list[str]) -> None:
    snippet = rasfoi.highlight(TEXT, query)
    assert snippet.text == TEXT
    assert [TEXT[start:end] for start, end in snippet.ranges] == marked


def test_the_analyzer_alone_tells_forms_lemmas_and_ranges() -> None:
    found = rasfoi.tokens(TEXT)
    assert [TEXT[each.start : each.end] for each in found] == [each.text for each in found]
    lemmas = {each.text: each.lemmas for each in found}
    assert lemmas["Trupele"] == ("trupă",) and "coreean" in lemmas["nord-coreene"]
    assert rasfoi.tokens(" … ") == ()


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("limit", "5", "limit is '5'; it must be a whole number"),
        ("limit", 1.5, "limit is 1.5; it must be a whole number"),
        ("offset", None, "offset is None; it must be a whole number"),
        ("after", 5, "5 is no date: give a date, or a text such as '2025-04-28'"),
        ("before", b"2025", "b'2025' is no date"),
        ("source", 5, "5 are no names: give a string, or several"),
        ("section", ["Sport", 7], "['Sport', 7] are no names"),
        ("timeout", "2", "timeout is '2'; it must be seconds, as 2.0, or None"),
        ("timeout", float("nan"), "timeout is nan; it must be seconds"),
        ("timeout", float("inf"), "timeout is inf; it must be seconds"),
        ("query", None, "query is None; it must be a string"),
        ("query", b"pod", "query is b'pod'; it must be a string"),
    ],
)
def test_an_argument_of_another_type_is_named(index: rasfoi.Index, name: str, value: Any, says: str) -> None:
    with pytest.raises(TypeError) as raised:
        index.search(**{"query": "pod", name: value})
    assert says in str(raised.value)


def test_ids_are_strings_and_numbers_of_hits_are_not_negative(index: rasfoi.Index) -> None:
    anything: Any = index
    for ask in (
        anything.get,
        anything.similar,
        anything.duplicates,
        lambda id: anything.highlight(id, "pod"),
    ):
        with pytest.raises(TypeError, match="id of an article is 17; it must be a string"):
            ask(17)
    with pytest.raises(TypeError, match="prefix is None; it must be a string"):
        anything.suggest(None)
    some = index.search("oraș").hits[0].id
    for ask in (lambda: index.similar(some, limit=-1), lambda: index.suggest("or", limit=-1)):
        with pytest.raises(rasfoi.BadQuery, match="limit is -1; it must be from 0"):
            ask()
    with pytest.raises(rasfoi.BadCursor):
        anything.search("oraș", cursor=5)
    for text, query in ((None, "pod"), ("pod", b"pod")):
        with pytest.raises(TypeError, match="it must be a string"):
            rasfoi.highlight(text, query)  # type: ignore[arg-type]


def test_an_index_shows_where_it_is_and_whether_it_is_closed(tmp_path: Path) -> None:
    rasfoi.build([rasfoi.Article("1", "Podul", "Podul nou.")], tmp_path / "aici")
    with rasfoi.open(tmp_path / "aici") as opened:
        assert re.fullmatch(r"<rasfoi.Index at \S+aici, gen-\S+>", repr(opened))
    assert repr(opened) == "<rasfoi.Index, closed>"
    with rasfoi.build([rasfoi.Article("1", "Podul", "Podul nou.")]) as in_memory:
        assert repr(in_memory).startswith("<rasfoi.Index at ")
