"""What an answer says beside its hits: why there are none, what was read otherwise, and dates."""

from __future__ import annotations

import copy
import dataclasses
import json
from datetime import date, datetime
from pathlib import Path

import pytest
import rasfoi
from rasfoi.search.answer.remark import REMARKS, Remark
from rasfoi.search.query.dates.date_mentions import in_year, mentioned_date

ARTICLES = [
    {"id": "a", "title": "Metrou nou", "body": "Trenul de metrou pleacă seara.", "source": "Orașul Zilnic",
     "section": "Transport", "date": "2018-04-15"},
    {"id": "b", "title": "Vreme", "body": "Seara pleacă un tren, a spus pe 15 aprilie 2018 un martor.",
     "source": "Gazeta", "section": "Știri", "date": "2019-01-02"},
]  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> rasfoi.Index:
    folder = tmp_path_factory.mktemp("remarks")
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, ARTICLES)), encoding="utf-8")
    rasfoi.build(folder / "a.jsonl", folder / "index")
    return rasfoi.open(folder / "index")


@pytest.mark.parametrize(
    ("query", "options", "codes", "says"),
    [
        ("", {}, ["no_word"], "no word"),
        ("(((", {}, ["no_word"], "no word"),
        ("- + *", {}, ["no_word"], ""),
        ("zzqqxx", {}, ["unknown_words"], "No article has: zzqqxx."),
        ("+tren +zzqqxx", {}, ["unknown_words"], "zzqqxx"),
        ("-seara", {}, ["only_exclusions"], "Add a word"),
        ("+metrou +martor", {}, ["not_together"], "all that must be there"),
        ('"seara tren"', {}, ["phrase_apart"], "“seara tren” in this order. Articles with all its words: 2"),
        ("tren", {"source": "Orasul Zilic"}, ["unknown_source_near"], "The nearest: Orașul Zilnic"),
        ("tren sursa:NOPE", {}, ["unknown_source"], "No source is called “NOPE”."),
        ("tren", {"section": "Transporturi"}, ["unknown_section_near"], "Transport"),
        ("tren", {"section": "Strada"}, ["unknown_section"], "No section is called “Strada”."),
        ("tren", {"after": "2019", "before": "2015"}, ["empty_period"], "2019-01-01 – 2015-12-31"),
        ("tren", {"offset": 2}, ["beyond_end"], "no hit after 2: the last one is number 2."),
        ("tren", {"offset": 99_999, "limit": 0, "duplicates": True}, ["beyond_end"], "after 99999"),
        ("tren", {"offset": 1}, [], ""),
        ("zzqqxx", {"offset": 7}, ["unknown_words"], "zzqqxx"),
        ("tren", {"after": "2030"}, ["filtered_out"], "Results without them: 2."),
        ("data:garbage", {}, ["bad_date"], "“garbage” is no date. Write it as 2025-04-28"),
        ("tren inainte:ieri", {}, ["bad_date"], "ieri"),
        ("tren data:2031", {}, ["no_date"], "2031"),
        (
            "autor:tren",
            {},
            ["unknown_field"],
            "“autor:” is no field and was read as a word. Fields: titlu, sursa, rubrica, sectiune,",
        ),
        ("*tren", {}, ["leading_star"], "“*tren” was read without"),
        ("titlu:", {}, ["empty_field", "no_word"], "“titlu:” has nothing behind it"),
        ("tren sursa: data:2018", {}, ["empty_field"], "sursa"),
        ("„seara pleacă", {}, ["open_quote"], "not closed"),
        ('tren 15"', {}, [], ""),
        ("tren~2", {}, ["left_out"], "“~2” says nothing here"),
        ('"metrou pleacă"^3', {}, ["left_out"], "^3"),
        ("tren pe 2^10", {}, [], ""),
        ("metr?u", {}, ["question_mark"], "read as *, which stands for any letters: “metr*u”"),
        ("metrou? tren", {}, [], ""),
        ("http://metrou.ro/?tren", {}, [], ""),
        ('"metr*"', {}, ["star_in_quotes", "unknown_words"], "only outside quotation marks"),
        ('"metrou plea* seara"', {}, ["star_in_quotes", "unknown_words"], "plea"),
        ("tren and metrou", {}, ["lower_case"], "written in capitals: AND."),
        ("tren or", {}, [], ""),
        ("dupa:2018 inainte:2017", {}, ["empty_period"], "2018-01-01 – 2016-12-31"),
        ("tren data:2018 data:2019", {}, ["empty_period"], "ends before it begins: 2019-01-01 – 2018-12-31"),
        ("tren dupa:2019", {"before": "2018"}, ["empty_period"], "2019-01-01 – 2018-12-31"),
        ("tren dupa:2030", {}, ["none_after"], "dated 2030 or later"),
        ("tren inainte:2018", {}, ["none_before"], "before 2018"),
        ("metrou data:2019", {}, ["filtered_out"], "without them: 1"),
        ('"seara cosmonaut"', {}, ["unknown_words"], "No article has: cosmonaut."),
        ("zzq*", {}, ["unknown_words"], "zzq*"),
        ("trenul -tren", {}, ["contradiction"], "“tren” is asked for and excluded"),
        ('"trenul de metrou" -metrou', {}, ["contradiction"], "metrou"),
        ("titlu:seara", {}, ["not_in_title"], "Articles that have it elsewhere: 2."),
        ("tren", {}, [], ""),
        ("http://tren.ro 10:30 tren", {}, [], ""),
        ("tren", {"source": "orasul zilnic"}, [], ""),
    ],
)
def test_remarks(
    index: rasfoi.Index, query: str, options: dict[str, str], codes: list[str], says: str
) -> None:
    page = index.search(query, correct=False, **options)  # type: ignore[arg-type]
    assert [remark.code for remark in page.notes] == codes
    assert says in " ".join(page.notes)


def test_a_remark_is_a_sentence_that_can_be_copied() -> None:
    remark = Remark("filtered_out", 7)
    assert remark == "The filters leave nothing. Results without them: 7."
    assert copy.deepcopy(remark).values == (7,)
    assert Remark("unknown_words", "{0}") == "No article has: {0}."
    assert all(text[-1] == "." for text in REMARKS.values())


@pytest.mark.parametrize(
    ("query", "rest", "after", "before"),
    [
        ("15 aprilie 2018", "", date(2018, 4, 15), date(2018, 4, 15)),
        ("metrou 15 Aprilie 2018", "metrou", date(2018, 4, 15), date(2018, 4, 15)),
        ("aprilie 2018 metrou", "metrou", date(2018, 4, 1), date(2018, 4, 30)),
        ("tren apr. 2018", "tren", date(2018, 4, 1), date(2018, 4, 30)),
        ("15.04.2018", "", date(2018, 4, 15), date(2018, 4, 15)),
        ("tren 15/4/2018 seara", "tren seara", date(2018, 4, 15), date(2018, 4, 15)),
        ("tren 2018-04-15", "tren", date(2018, 4, 15), date(2018, 4, 15)),
        ("1 noi 2017, tren", "tren", date(2017, 11, 1), date(2017, 11, 1)),
        ("15 aprilie, 2018", "", date(2018, 4, 15), date(2018, 4, 15)),
        ("duminică, 15-aprilie-2018", "", date(2018, 4, 15), date(2018, 4, 15)),
        ("tren 15.04.18", "tren", date(2018, 4, 15), date(2018, 4, 15)),
        ("tren 15 . 04 . 2018", "tren", date(2018, 4, 15), date(2018, 4, 15)),
        ("25 sept 2017", "", date(2017, 9, 25), date(2017, 9, 25)),
        ("sept. 2017", "", date(2017, 9, 1), date(2017, 9, 30)),
        ("04.2018", "", date(2018, 4, 1), date(2018, 4, 30)),
        ("tren 2018-04", "tren", date(2018, 4, 1), date(2018, 4, 30)),
        ("tren din luna aprilie 2018", "tren", date(2018, 4, 1), date(2018, 4, 30)),
        ("2018", "", date(2018, 1, 1), date(2018, 12, 31)),
        ("tren în anul 2018", "tren", date(2018, 1, 1), date(2018, 12, 31)),
        ("trenuri noi 2018", "trenuri noi", date(2018, 1, 1), date(2018, 12, 31)),
        ("tren 15-18 aprilie 2018", "tren", date(2018, 4, 15), date(2018, 4, 18)),
        ("30 martie – 2 aprilie 2018", "", date(2018, 3, 30), date(2018, 4, 2)),
        ("martie-aprilie 2018", "", date(2018, 3, 1), date(2018, 4, 30)),
        ("de la 1.04.2018 până la 3.04.2018", "", date(2018, 4, 1), date(2018, 4, 3)),
        ("tren 2015-2018", "tren", date(2015, 1, 1), date(2018, 12, 31)),
        ("tren între 2015 și 2018", "tren", date(2015, 1, 1), date(2018, 12, 31)),
        ("profit T3 2018", "profit", date(2018, 7, 1), date(2018, 9, 30)),
        ("t1/2018", "", date(2018, 1, 1), date(2018, 3, 31)),
        ("trimestrul IV din 2018", "", date(2018, 10, 1), date(2018, 12, 31)),
        ("trim. 3/2018", "", date(2018, 7, 1), date(2018, 9, 30)),
        ("semestrul 2 al anului 2018", "", date(2018, 7, 1), date(2018, 12, 31)),
        ("tren în vara lui 2018", "tren", date(2018, 6, 1), date(2018, 8, 31)),
        ("Primavara 2018", "", date(2018, 3, 1), date(2018, 5, 31)),
        ("iarna 2015-2016", "", date(2015, 12, 1), date(2016, 2, 29)),
        ("iarna 2018", "iarna", date(2018, 1, 1), date(2018, 12, 31)),
        ("T5 2018", "T5", date(2018, 1, 1), date(2018, 12, 31)),
    ],
)
def test_a_date_in_a_query(query: str, rest: str, after: date, before: date) -> None:
    assert mentioned_date(query) == (rest, after, before)


@pytest.mark.parametrize(
    "query",
    ["tren", "31 aprilie 2018", "COVID-2019", "2018 2019", "2018 lei și 2019 oameni", "2018-2015",
     "1200", "45.04.2018", "aprilie", '"15 aprilie 2018"', "data:15.04.2018",
     "15.04.2018 16.04.2018", "1.15.04.2018", "aprilie 20181", "tren 1.2018.5"],
)  # fmt: skip
def test_no_date_in_a_query(query: str) -> None:
    assert mentioned_date(query) is None


@pytest.mark.parametrize(
    ("query", "rest"),
    [("15.04", ""), ("tren 15.04 seara", "tren seara"), ("din 15 aprilie, tren", "tren"), ("15 apr.", "")],
)
def test_a_day_without_a_year(query: str, rest: str) -> None:
    assert mentioned_date(query) is None
    assert in_year(query, 2018) == (rest, date(2018, 4, 15), date(2018, 4, 15))


@pytest.mark.parametrize(
    "query",
    ["31.04", "15.4", "4.65 lei", "13.99", "15.04.2018", "15 aprilie 2017", "1.15.04", "15.04,5", "15.04%",
     "15 aprilie 16 aprilie", "titlu:15.04", "aprilie"],
)  # fmt: skip
def test_no_day_without_a_year(query: str) -> None:
    assert in_year(query, 2018) is None


def test_words_of_a_date_are_not_corrected(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Cutia\nUn set de pahare", encoding="utf-8")
    rasfoi.build(tmp_path / "a.txt", tmp_path / "index")
    index = rasfoi.open(tmp_path / "index")
    for query in ("25 sept 2017", "sept. 2017", "25 sept", "cutia sept 2017, sept 2018"):
        assert index.search(query).suggestion is None
    suggestion = index.search("sept pahare 2017").suggestion
    assert suggestion is not None and suggestion.query == "set pahare 2017"


def test_a_date_is_offered_and_filters_nothing(index: rasfoi.Index) -> None:
    page = index.search("tren 15 aprilie 2018")
    assert {hit.id for hit in page.hits} == {"a", "b"}
    assert page.date_hint is not None
    offered = index.search(page.date_hint.query, after=page.date_hint.after, before=page.date_hint.before)
    assert [hit.id for hit in offered.hits] == ["a"]
    assert index.search("tren 15 aprilie 2011").date_hint is None
    assert index.search("tren 15 aprilie 2018", after="2018").date_hint is None
    assert dataclasses.asdict(page)["date_hint"]["query"] == "tren"


def test_a_day_without_a_year_is_the_latest_that_articles_are_of() -> None:
    days = {"a": datetime(2015, 4, 15), "b": datetime(2017, 4, 15), "c": datetime(2018, 6, 1), "d": None}
    index = rasfoi.build(rasfoi.Article(key, "Gara", "Trenul.", date=day) for key, day in days.items())
    for query in ("tren 15.04", "tren 15 aprilie"):
        hint = index.search(query).date_hint
        assert hint is not None
        assert (hint.query, hint.after, hint.before) == ("tren", date(2017, 4, 15), date(2017, 4, 15))
    assert index.search("tren 16.04").date_hint is None
    assert rasfoi.build([rasfoi.Article("d", "Gara", "Trenul.")]).search("15.04").date_hint is None


def test_articles_that_are_gone_are_not_counted(tmp_path: Path) -> None:
    articles = [rasfoi.Article(f"a{number}", "Gara", "Trenul pleacă seara.") for number in range(30)]
    rasfoi.build(articles, tmp_path)
    rasfoi.update(tmp_path, delete=["a3", "a7"])
    [note] = rasfoi.open(tmp_path).search('"seara tren"').notes
    assert str(note).endswith("Articles with all its words: 28.")


def test_unknown_words_are_told_as_they_were_typed(index: rasfoi.Index) -> None:
    assert index.search("15.04", correct=False).notes == ("No article has: 15.04.",)
    assert index.search("ţzzq", correct=False).notes == ("No article has: ţzzq.",)
