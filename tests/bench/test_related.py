"""How editors' links are found in texts, and which words completions are measured on."""

from __future__ import annotations

from bench.completions import neighbours
from bench.related import related_articles

HEADLINE = "Șapte poduri noi vor lega malurile Oltului"


def test_a_headline_in_a_body_relates_two_articles_and_is_cut_out() -> None:
    articles = [
        {"id": "a", "title": HEADLINE, "body": "Podurile vor fi gata la iarnă."},
        {
            "id": "b",
            "title": "Ce se construiește pe Olt",
            "body": f"Unu.\nCitiți și {HEADLINE.upper()}\nDoi.",
        },
        {"id": "c", "title": "Șapte poduri", "body": "Șapte poduri noi vor lega malurile."},
    ]
    found, related = related_articles(articles)
    assert related == {"a": {"b"}, "b": {"a"}}
    assert [each["body"] for each in found] == [
        "Podurile vor fi gata la iarnă.", "Unu.\nCitiți și \nDoi.", "Șapte poduri noi vor lega malurile.",
    ]  # fmt: skip


def test_neighbours_are_words_of_some_length_side_by_side() -> None:
    articles = [{"id": "a", "title": "Un pod peste Olt, lângă orașul vechi de la munte", "body": ""}]
    assert neighbours(articles)[0] in {("lângă", "orașul"), ("orașul", "vechi")}
