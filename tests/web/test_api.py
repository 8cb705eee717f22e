"""The JSON API: its answers, its errors and its description."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import rasfoi
from flask import Flask
from flask.testing import FlaskClient
from rasfoi.index.local_time import timestamp
from rasfoi.search.arguments import SORTS
from rasfoi.web import create_app
from rasfoi.web.api.openapi import description
from rasfoi.web.api.operations import to_bytes
from werkzeug.test import TestResponse


def test_a_search_is_the_librarys(client: FlaskClient, index: rasfoi.Index) -> None:
    answer = client.get("/api/v1/search?q=Valea+Seacă&limit=3&offset=1").get_json()
    page = index.search("Valea Seacă", limit=3, offset=1)
    assert (answer["total"], answer["limit"], answer["offset"], answer["sort"]) == (
        page.total,
        3,
        1,
        "relevance",
    )
    assert [hit["id"] for hit in answer["hits"]] == [hit.id for hit in page.hits]


def test_a_hit_has_every_field(client: FlaskClient, index: rasfoi.Index) -> None:
    hit = client.get("/api/v1/search?q=orașul").get_json()["hits"][0]
    found = index.search("orașul").hits[0]
    assert hit == {
        "id": found.id,
        "title": found.title,
        "date": found.date and timestamp(found.date),
        "date_source": found.date_source,
        "date_precision": found.date_precision,
        "source": found.source,
        "section": found.section,
        "url": found.url,
        "score": pytest.approx(found.score),
        "snippet": {
            "text": found.snippet.text,
            "ranges": [list(span) for span in found.snippet.ranges],
            "html": found.snippet.html(),
        },
        "title_snippet": {
            "text": found.title_snippet.text,
            "ranges": [list(span) for span in found.title_snippet.ranges],
            "html": found.title_snippet.html(),
        },
        "duplicates": 0,
        "by_meaning": False,
    }


def test_facets_and_explanations_come_when_asked_for(client: FlaskClient) -> None:
    plain = client.get("/api/v1/search?q=orașul").get_json()
    asked = client.get("/api/v1/search?q=orașul&facets=1&explain=true").get_json()
    assert plain["facets"] is None
    assert set(asked["facets"]) == {"source", "section", "month", "undated"}
    assert set(asked["facets"]["month"][0]) == {"value", "count"}
    assert set(asked["hits"][0]["explanation"][0]) == {"word", "terms", "score"}


def test_filters(client: FlaskClient) -> None:
    everything = client.get("/api/v1/search?sort=newest&limit=100&facets=1").get_json()
    source = everything["facets"]["source"][0]
    month = everything["facets"]["month"][-1]
    by_source = client.get(
        "/api/v1/search", query_string={"source": source["value"], "limit": 100}
    ).get_json()
    by_month = client.get(f"/api/v1/search?from={month['value']}&to={month['value']}").get_json()
    assert (by_source["total"], {hit["source"] for hit in by_source["hits"]}) == (
        source["count"],
        {source["value"]},
    )
    assert (by_month["total"], {hit["date"][:7] for hit in by_month["hits"]}) == (
        month["count"],
        {month["value"]},
    )


def test_suggestions(client: FlaskClient) -> None:
    answer = client.get("/api/v1/suggest?q=ora&limit=3").get_json()
    assert answer["query"] == "ora"
    assert answer["completions"]
    assert {*answer["completions"][0]} == {"text", "kind", "id", "count", "ranges"}
    assert client.get("/api/v1/suggest").get_json() == {"query": "", "completions": []}


def test_suggestions_for_browsers(client: FlaskClient) -> None:
    response = client.get("/api/v1/suggest?q=ora&format=opensearch")
    prefix, texts = response.get_json(force=True)
    assert response.mimetype == "application/x-suggestions+json"
    assert prefix == "ora"
    assert texts and all(isinstance(text, str) for text in texts)


def test_articles(client: FlaskClient, index: rasfoi.Index) -> None:
    found = index.search("orașul").hits[0]
    article = client.get(f"/api/v1/articles/{found.id}").get_json()
    similar = client.get(f"/api/v1/articles/{found.id}/similar?limit=2").get_json()
    assert (article["title"], article["body"]) == (found.title, index.get(found.id).body)
    assert similar["id"] == found.id
    assert [hit["id"] for hit in similar["hits"]] == [hit.id for hit in index.similar(found.id, 2)]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/search?q=x&limit=-1", 400),
        ("/api/v1/search?q=x&limit=101", 400),
        ("/api/v1/search?q=x&limit=ten", 400),
        ("/api/v1/search?q=x&offset=-1", 400),
        ("/api/v1/search?q=x&offset=10000001", 400),
        ("/api/v1/search?q=x&offset=99999999999999999999", 400),
        ("/api/v1/search?q=x&sort=best", 400),
        ("/api/v1/search?q=x&from=2025-02-30", 400),
        ("/api/v1/search?q=x&facets=perhaps", 400),
        ("/api/v1/suggest?q=x&limit=51", 400),
        ("/api/v1/suggest?q=" + "x" * 300, 400),
        ("/api/v1/articles/no/such", 404),
        ("/api/v1/articles/no/such/similar", 404),
        ("/api/v1/nothing", 404),
    ],
)
def test_errors_are_problems(client: FlaskClient, path: str, status: int) -> None:
    response = client.get(path)
    problem = response.get_json(force=True)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert problem["status"] == status
    assert problem["detail"] and problem["title"]
    assert problem["instance"] == path.partition("?")[0]


def test_a_wrong_method_is_a_problem(client: FlaskClient) -> None:
    response = client.post("/api/v1/search")
    assert (response.status_code, response.mimetype) == (405, "application/problem+json")


def test_health(client: FlaskClient, index: rasfoi.Index) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok"}
    ready = client.get("/readyz").get_json()
    assert (ready["articles"], ready["generation"]) == (index.info().articles, index.generation)
    assert ready["age_seconds"] >= 0
    assert ready["version"] == rasfoi.__version__


def test_without_an_index(tmp_path: Path) -> None:
    client = create_app(tmp_path / "missing").test_client()
    assert client.get("/healthz").status_code == 200
    for path in ("/readyz", "/api/v1/search?q=x"):
        response = client.get(path)
        assert (response.status_code, response.mimetype) == (503, "application/problem+json")
        assert "rasfoi rebuild" in response.get_json(force=True)["detail"]
    assert client.get("/").status_code == 503


def test_any_page_may_call_the_api(client: FlaskClient) -> None:
    assert client.get("/api/v1/search?q=x").headers["Access-Control-Allow-Origin"] == "*"
    assert client.get("/api/v1/search?limit=101").headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in client.get("/").headers


def test_a_known_answer_is_not_sent_again(client: FlaskClient) -> None:
    tag = client.get("/api/v1/search?q=orașul").headers["ETag"]
    same = client.get("/api/v1/search?q=orașul", headers={"If-None-Match": tag})
    other = client.get("/api/v1/search?q=satul", headers={"If-None-Match": tag})
    assert (same.status_code, same.data, same.headers["ETag"]) == (304, b"", tag)
    assert other.status_code == 200


def test_the_description_has_every_route(app: Flask) -> None:
    routes = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith(("api.", "health."))
    }
    assert routes == set(description()["paths"])


def test_the_description_is_served(client: FlaskClient) -> None:
    served = client.get("/api/v1/openapi.json").get_json()
    assert served == json.loads(to_bytes(description()))
    moved = client.get("/api/v1/openapi.json", environ_overrides={"SCRIPT_NAME": "/arhiva"}).get_json()
    assert moved == served | {"servers": [{"url": "/arhiva"}]}


def test_every_operation_has_a_name_of_its_own() -> None:
    names = [item["get"]["operationId"] for item in description()["paths"].values()]
    assert {"search", "suggest", "article", "similar"} <= {*names}
    assert len(set(names)) == len(names)


def test_parameters_are_described_by_what_reads_them() -> None:
    listed = description()["paths"]["/api/v1/search"]["get"]["parameters"]
    parameters = {each["name"]: each["schema"] for each in listed}
    assert parameters["limit"] == {"type": "integer", "minimum": 0, "maximum": 100, "default": 10}
    assert sorted(parameters["sort"]["enum"]) == sorted(SORTS)
    source = parameters["source"]
    assert (source["type"], source["maxItems"]) == ("array", 50)
    assert {"from", "to", "correct", "duplicates", "prefix", "facets", "explain", "offset"} <= {*parameters}
    assert all(each["description"] for each in listed)


def test_answers_are_described_by_what_writes_them(client: FlaskClient) -> None:
    schemas = description()["components"]["schemas"]
    page = client.get("/api/v1/search?q=orașul&facets=1&explain=1").get_json()
    for name, data in (
        ("SearchPage", page),
        ("Hit", page["hits"][0]),
        ("Facets", page["facets"]),
        ("Snippet", page["hits"][0]["snippet"]),
        ("Article", client.get(f"/api/v1/articles/{page['hits'][0]['id']}").get_json()),
        ("Problem", client.get("/api/v1/search?limit=x").get_json(force=True)),
    ):
        assert set(data) == set(schemas[name]["properties"]), name
        assert schemas[name]["description"]
    assert "explanation" not in schemas["Hit"]["required"]


def test_next_leads_through_all_hits_whatever_is_published(tmp_path: Path) -> None:
    corpus, index_dir = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()

    def publish(*words: str) -> None:
        for number, word in enumerate(words):
            (corpus / f"{number}.txt").write_text(f"Un titlu\n\n{word} la mare, în ziua {number}.", "utf-8")
        rasfoi.build(corpus, index_dir)

    def ask(**more: object) -> TestResponse:
        # Each worker of the server has an application of its own.
        client = create_app(index_dir).test_client()
        return client.get("/api/v1/search", query_string={"q": "vaporul", "limit": 4, "source": "", **more})

    publish(*["Vaporul"] * 10)
    first = ask().get_json()
    publish(*["Corabia"] * 10)
    second = ask(cursor=first["next"]).get_json()
    third = ask(cursor=second["next"]).get_json()
    assert len({hit["id"] for page in (first, second, third) for hit in page["hits"]}) == 10
    assert (second["total"], third["offset"], third["next"]) == (10, 8, None)
    assert ask(cursor=first["next"], sort="newest").status_code == 400
    assert ask(cursor=first["next"][:-1]).status_code == 400
    assert ask(cursor=first["next"], offset=4).status_code == 400
    assert ask(cursor="x" * 501).status_code == 400
    publish(*["Barca"] * 10)
    gone = ask(cursor=first["next"])
    assert (gone.status_code, gone.mimetype) == (410, "application/problem+json")
    assert "Start again" in gone.get_json(force=True)["detail"]
    assert ask(cursor="").get_json()["total"] == 0


def test_an_unfinished_query_is_read_as_a_beginning(client: FlaskClient) -> None:
    finished = client.get("/api/v1/search?q=bibli&correct=0").get_json()
    unfinished = client.get("/api/v1/search?q=bibli&prefix=1").get_json()
    assert unfinished["total"] > finished["total"]
    assert unfinished["suggestion"] is None
