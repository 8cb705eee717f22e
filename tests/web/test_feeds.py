"""The Atom feed (RFC 4287) and the OpenSearch description: well formed and with all they must have."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import rasfoi
from flask.testing import FlaskClient

ATOM = "{http://www.w3.org/2005/Atom}"
SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")


def test_the_feed_has_what_atom_requires(client: FlaskClient) -> None:
    response = client.get("/feed.atom?q=oraș")
    feed = ElementTree.fromstring(response.data)
    entries = feed.findall(f"{ATOM}entry")
    assert response.mimetype == "application/atom+xml"
    assert feed.findtext(f"{ATOM}title") == "oraș – Răsfoi"
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    assert {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")} == {
        "self": "http://localhost/feed.atom?q=ora%C8%99&sort=newest",
        "alternate": "http://localhost/?q=ora%C8%99&sort=newest",
    }
    assert entries
    for element in (feed, *entries):
        assert (element.findtext(f"{ATOM}id") or "").startswith("http://localhost/")
        assert element.findtext(f"{ATOM}title")
        assert RFC3339.fullmatch(element.findtext(f"{ATOM}updated") or "")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)


def test_the_feed_is_newest_first(client: FlaskClient, index: rasfoi.Index) -> None:
    feed = ElementTree.fromstring(client.get("/feed.atom?q=oraș").data)
    hits = index.search("oraș", sort="newest", limit=20).hits
    assert [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")] == [
        hit.title for hit in hits
    ]


def test_the_feed_of_all_articles(client: FlaskClient) -> None:
    assert len(ElementTree.fromstring(client.get("/feed.atom").data).findall(f"{ATOM}entry")) == 20


def test_a_known_feed_is_not_sent_again(client: FlaskClient) -> None:
    tag = client.get("/feed.atom?q=oraș").headers["ETag"]
    assert client.get("/feed.atom?q=oraș", headers={"If-None-Match": tag}).status_code == 304


def test_opensearch(client: FlaskClient) -> None:
    response = client.get("/opensearch.xml")
    description = ElementTree.fromstring(response.data)
    urls = {url.get("type"): url.get("template") or "" for url in description.findall(f"{SEARCH}Url")}
    assert response.mimetype == "application/opensearchdescription+xml"
    assert len(description.findtext(f"{SEARCH}ShortName") or "") in range(1, 17)
    assert description.findtext(f"{SEARCH}Description")
    assert urls["text/html"].startswith("http://localhost/?q={searchTerms}")
    assert "{searchTerms}" in urls["application/x-suggestions+json"]
    for template in urls.values():
        filled = template.replace("{searchTerms}", "ora%C8%99").replace("{startPage?}", "1")
        assert client.get(filled.removeprefix("http://localhost")).status_code == 200
    assert client.get("/").text.count('rel="search"') == 1
