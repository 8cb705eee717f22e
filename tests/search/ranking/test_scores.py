"""Scores and orders beside an independent count: BM25 by its formula, and a row for each rule of ranking."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
import rasfoi
from rasfoi.index.segment.postings.impacts import K1, LEVELS, B

# Words that no analysis changes, so that a term is a word.
TEXTS = {
    "unu": "castor barza vulpe",
    "doi": "castor castor castor barza lup lup lup lup lup",
    "trei": "vulpe vulpe vulpe vulpe barza",
    "patru": "barza barza lup",
    "cinci": "lup lup lup lup lup lup lup lup lup lup lup lup castor",
    "șase": "urs",
}


def build(folder: Path, articles: dict[str, tuple[str, str]]) -> rasfoi.Index:
    lines = [json.dumps({"id": key, "title": t, "body": b}) for key, (t, b) in articles.items()]
    (folder / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    rasfoi.build(folder / "a.jsonl", folder / "index")
    return rasfoi.open(folder / "index")


def bm25(word: str, pivot: float) -> dict[str, float]:
    """Return the scores of a word by Robertson's formula, without its constant factor k1 + 1."""
    words = {key: text.split() for key, text in TEXTS.items()}
    having = sum(word in each for each in words.values())
    idf = math.log(1 + (len(words) - having + 0.5) / (having + 0.5))
    scores = {}
    for key, each in words.items():
        tf = each.count(word)
        scores[key] = idf * tf / (tf + K1 * (1 - B + B * len(each) / pivot))
    return {key: score for key, score in scores.items() if score}


@pytest.mark.parametrize("word", ["castor", "barza", "vulpe", "lup", "urs"])
def test_scores_of_a_word_are_bm25(tmp_path: Path, word: str) -> None:
    index = build(tmp_path, {key: ("", text) for key, text in TEXTS.items()})
    (segment,) = index.store.parts.segments
    expected = bm25(word, segment.pivots.article)
    hits = index.search(word, correct=False).hits
    assert {hit.id for hit in hits} == set(expected)
    # Impacts are bytes: half a level of rounding, of a posting of at most the idf.
    tolerance = 0.6 / LEVELS * math.log(1 + (len(TEXTS) + 0.5) / 0.5)
    assert {hit.id: hit.score for hit in hits} == pytest.approx(expected, abs=tolerance)
    assert [hit.id for hit in hits] == sorted(expected, key=lambda key: -expected[key])


REST = "o zi ca oricare, cu vreme bună și drumuri libere pentru toți cei plecați de acasă. "
ARTICLES = {
    "often": ("Știri", "Castorul, castorul și iar castorul. " + REST),
    "once": ("Știri", "Castorul doarme. " + REST + "Nimic altceva de spus azi."),
    "long": ("Știri", "Castorul doarme. " + REST * 6),
    "title": ("Castorul", "Doarme acum. " + REST + "Nimic altceva de spus azi."),
    "marked": ("Știri", "Fata a plecat. " + REST),
    "plain": ("Știri", "Față de ieri e frig. " + REST),
    "rare": ("Știri", "Castorul și rândunica. " + REST),
    "pair": ("Știri", "Vulpea mănâncă struguri copți lângă gard. " + REST * 2),
    "scattered": ("Știri", "Vulpea doarme. " + REST + "Struguri sunt mulți. " + REST + "Au copți ochii."),
    "half": ("Struguri, struguri", "Struguri și struguri, struguri copți. " + REST),
    "inflected": ("Știri", "Orașele vechi. " + REST),
    "typed": ("Știri", "Orașului vechi. " + REST),
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> rasfoi.Index:
    fillers = {f"f{at}": (f"Zi {at}", REST) for at in range(40)}
    return build(tmp_path_factory.mktemp("rules"), ARTICLES | fillers)


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        pytest.param("castorul", ["title", "often", "rare", "once", "long"], id="titles, frequency, length"),
        pytest.param("castor rândunică", ["rare"], id="all words before a title"),
        pytest.param("struguri vulpe", ["pair", "scattered", "half"], id="all words before many of one"),
        pytest.param("vulpe struguri copți", ["pair", "scattered", "half"], id="words that stand together"),
        pytest.param("orașului", ["typed", "inflected"], id="the form as typed"),
        pytest.param("orașele", ["inflected", "typed"], id="the other form as typed"),
        pytest.param("față", ["plain"], id="diacritics that were typed"),
        pytest.param("o zi cu castorul", ["title", "often", "rare", "once", "long"], id="function words"),
    ],
)
def test_each_rule_orders_the_hits(index: rasfoi.Index, query: str, ids: list[str]) -> None:
    found = [hit.id for hit in index.search(query, limit=20).hits if not hit.id.startswith("f")]
    assert found[: len(ids)] == ids
