"""What a second look at the best articles of a long query prefers."""

from __future__ import annotations

import json

import pytest
import rasfoi

FILLER = "un text oarecare despre vreme și despre drumuri "


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> rasfoi.Index:
    folder = tmp_path_factory.mktemp("refining")
    bodies = {
        "together": FILLER * 4 + "purtătorul de cuvânt al Palatului a vorbit " + FILLER * 4,
        "apart": FILLER * 4 + "cuvânt bun, purtătorul unei veste, lângă Palatul vechi " + FILLER * 4,
        "early": "Recolta de grâu a scăzut mult anul acesta. " + FILLER * 8,
        "late": FILLER * 8 + "Recolta de grâu a scăzut mult anul acesta.",
        "relative": "Demolarea a durat, la barajul mare din munți. " + FILLER * 3,
        "stranger": "Vizitarea a durat, la barajul mare din munți. " + FILLER * 3,
        "verb": "Au demolat case.",
    }
    lines = [json.dumps({"id": key, "title": "Articol", "body": body}) for key, body in bodies.items()]
    lines += [json.dumps({"id": str(at), "title": "Altul", "body": FILLER}) for at in range(30)]
    (folder / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    rasfoi.build(folder, folder / "index")
    return rasfoi.open(folder / "index")


@pytest.mark.parametrize(
    ("query", "first", "second"),
    [
        ("purtatorul de cuvant al palatului", "together", "apart"),
        ("cum a scăzut recolta de grâu", "early", "late"),
        ("cine a demolat barajul mare din munți", "relative", "stranger"),
    ],
)
def test_a_second_look_decides_between_equals(
    index: rasfoi.Index, query: str, first: str, second: str
) -> None:
    assert [hit.id for hit in index.search(query, limit=2).hits] == [first, second]


def test_its_shares_are_explained(index: rasfoi.Index) -> None:
    for hit in index.search("purtatorul de cuvant al palatului", limit=3, explain=True).hits:
        assert sum(part.score for part in hit.explanation) == pytest.approx(hit.score, rel=1e-6)
    best = index.search("cine a demolat barajul mare din munți", explain=True).hits[0]
    assert {"early", "near", "family"} <= {part.terms[0] for part in best.explanation}


def test_pages_follow_one_another(index: rasfoi.Index) -> None:
    query = "un text oarecare despre vreme"
    every = [hit.id for hit in index.search(query, limit=37).hits]
    paged = [hit.id for at in range(0, 37, 4) for hit in index.search(query, limit=4, offset=at).hits]
    assert paged == every
    assert len(set(every)) == 36
