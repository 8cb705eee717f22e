"""Every format gives its articles, and every bad file a reason."""

from __future__ import annotations

import gzip
import json
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import zstandard
from rasfoi.index.article import Article
from rasfoi.index.corpus import SourceFile, find_files, parse_line, read_articles, read_lines
from rasfoi.index.corpus.files import streams
from rasfoi.index.report import Failure

ROOT = Path(__file__).parents[3]
SHARED = Path("/work/shared/corpus")
RECORD = {
    "id": "n-1",
    "title": "Podul s-a redeschis",
    "body": "Mașinile trec din nou.",
    "date": "2025-04-28T09:30:00+03:00",
    "source": "Agora",
    "section": "Local",
    "author": ["Ana Pop", "Dan Ion"],
    "url": "https://exemplu.ro/pod",
}
ARTICLE = Article(
    "n-1",
    "Podul s-a redeschis",
    "Mașinile trec din nou.",
    datetime(2025, 4, 28, 9, 30, tzinfo=timezone(timedelta(hours=3))),
    "Agora",
    "Local",
    "Ana Pop, Dan Ion",
    "https://exemplu.ro/pod",
    "metadata",
    "time",
)


def source_of(path: Path, content: bytes | str) -> SourceFile:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    [source] = find_files(path)
    assert isinstance(source, SourceFile)
    return source


def read(path: Path, content: bytes | str) -> list[Article | Failure]:
    return list(read_articles(source_of(path, content)))


def read_one(path: Path, content: bytes | str) -> Article:
    [article] = read(path, content)
    assert isinstance(article, Article), article
    return article


def reason(path: Path, content: bytes | str) -> str:
    [failure] = read(path, content)
    assert isinstance(failure, Failure), failure
    assert failure.path == path.name
    return failure.reason


def dump(*records: object) -> bytes:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def test_text(tmp_path: Path) -> None:
    article = read_one(
        tmp_path / "2025-04-28-a.txt", "\ufeff\n\nVideo Podul e gata\r\n0Mașinile trec.\r\n\r\nÎncet.\r\n"
    )
    assert article == Article(
        "2025-04-28-a.txt",
        "Podul e gata",
        "Mașinile trec.\n\nÎncet.",
        datetime(2025, 4, 28),
        date_source="filename",
        date_precision="day",
    )


def test_title_alone_and_body_alone(tmp_path: Path) -> None:
    assert read_one(tmp_path / "a.txt", "Numai titlu").body == ""
    assert read_one(tmp_path / "a.json", '{"body": "Numai text"}').title == ""


@pytest.mark.parametrize("packing", ["", ".gz", ".zst"])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.ndjson"])
def test_json(tmp_path: Path, name: str, packing: str) -> None:
    pack = {"": bytes, ".gz": gzip.compress, ".zst": zstandard.ZstdCompressor().compress}[packing]
    assert read(tmp_path / (name + packing), pack(dump(RECORD))) == [ARTICLE]


def test_json_list(tmp_path: Path) -> None:
    articles = read(tmp_path / "a.json", json.dumps([RECORD, {"title": "Doi"}, 3]))
    assert articles[0] == ARTICLE
    assert isinstance(articles[1], Article)
    assert articles[1].id == "a.json#2"
    assert articles[2] == Failure("a.json#3", "the element is no object with title and body")


def test_json_lines(tmp_path: Path) -> None:
    lines = (
        b"\xef\xbb\xbf"
        + dump({"title": "Unu"})
        + b"\n{]\n[1]\n"
        + dump({"id": " ", "title": "Cinci"}, {"tags": 1})
    )
    first, *failures, fifth, last = read(tmp_path / "a.jsonl", lines)
    assert isinstance(first, Article)
    assert isinstance(fifth, Article)
    assert (first.id, fifth.id) == ("a.jsonl#1", "a.jsonl#5")
    assert [failure.path for failure in failures if isinstance(failure, Failure)] == [
        "a.jsonl:3",
        "a.jsonl:4",
    ]
    assert "not valid JSON" in str(failures[0])
    assert last == Failure("a.jsonl:6", "no title and no body among its fields “tags”")


def test_json_that_orjson_refuses(tmp_path: Path) -> None:
    assert read_one(tmp_path / "a.jsonl", '{"title": "Școala"}'.encode("cp1250", "replace")).title == "?coala"
    assert (
        read_one(tmp_path / "b.jsonl", '{"title": "Şcoală în munţi"}'.encode("cp1250")).title
        == "Şcoală în munţi"
    )
    assert read_one(tmp_path / "c.jsonl", b'{"title": "Zi \\ud83d", "n": NaN}').title == "Zi"


def test_control_characters_within_texts_of_json(tmp_path: Path) -> None:
    first, second = read(tmp_path / "a.jsonl", b'{"title": "Podul\0 vechi"}\n{"title": "Doi\tori"}\n')
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.title, second.title) == ("Podul vechi", "Doi ori")
    assert (
        read_one(tmp_path / "b.json", '{"title": "Unu", "body": "Un rând\nși altul"}').body
        == "Un rând\nși altul"
    )
    assert "UTF-8" in reason(tmp_path / "c.jsonl", '{"title": "Podul"}\n'.encode("utf-16"))


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("id", 17, "17"),
        ("id", None, "a.jsonl#9"),
        ("id", "x" * 513, "a.jsonl#9"),
        ("author", None, ""),
        ("section", ["Sport", "", "Fotbal"], "Sport"),
        ("author", [{"name": "Ana"}, {"name": "Dan"}], "Ana, Dan"),
        ("author", False, ""),
        ("source", {"id": None, "name": "Zorile"}, "Zorile"),
        ("body", [["Unu."], ["Doi."]], "Unu.\nDoi."),
        ("title", {"rendered": "Pod &amp; râu"}, "Pod & râu"),
        ("source", " Ago\u00adra\n", "Agora"),
        ("title", 2025, "2025"),
        ("body", ["Unu.", "Doi."], "Unu.\nDoi."),
    ],
)
def test_fields_become_text(field: str, value: object, expected: str) -> None:
    source = SourceFile("a.jsonl", "a.jsonl", 1, 0)
    article = parse_line(source, 9, json.dumps(RECORD | {field: value}).encode())
    assert getattr(article, field) == expected


def test_impossible_date_falls_through(tmp_path: Path) -> None:
    article = read_one(tmp_path / "20240102-a.json", json.dumps(RECORD | {"date": "2025-02-30"}))
    assert (article.date, article.date_source) == (datetime(2024, 1, 2), "filename")


def test_markdown(tmp_path: Path) -> None:
    text = """---
id: n-1
title: "Podul s-a redeschis"
date: 2025-04-28T09:30:00+03:00
source: Agora
section: Local
author: [Ana Pop, Dan Ion]
url: https://exemplu.ro/pod
tags: [pod]
---
# Podul s-a redeschis

**Mașinile** trec
din [nou](https://exemplu.ro/x_(y)), *încet*.

## Program
* luni – `8:00`
1. _marți_, snake_case, 4 * 5 * 6
> citat ![poza](a.png)

| oră | sens |
|---|:---:|
| 9 | nord |
"""
    article = read_one(tmp_path / "a.md", text)
    expected = (
        "Mașinile trec din nou, încet.\n\nProgram\nluni – 8:00\nmarți, snake_case, 4 * 5 * 6\ncitat poza\n\n"
        "oră sens\n\n9 nord"
    )
    assert article == Article(
        "n-1",
        ARTICLE.title,
        expected,
        ARTICLE.date,
        "Agora",
        "Local",
        ARTICLE.author,
        ARTICLE.url,
        "metadata",
        "time",
    )


def test_markdown_without_front_matter(tmp_path: Path) -> None:
    assert read_one(tmp_path / "a.md", "Intro\n\n# Titlul #\n\nText").title == "Titlul"
    assert read_one(tmp_path / "b.md", "Titlul\n======\n\nText").title == "Titlul"
    assert read_one(tmp_path / "c.md", "---\ntitle: 007\ndate: 2025-02-30\n---\nText").title == "007"


PAGE = """<html><head><meta charset="{charset}"><title>Podul s-a redeschis | Agora</title>
<meta property="og:title" content="Podul s-a redeschis"><meta property="og:site_name" content="Agora">
<meta property="article:published_time" content="2025-04-28T09:30:00+03:00"></head><body>
<nav><a href="/">Acasă</a></nav><article><h1>Podul s-a redeschis</h1>
<p>Mașinile trec din nou peste podul vechi, după două luni de lucrări la pilonii din mijlocul râului.</p>
<p>Primarul spune că podul va ține încă patruzeci de ani, dacă nu vin inundații mari primăvara.</p>
</article><script>var a = 1;</script></body></html>"""


def test_webpage(tmp_path: Path) -> None:
    article = read_one(tmp_path / "a.html", PAGE.format(charset="utf-8"))
    assert (article.title, article.source) == ("Podul s-a redeschis", "Agora")
    assert (article.date, article.date_source) == (
        datetime(2025, 4, 28, 9, 30, tzinfo=timezone(timedelta(hours=3))),
        "metadata",
    )
    assert article.body.startswith("Mașinile trec din nou")
    assert article.body.endswith("inundații mari primăvara.")


def test_webpage_in_its_declared_encoding(tmp_path: Path) -> None:
    page = PAGE.replace("ș", "ş").replace("ț", "ţ").format(charset="windows-1250").encode("cp1250")
    assert read_one(tmp_path / "a.html", page).body.startswith(
        "Maşinile trec din nou peste podul vechi, după două"
    )


def test_webpage_that_trafilatura_cannot_read(tmp_path: Path) -> None:
    article = read_one(tmp_path / "a.htm", "<title>Scurt</title><style>p {}</style><p>Un<br>doi &amp; trei")
    assert (article.title, article.body) == ("Scurt", "Un\ndoi & trei")


def test_webpage_of_a_word_processor(tmp_path: Path) -> None:
    page = "<title>Scurt</title><body><![if !x]><p>Unu</p><![endif]><![?a]><p>Doi</p><!["
    assert read_one(tmp_path / "a.htm", page).body == "Unu\nDoi"


@pytest.mark.parametrize(
    "text", ["*a " * 20_000, "[" * 50_000, "<!--" * 20_000, " " * 50_000 + "a", "un rând\n" * 50_000]
)
def test_markdown_takes_no_hours(tmp_path: Path, text: str) -> None:
    assert read_one(tmp_path / "a.md", text).body


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.txt", b"", "no title and no body"),
        ("a.txt", b" \n\xc2\xa0\n", "no title and no body"),
        ("a.md", b"---\nsource: x\n---\n", "no title and no body among its fields “source”"),
        ("a.html", b"", "no title and no body"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0", "not text: it holds binary data"),
        ("a.html", b"\0\1\2", "not text: it holds binary data"),
        ("a.jsonl", b"\0\1\2\n\0", "not text in UTF-8, which .jsonl must be"),
        ("a.jsonl", b"\n\n", "the file is empty"),
        ("a.json", b"", "the file is empty"),
        ("a.json", b"[]", "holds no article"),
        ("a.json", b'{"title": "a"', "not valid JSON: Expecting ',' delimiter, column 14"),
        ("a.json", b'{"title": "a"}\n{"title": "b"}', "if every line is an article, name it .jsonl"),
        ("a.json", b"[" * 100_000, "not valid JSON"),
        ("a.txt.gz", b"Titlu", "the .gz file is damaged"),
        ("a.txt.zst", b"Titlu", "the .zst file is damaged"),
        ("a.txt.gz", gzip.compress(b"Titlu\nText", mtime=0)[:-9], "the .gz file is truncated"),
        ("a.txt.zst", zstandard.ZstdCompressor().compress(b"Titlu\nText")[:-3], "the .zst file is truncated"),
    ],
)
def test_bad_file(tmp_path: Path, name: str, content: bytes, expected: str) -> None:
    assert expected in reason(tmp_path / name, content)


def test_invalid_utf8_is_read(tmp_path: Path) -> None:
    article = read_one(tmp_path / "a.txt", "Școala\nÎnvățătoarea a ve".encode() + b"\xff" + b"nit")
    assert article.body == "Învățătoarea a ve\ufffdnit"


def test_file_that_vanished(tmp_path: Path) -> None:
    for name in ("a.txt", "a.jsonl"):
        source = source_of(tmp_path / name, "x")
        Path(source.path).unlink()
        assert list(read_articles(source)) == [Failure(name, "cannot be read: No such file or directory")]


def test_frames_of_zst_are_joined(tmp_path: Path) -> None:
    pack = zstandard.ZstdCompressor().compress
    content = pack(dump({"title": "Unu"})) + pack(dump({"title": "Doi"}))
    articles = read(tmp_path / "a.jsonl.zst", content)
    assert [article.title for article in articles if isinstance(article, Article)] == ["Unu", "Doi"]


def test_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MAX_FILE_BYTES", 1 << 20)
    large = "Titlu\n" + "text " * 210_000
    limit = "above the limit of 1.0 MB for one file; split it, or use .jsonl with an article a line"
    assert reason(tmp_path / "a.txt", large) == f"the file has 1.0 MB, {limit}"
    assert (
        reason(tmp_path / "a.txt.gz", gzip.compress(large.encode()))
        == f"the file has more when unpacked, {limit}"
    )
    bomb = zstandard.ZstdCompressor().compress(b"a" * (200 << 20))
    assert reason(tmp_path / "a.txt.zst", bomb) == f"the file has more when unpacked, {limit}"


def test_limit_of_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MAX_FILE_BYTES", 1000)
    lines = dump({"title": "Unu"}, {"title": "a" * 5000}, {"title": "Trei"})
    first, failure, third = read(tmp_path / "a.jsonl", lines)
    assert isinstance(failure, Failure)
    assert failure.path == "a.jsonl:2"
    assert "the limit for one article" in failure.reason
    assert isinstance(first, Article)
    assert isinstance(third, Article)
    assert third.id == "a.jsonl#3"


def test_lines_and_parse_line_equal_read_articles(tmp_path: Path) -> None:
    source = source_of(tmp_path / "a.jsonl", dump(RECORD, {"title": "Doi"}))
    parsed = [line if isinstance(line, Failure) else parse_line(source, *line) for line in read_lines(source)]
    assert parsed == list(read_articles(source))


def read_corpus(corpus: Path) -> list[Article | Failure]:
    found = find_files(corpus)
    return [one for file in found for one in ([file] if isinstance(file, Failure) else read_articles(file))]


def test_sample_reads_without_a_failure() -> None:
    articles = read_corpus(ROOT / "sample")
    assert [failure for failure in articles if isinstance(failure, Failure)] == []
    assert len(articles) == 30
    assert len({article.id for article in articles if isinstance(article, Article)}) == 30


@pytest.mark.skipif(not SHARED.exists(), reason="needs the corpus that the project started from")
def test_seed_file() -> None:
    [article] = read_corpus(SHARED / "seed")
    assert isinstance(article, Article)
    assert article.title == "Primele imagini cu soldați nord-coreeni la antrenamente în Rusia"
    assert article.body.startswith("Agenția de știri rusă")
