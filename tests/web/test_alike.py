"""Articles with nearly the same text on the page, in the API and in the command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import rasfoi
from click.testing import CliRunner
from flask.testing import FlaskClient
from lxml import html
from rasfoi.cli import main
from rasfoi.web import create_app

BODY = (
    "Bibliotecarii din Dealu Mare au numărat în această iarnă toate cărțile din depozit și au găsit un atlas "
    "tipărit acum trei secole, pe care nimeni nu îl mai ceruse de la mutarea în clădirea nouă. Volumul va fi "
    "curățat, fotografiat pagină cu pagină și așezat într-o vitrină din sala de lectură."
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("alike")
    articles = [
        {"id": f"ziar{n}", "title": f"Atlas găsit, scrie ziarul {n}", "body": BODY, "date": f"2025-02-0{n}"}
        for n in range(1, 6)
    ]
    articles += [{"id": f"a{n}", "title": f"Alt atlas {n}", "body": f"Atlasul {n}."} for n in range(10)]
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, articles)), encoding="utf-8")
    rasfoi.build(folder / "a.jsonl", folder / "index")
    return folder / "index"


@pytest.fixture
def client(folder: Path) -> FlaskClient:
    return create_app(folder).test_client()


def page(client: FlaskClient, address: str) -> html.HtmlElement:
    return html.fromstring(client.get(address).text)


def test_a_hit_says_how_many_are_alike_and_links_to_their_list(client: FlaskClient) -> None:
    found = page(client, "/?q=atlas+bibliotecarii")
    (link,) = found.xpath("//li[@class='hit']//p[@class='alike']/a")
    assert link.text_content() == "și încă 4 la fel"
    assert link.get("href").endswith("#duplicates")
    listed = page(client, link.get("href")).xpath("//section[@id='duplicates']//li/a")
    own = found.xpath("string(//li[@class='hit'][1]//h2)")
    assert {each.text_content() for each in listed} | {own} == {
        f"Atlas găsit, scrie ziarul {n}" for n in range(1, 6)
    }


def test_the_page_counts_articles_and_pages_hits(client: FlaskClient) -> None:
    found = page(client, "/?q=atlas")
    assert found.xpath("string(//p[@class='count']/strong)") == "15 rezultate"
    assert [link.text_content() for link in found.xpath("//nav[@class='pager']/a")] == ["1", "2", "›"]
    assert len(page(client, "/?q=atlas&page=2").xpath("//li[@class='hit']")) == 1


def test_all_are_shown_on_request_and_folded_again(client: FlaskClient) -> None:
    (all_link,) = page(client, "/?q=atlas").xpath("//main/p[@class='alike']/a")
    assert all_link.text_content() == "Afișați și cele 4 articole la fel"
    found = page(client, "/" + all_link.get("href"))
    assert not found.xpath("//li[@class='hit']//p[@class='alike']")
    assert len(page(client, "/" + all_link.get("href") + "&page=2").xpath("//li[@class='hit']")) == 5
    (folded,) = found.xpath("//main/p[@class='alike']/a")
    assert folded.get("href") == "?q=atlas"


def test_another_query_is_folded_again(client: FlaskClient) -> None:
    assert not page(client, "/?q=atlas&duplicates=1").xpath(
        "//form[.//input[@name='q' and not(@type='hidden')]]//input[@name='duplicates']"
    )


def test_the_api_counts_and_lists_them(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=bibliotecarii").get_json()
    assert (answer["total"], answer["folded"]) == (5, 4)
    assert [hit["duplicates"] for hit in answer["hits"]] == [4]
    every = client.get("/api/v1/search?q=bibliotecarii&duplicates=1").get_json()
    assert (every["total"], every["folded"], len(every["hits"])) == (5, 0, 5)
    alike = client.get("/api/v1/articles/ziar1/duplicates").get_json()
    assert [hit["id"] for hit in alike["hits"]] == ["ziar5", "ziar4", "ziar3", "ziar2"]
    assert client.get("/api/v1/articles/none/duplicates").status_code == 404
    assert client.get("/api/v1/search?q=x&duplicates=maybe").status_code == 400


def test_the_command_folds_them_unless_told_not_to(folder: Path) -> None:
    command = ["search", "bibliotecarii", "--index", str(folder)]
    found = CliRunner().invoke(main, command)
    assert "and 4 more alike" in found.stdout
    assert "5 articles, 4 of them folded under others" in found.stderr
    assert CliRunner().invoke(main, [*command, "--duplicates"]).stdout.count("ziarul") == 5
