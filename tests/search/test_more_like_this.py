"""What counts among similar articles: rare words, pairs of words, the day; never how a word is typed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import rasfoi

# So many articles about nothing of interest that the words of the others are rare.
FILLING = [
    {"id": f"u{n}", "title": "Umplutură", "body": f"Vremea de azi și de mâine {n}."} for n in range(20)
]


def built(folder: Path, articles: list[dict[str, Any]]) -> rasfoi.Index:
    lines = "\n".join(json.dumps(article) for article in [*FILLING, *articles])
    (folder / "a.jsonl").write_text(lines, encoding="utf-8")
    rasfoi.build(folder / "a.jsonl", folder / "index")
    return rasfoi.open(folder / "index")


def similar(index: rasfoi.Index, article_id: str, limit: int = 5) -> list[str]:
    return [hit.id for hit in index.similar(article_id, limit)]


def test_more_of_the_rare_words_come_first(tmp_path: Path) -> None:
    articles = [
        {"id": "a", "title": "Podul peste Olt", "body": "Constructorii repară podul de lângă gară."},
        {"id": "unul", "title": "Despre fluvii", "body": "Un pod vechi."},
        {"id": "multe", "title": "Despre lucrări", "body": "Gara are un pod nou, reparat de constructor."},
    ]
    assert similar(built(tmp_path, articles), "a") == ["multe", "unul"]


def test_a_word_is_a_concept_whatever_its_inflection(tmp_path: Path) -> None:
    articles = [
        {"id": "a", "title": "x", "body": "Soldații au plecat."},
        {"id": "b", "title": "y", "body": "Un soldat a rămas."},
    ]
    assert similar(built(tmp_path, articles), "a")[0] == "b"


def test_words_that_stand_together_count_as_a_pair(tmp_path: Path) -> None:
    articles = [
        {"id": "a", "title": "x", "body": "Consiliul aprobă linia verde."},
        {"id": "apart", "title": "y", "body": "Linia se închide, iar zidul și poarta rămân verde."},
        {"id": "near", "title": "y", "body": "Linia verde se închide, iar zidul și poarta rămân."},
    ]
    hits = built(tmp_path, articles).similar("a", 2)
    assert [hit.id for hit in hits] == ["near", "apart"]
    assert hits[0].score > hits[1].score * 1.05


def test_of_equal_articles_the_one_of_those_days_comes_first(tmp_path: Path) -> None:
    articles = [
        {"id": "a", "title": "x", "body": "Inundație la Galați.", "date": "2020-05-01"},
        {"id": "late", "title": "y", "body": "Inundație mare.", "date": "2024-05-01"},
        {"id": "soon", "title": "y", "body": "Inundație mare.", "date": "2020-05-03"},
    ]
    soon, late = built(tmp_path, articles).similar("a")
    assert (soon.id, late.id) == ("soon", "late")
    assert soon.score > 1.5 * late.score


def test_an_article_without_a_date_has_similar_ones(tmp_path: Path) -> None:
    articles = [
        {"id": "a", "title": "x", "body": "Inundație la Galați."},
        {"id": "b", "title": "y", "body": "Inundație mare.", "date": "2020-05-01"},
    ]
    assert similar(built(tmp_path, articles), "a") == ["b"]


@pytest.mark.parametrize("body", ["", "și de la", '-a "b titlu:c (SAU'])
def test_an_article_with_nothing_to_tell_has_none_or_some_but_no_error(tmp_path: Path, body: str) -> None:
    index = built(tmp_path, [{"id": "a", "title": "w", "body": body}])
    assert "a" not in similar(index, "a")


def test_an_updated_index_finds_what_a_rebuilt_one_does(tmp_path: Path) -> None:
    articles = [
        {
            "id": f"n{n}",
            "title": f"Târgul numărul {n % 5}",
            "body": f"Producători {n % 7} de miere și brânză {n % 3}.",
        }
        for n in range(30)
    ]
    corpus = tmp_path / "a.jsonl"
    corpus.write_text("\n".join(map(json.dumps, [*FILLING, *articles[:20]])), encoding="utf-8")
    rasfoi.build(corpus, tmp_path / "updated")
    corpus.write_text("\n".join(map(json.dumps, [*FILLING, *articles])), encoding="utf-8")
    rasfoi.update(corpus, tmp_path / "updated")
    rasfoi.build(corpus, tmp_path / "rebuilt")
    updated, rebuilt = rasfoi.open(tmp_path / "updated"), rasfoi.open(tmp_path / "rebuilt")
    assert similar(updated, "n3", 10) == similar(rebuilt, "n3", 10)
