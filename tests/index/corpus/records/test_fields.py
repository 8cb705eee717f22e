"""Fields by the names that people and programs give them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import rasfoi
from rasfoi.index.article import MAX_NAME_CHARACTERS, Article
from rasfoi.index.corpus import find_files, read_articles
from rasfoi.index.corpus.files.source_file import SourceFile
from rasfoi.index.corpus.records.fields import canonical

TEXT = "Apa a crescut peste noapte, iar pompierii au ridicat diguri de saci lângă pod."


def read(path: Path, content: object) -> list[Any]:
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    [source] = find_files(path)
    assert isinstance(source, SourceFile)
    return list(read_articles(source))


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Titlu", "title"), ("TITLUL ȘTIRII", "title"), ("og:title", "title"), ("articleBody", "body"),
        ("Conţinut", "body"), ("text", "body"), ("datePublished", "date"), ("data-publicării", "date"),
        ("Sursă", "source"), ("Rubrica", "section"), ("LinkHtml", "url"), ("rezumat", "summary"),
        ("story_text", "body"), ("contentRo", "body"), ("Textul complet", "body"), ("pageTitle", "title"),
        ("post_date_gmt", "date"), ("titlu_principal", "title"), ("main_category", "section"),
        ("culoare", None), ("post_name", None), ("page_data", None), ("alt_text", None), ("page", None),
        ("content_type", None), ("post", None),
    ],
)  # fmt: skip
def test_names(name: str, field: str | None) -> None:
    assert canonical(name) == field


@pytest.mark.parametrize(
    "key",
    ["text", "content", "Body", "articleBody", "continut", "corp", "descriere", "story_text", "contentRo"],
)
def test_body_by_any_name(tmp_path: Path, key: str) -> None:
    [article] = read(tmp_path / "a.json", [{"Titlu": "Apa crește", key: TEXT}])
    assert (article.title, article.body) == ("Apa crește", TEXT)


def test_summary_stands_before_the_body_or_is_it(tmp_path: Path) -> None:
    both, lead = read(
        tmp_path / "a.json",
        [{"title": "T", "body": TEXT, "lead": "Râul e mare."}, {"title": "T", "excerpt": TEXT}],
    )
    assert both.body == f"Râul e mare.\n\n{TEXT}"
    assert lead.body == TEXT


@pytest.mark.parametrize(
    "content",
    [
        {"stiri": [{"title": "T", "text": TEXT}]},
        {"count": 1, "data": {"items": [{"title": "T", "text": TEXT}]}},
        {"https://exemplu.ro/a": ["T", TEXT]},
        {"title": {"0": "T"}, "text": {"0": TEXT}},
        {"title": ["T"], "text": [TEXT]},
        {"columns": ["titlu", "text"], "data": [["T", TEXT]]},
        {"article": {"title": "T", "body": TEXT}},
        {"headline": {"main": "T"}, "content": {"blocks": [{"text": TEXT}]}},
        {"title": {"rendered": "T"}, "content": {"rendered": f"<p>{TEXT}</p>"}},
        [{"titlu": "null", "headline": "T", "text": None, "content": TEXT}],
    ],
)
def test_wrappers(tmp_path: Path, content: object) -> None:
    [article] = read(tmp_path / "a.json", content)
    assert (article.title, article.body) == ("T", TEXT)


def test_markup_goes_and_blocks_stay_apart(tmp_path: Path) -> None:
    html = "<p>Unu <b>doi</b></p><!-- x --><p>Trei<br>patru</p> cinci"
    [article] = read(tmp_path / "a.json", {"title": "Dacă a < b", "body": html})
    assert (article.title, article.body) == ("Dacă a < b", "Unu doi\nTrei\npatru\ncinci")
    [plain] = read(tmp_path / "a.json", {"title": "T", "body": "Dacă x<y, atunci y>x & gata"})
    assert plain.body == "Dacă x<y, atunci y>x & gata"


def test_nothing_is_no_text(tmp_path: Path) -> None:
    [article] = read(tmp_path / "a.json", '{"title": null, "body": "P", "author": "~", "source": NaN}')
    assert (article.title, article.author, article.source) == ("", "", "")


def test_ids_as_written(tmp_path: Path) -> None:
    lines = '{"id": 1e3, "title": "A"}\n{"id": 98765432109876543210, "title": "B"}\n'
    assert [each.id for each in read(tmp_path / "a.jsonl", lines)] == ["1e3", "98765432109876543210"]
    assert read(tmp_path / "a.json", lines.split("\n")[1])[0].id == "98765432109876543210"


def test_sections(tmp_path: Path) -> None:
    [article] = read(tmp_path / "a.json", {"title": "T", "rubrica": ["Politic", {"name": "Extern"}]})
    assert (article.section, article.sections) == ("Politic", ("Politic", "Extern"))


def test_text_under_an_unknown_name_is_a_failure_that_names_it(tmp_path: Path) -> None:
    [failure] = read(tmp_path / "a.json", {"title": "T", "cuprins_stire": TEXT * 4})
    assert "“cuprins_stire”" in failure.reason
    assert "--map body=cuprins_stire" in failure.reason


def test_a_source_that_is_an_address(tmp_path: Path) -> None:
    [article] = read(tmp_path / "a.json", {"title": "T", "sursa": "https://exemplu.ro/a"})
    assert (article.source, article.url) == ("", "https://exemplu.ro/a")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_tables(tmp_path: Path, delimiter: str) -> None:
    rows = [["Titlu", "Conținut", "Data"], ["Unu", '"Zis-a: ""da"";, așa"', "2025-04-28"]]
    text = "\ufeff" + "\r\n".join(map(delimiter.join, rows)) + "\r\n\r\n"
    [article] = read(tmp_path / "a.csv", text)
    assert (article.id, article.title, article.body) == ("a.csv#1", "Unu", 'Zis-a: "da";, așa')
    (tmp_path / "b.tsv").write_bytes(text.replace("ț", "ţ").replace("ș", "ş")[1:].encode("cp1250"))
    [source] = find_files(tmp_path / "b.tsv")
    assert isinstance(source, SourceFile)
    [other] = read_articles(source)
    assert isinstance(other, Article)
    assert other.body == 'Zis-a: "da";, aşa'


def test_the_map_is_kept_for_updates(tmp_path: Path) -> None:
    corpus, index = tmp_path / "c", tmp_path / "i"
    corpus.mkdir()
    read(corpus / "a.json", {"stire_mare": "Podul", "date_interne": {"corpul_meu": TEXT}})
    fields = {"title": "stire_mare", "body": "date_interne.corpul_meu"}
    rasfoi.build(corpus, index, fields=fields)
    assert rasfoi.open(index).get("a.json").body == TEXT
    read(corpus / "b.json", {"stire_mare": "Râul", "date_interne": {"corpul_meu": TEXT}})
    assert rasfoi.update(corpus, index).changed == 1
    assert rasfoi.open(index).get("b.json").title == "Râul"
    with pytest.raises(rasfoi.BadArticle, match="no field 'titlu'"):
        rasfoi.build(corpus, index, fields={"titlu": "x"})


def test_notes_of_a_build(tmp_path: Path) -> None:
    corpus = tmp_path / "c"
    corpus.mkdir()
    read(corpus / "a.json", [{"title": "Unu", "date": "nu e data"}, {"title": "Doi"}, {"title": "Trei"}])
    notes = rasfoi.build(corpus, tmp_path / "i").notes
    assert [note.path for note in notes] == ["a.json#1", ""]
    assert "nu e data" in notes[0].reason
    assert "3 of 3" in notes[1].reason


def test_paragraphs_of_texts_with_some_markup(tmp_path: Path) -> None:
    [inline] = read(tmp_path / "a.json", {"title": "T", "body": "Unu <b>doi</b>\nTrei\n\n<em>Patru</em>"})
    assert inline.body == "Unu doi\nTrei\nPatru"
    [stored] = read(tmp_path / "a.json", {"title": "T", "body": "Unu\ndoi\n\nTrei<p>Patru</p>"})
    assert stored.body == "Unu doi\nTrei\nPatru"


def test_a_summary_made_of_the_body_is_left_out(tmp_path: Path) -> None:
    body = "Apa a crescut peste noapte\n\nPompierii au venit. S-au pus saci."
    summary = "Apa a crescut peste noaptePompierii au venit. S-au pus..."
    [article] = read(tmp_path / "a.json", {"title": "T", "body": body, "summary": summary})
    assert article.body == body


@pytest.mark.parametrize(
    "wrapped",
    [
        {"hits": {"hits": [{"_id": "7", "_score": 1.5, "_source": {"title": "Podul", "text": "Text."}}]}},
        {"data": [{"id": "7", "type": "articles", "attributes": {"title": "Podul", "text": "Text."}}]},
        [{"id": 7, "article": {"titlu": "Podul", "continut": "Text."}, "tags": []}],
        [{"id": 7, "data": {"titlu": "Podul", "continut": "Text."}}],
    ],
)
def test_what_wraps_each_article_alone_is_opened(tmp_path: Path, wrapped: object) -> None:
    (tmp_path / "a.json").write_text(json.dumps(wrapped), "utf-8")
    rasfoi.build(tmp_path / "a.json", tmp_path / "index")
    article = rasfoi.open(tmp_path / "index").get("7")
    assert (article.title, article.body) == ("Podul", "Text.")


def test_all_lists_of_a_wrapper_are_read(tmp_path: Path) -> None:
    lists = {"2025-04-28": [{"title": "K1", "text": TEXT}], "2025-04-29": [{"title": "K2", "text": TEXT}] * 2}
    assert [each.title for each in read(tmp_path / "a.json", lists)] == ["K1", "K2", "K2"]


def test_what_a_page_writes_in_angle_brackets_stays(tmp_path: Path) -> None:
    page = f"<html><title>T</title><p>{TEXT} List&lt;String&gt; sau &lt;b&gt; y.</p><p>{TEXT}</p></html>"
    (article,) = read(tmp_path / "a.html", page)
    assert "List<String> sau <b> y." in article.body


def test_headings_between_paragraphs_stay(tmp_path: Path) -> None:
    after = "Joi, dacă plouă mai puțin, localnicii se întorc acasă și încep curățenia în gospodării."
    page = f"<html><body><h1>Titlul</h1><p>{TEXT}</p><h2>Ce urmează</h2><p>{after}</p></body></html>"
    (article,) = read(tmp_path / "a.html", page)
    assert article.body == f"{TEXT}\nCe urmează\n{after}"


def test_a_short_text_under_an_unknown_name_is_not_lost_either(tmp_path: Path) -> None:
    (found,) = read(tmp_path / "a.json", {"headline": "Ploi", "camp_7": f"{TEXT} Vine soarele."})
    assert "--map body=camp_7" in found.reason
    (found,) = read(tmp_path / "b.json", {"headline": "Ploi", "camp_7": "https://agora.example/" + "a" * 90})
    assert found.title == "Ploi"


def test_of_several_texts_the_longest_is_the_body(tmp_path: Path) -> None:
    (article,) = read(tmp_path / "a.json", {"title": "T", "text": "Pe scurt.", "full_text": TEXT})
    assert article.body == TEXT
    (article,) = read(tmp_path / "b.json", {"title": "T", "text": TEXT, "content": f"<p>{TEXT}</p>"})
    assert article.body == TEXT


def test_a_row_whose_text_nothing_quotes_keeps_all_of_it(tmp_path: Path) -> None:
    table = "Titlu,Continut,Data\nUnu,Pod nou, cu două benzi, la gară,28.04.2025\nDoi,Scurt,29.04.2025,,\n"
    one, two = read(tmp_path / "a.csv", table)
    assert (one.body, str(one.date)[:10]) == ("Pod nou, cu două benzi, la gară", "2025-04-28")
    assert (two.body, str(two.date)[:10]) == ("Scurt", "2025-04-29")


def test_a_quote_that_nothing_closes_swallows_no_rows(tmp_path: Path) -> None:
    table = 'titlu,text\nUnu,"În două\nrânduri."\n"Doi,Al doilea.\nTrei,Al treilea.\n'
    found = read(tmp_path / "a.csv", table)
    texts = [(each.title.strip('"'), each.body) for each in found]
    assert texts == [("Unu", "În două\nrânduri."), ("Doi", "Al doilea."), ("Trei", "Al treilea.")]


def test_a_text_in_the_field_of_a_name_is_cut(tmp_path: Path) -> None:
    (article,) = read(
        tmp_path / "a.json", {"title": "T", "body": TEXT, "source": TEXT * 9, "section": ["Apă", TEXT * 9]}
    )
    assert article.source.startswith(TEXT) and article.source.endswith("…")
    assert [len(name) <= MAX_NAME_CHARACTERS for name in (article.source, *article.sections)] == [True] * 3
    (whole,) = read(tmp_path / "b.json", {"title": "T", "body": TEXT, "source": "a" * MAX_NAME_CHARACTERS})
    assert whole.source == "a" * MAX_NAME_CHARACTERS
