"""What the page and the API say where the cluster that holds the articles does not answer, or refuses."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from lxml import html
from rasfoi.index.cluster.connection.address import parse
from rasfoi.index.cluster.connection.client import Client
from rasfoi.index.errors import ClusterDenied
from rasfoi.search import opening
from rasfoi.web import create_app

from ..ports import free_ports

Open = Callable[[str], object]


def unreachable(address: str) -> object:
    return Client(parse(address)).request("GET", "stiri")


def denied(address: str) -> object:
    raise ClusterDenied(f"The cluster of {address} refuses: the user lacks the permission indices:data/read.")


@pytest.fixture(params=[(unreachable, "cluster-unavailable"), (denied, "cluster-denied")])
def refused(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> tuple[FlaskClient, str, str]:
    """Return a client of a server whose cluster fails, the kind of error, and the cluster's host."""
    opens, kind = request.param
    host = f"127.0.0.1:{free_ports(1)[0]}"
    monkeypatch.setitem(opening._STORES, "opensearch", opens)
    return create_app(f"opensearch://{host}/stiri").test_client(), kind, host


def test_the_page_says_why_and_not_where(refused: tuple[FlaskClient, str, str]) -> None:
    client, kind, host = refused
    said = {
        "cluster-unavailable": "Unul dintre ele e oprit sau nu se poate ajunge la el.",
        "cluster-denied": "Sunt acolo, dar refuză acest site.",
    }[kind]
    answer = client.get("/?q=pod", headers={"Accept-Language": "ro"})
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "5"
    assert "Serverele care păstrează articolele nu răspund acum" in answer.text
    page = html.fromstring(answer.text)
    assert said in [text.strip() for text in page.xpath("//main/p/text()")]
    assert "The cluster of stiri" in page.xpath("string(//main/details/p[@lang='en'])")
    assert "The cluster of stiri" not in page.xpath("string(//main/p)")
    assert host not in answer.text
    english = client.get("/?q=pod&lang=en")
    assert "The cluster of stiri" in english.text and host not in english.text


def test_programs_are_told_the_kind_and_not_where(refused: tuple[FlaskClient, str, str]) -> None:
    client, kind, host = refused
    for path in ("/api/v1/search?q=pod", "/suggest?q=po", "/readyz"):
        answer = client.get(path)
        problem = answer.get_json(force=True)
        assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
        assert problem["type"] == f"/api/#{kind}"
        assert "The cluster of stiri" in problem["detail"] and host not in answer.text
    assert client.get("/healthz").status_code == 200
