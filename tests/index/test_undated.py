"""Articles without a date: none is invented for them, and every door says so."""

from __future__ import annotations

import json
import os
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import rasfoi
from click.testing import CliRunner
from lxml import etree
from rasfoi.cli import main
from rasfoi.index.whoosh_codec.schema import whoosh_document
from rasfoi.web.app import create_app

RECORDS = [
    {
        "id": "vechi",
        "title": "Podul vechi",
        "body": "Podul de lemn.",
        "date": "1995-04-28",
        "source": "Foaia",
    },
    {"id": "nou", "title": "Podul nou", "body": "Podul de beton.", "date": "2025-04-28T23:30:00Z"},
    {"id": "luna", "title": "Podul lunii", "body": "Podul de piatră.", "date": "aprilie 2024"},
    {
        "id": "fara",
        "title": "Podul fără zi",
        "body": "Podul de fier.",
        "date": "2024-02-30",
        "source": "Foaia",
    },
]
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("undated")
    (path / "corpus").mkdir()
    (path / "corpus/a.json").write_text(json.dumps(RECORDS))
    (path / "corpus/b.txt").write_text("Podul din text\nPodul de sticlă.")
    rasfoi.build(path / "corpus", path / "index")
    return path


@pytest.fixture(scope="module")
def index(folder: Path) -> rasfoi.Index:
    return rasfoi.open(folder / "index")


def ids(page: rasfoi.SearchPage) -> list[str]:
    return [hit.id for hit in page.hits]


def test_undated_articles_come_last_in_both_orders(index: rasfoi.Index) -> None:
    newest, oldest = (ids(index.search("podul", sort=order)) for order in ("newest", "oldest"))
    assert newest[:3] == ["nou", "luna", "vechi"] and oldest[:3] == ["vechi", "luna", "nou"]
    assert set(newest[3:]) == set(oldest[3:]) == {"fara", "b.txt"}


def test_no_period_holds_them(index: rasfoi.Index) -> None:
    assert set(ids(index.search("podul", before="2100"))) == {"vechi", "nou", "luna"}
    assert set(ids(index.search("podul", after="1000"))) == {"vechi", "nou", "luna"}
    assert index.search("podul", after="2024-02", before="2024-03").total == 0


def test_a_day_is_one_in_romania(index: rasfoi.Index) -> None:
    assert ids(index.search("podul", after="2025-04-29")) == ["nou"]


def test_they_are_counted(index: rasfoi.Index) -> None:
    facets = index.search("podul", facets=True).facets
    assert facets and facets.undated == 2
    assert [each.value for each in facets.month] == ["1995-04", "2024-04", "2025-04"]
    assert sum(each.count for each in facets.source) == 2
    facets = index.search("podul", facets=True, before="2100").facets
    assert facets and facets.undated == 0


def test_a_date_that_cannot_be_read_is_noted(folder: Path, tmp_path: Path) -> None:
    report = rasfoi.build(folder / "corpus", tmp_path / "index")
    assert [(note.path, "2024-02-30" in note.reason) for note in report.notes] == [("a.json#4", True)]


@pytest.mark.parametrize("name", ["2024-01-01-pod.txt", "2024-01-01-pod.md"])
def test_the_date_beside_the_headline_of_a_text(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(
        "# Podul nou\n\nluni, 28 aprilie 2025, ora 9:30\n\nPodul s-a deschis în 1995."
    )
    rasfoi.build(tmp_path / name, tmp_path / "index")
    article = rasfoi.open(tmp_path / "index").get(name)
    assert (article.date, article.date_source) == (datetime(2025, 4, 28, 9, 30), "text")


def test_what_is_known_of_a_date_is_kept(index: rasfoi.Index) -> None:
    found = {hit.id: hit for hit in index.search("podul").hits}
    assert (found["luna"].date, found["luna"].date_precision) == (datetime(2024, 4, 1), "month")
    zoned = datetime(2025, 4, 28, 23, 30, tzinfo=timezone(timedelta(0)))
    assert (found["nou"].date, found["nou"].date_source) == (zoned, "metadata")
    article = index.get("fara")
    assert (article.date, article.date_source, article.date_precision) == (None, None, None)
    assert "date" not in whoosh_document(article)
    assert whoosh_document(index.get("nou"))["date"] == datetime(2025, 4, 29, 2, 30)


def test_the_api_gives_null_or_a_date_with_its_zone(folder: Path) -> None:
    client = create_app(folder / "index").test_client()
    hits = {hit["id"]: hit for hit in client.get("/api/v1/search?q=podul&facets=1").json["hits"]}
    assert hits["fara"]["date"] is hits["fara"]["date_source"] is None
    assert hits["vechi"]["date"] == "1995-04-28T00:00:00+03:00"
    assert hits["luna"]["date_precision"] == "month"
    assert all(RFC3339.fullmatch(hit["date"]) for hit in hits.values() if hit["date"])
    article = client.get("/api/v1/articles/nou").json
    assert (article["date"], article["date_source"]) == ("2025-04-29T02:30:00+03:00", "metadata")
    assert client.get("/api/v1/search?q=podul&facets=1").json["facets"]["undated"] == 2


def test_the_page_shows_no_date_and_counts_them(folder: Path) -> None:
    client = create_app(folder / "index").test_client()
    page = client.get("/?q=podul&lang=ro").text
    assert "2 rezultate fără dată" in page
    assert '<time datetime="2024-04">aprilie 2024</time>' in page
    assert '<time datetime="2025-04-29">29 aprilie 2025</time>' in page
    assert page.count("<time ") == 3
    assert "<time" not in client.get("/articol/fara").text.partition("<aside")[0]


def test_the_feed_publishes_only_dates_that_are_known(folder: Path) -> None:
    feed = etree.fromstring(create_app(folder / "index").test_client().get("/feed.atom?q=podul").data)
    entries = {entry.findtext(f"{ATOM}id").rpartition("/")[2]: entry for entry in feed.iter(f"{ATOM}entry")}
    published = {name: entry.findtext(f"{ATOM}published") for name, entry in entries.items()}
    assert published["fara"] is published["b.txt"] is None
    assert published["vechi"] == "1995-04-28T00:00:00+03:00"
    assert all(RFC3339.fullmatch(entry.findtext(f"{ATOM}updated")) for entry in entries.values())


def test_the_command_prints_no_date(folder: Path) -> None:
    options = ["search", "podul", "--index", str(folder / "index")]
    lines = CliRunner().invoke(main, options).stdout.splitlines()
    about = {line.rpartition(" · ")[2].strip(): line.strip() for line in lines if line.startswith("   ")}
    assert about["fara"] == "Foaia · fara"
    assert about["luna"] == "2024-04 · luna"
    hits = json.loads(CliRunner().invoke(main, [*options, "--json"]).stdout)["hits"]
    assert {hit["id"]: hit["date"] for hit in hits}["b.txt"] is None


def test_a_file_gives_its_date_where_asked_to(folder: Path, tmp_path: Path) -> None:
    corpus = folder / "corpus"
    os.utime(corpus / "b.txt", (1745832600, 1745832600))
    options = [str(corpus), "--index", str(tmp_path / "index")]
    CliRunner().invoke(main, ["rebuild", *options, "--file-dates"], catch_exceptions=False)
    article = rasfoi.open(tmp_path / "index").get("b.txt")
    assert (article.date_source, article.date and article.date.timestamp()) == ("mtime", 1745832600)
    os.utime(corpus / "b.txt", (1745919000, 1745919000))
    rasfoi.update(corpus, tmp_path / "index", file_dates=True)
    article = rasfoi.open(tmp_path / "index").get("b.txt")
    assert article.date and article.date.timestamp() == 1745919000
    CliRunner().invoke(main, ["update", *options], catch_exceptions=False)
    assert rasfoi.open(tmp_path / "index").get("b.txt").date is None
    rasfoi.update(corpus, tmp_path / "index", file_dates=True)
    assert rasfoi.open(tmp_path / "index").get("fara").date_source == "mtime"
