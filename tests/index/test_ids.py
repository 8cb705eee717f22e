"""Ids that several articles claim: an update gives what a rebuild gives, whatever was edited."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
import rasfoi


def dump(index: Path) -> dict[str, str]:
    opened = rasfoi.open(index)
    found: dict[str, str] = {}
    for offset in range(0, 10_000, 100):
        hits = opened.search("", sort="newest", limit=100, offset=offset, duplicates=True).hits
        for hit in hits:
            found[hit.id] = opened.get(hit.id).title
        if not hits:
            break
    return found


def test_both_are_kept_and_the_other_is_named(tmp_path: Path) -> None:
    corpus = tmp_path / "c"
    corpus.mkdir()
    for name in "ab":
        (corpus / f"{name}.json").write_text(json.dumps([{"id": n, "title": f"{name}{n}"} for n in (1, 2)]))
    report = rasfoi.build(corpus, tmp_path / "i")
    assert (report.articles, report.failures) == (4, ())
    assert dump(tmp_path / "i") == {"1": "a1", "2": "a2", "b.json#1": "b1", "b.json#2": "b2"}
    told = [(note.path, "a.json#1" in note.reason) for note in report.notes if "id" in note.reason]
    assert told == [("b.json#1", True), ("b.json#2", False)]
    (corpus / "a.json").unlink()
    rasfoi.update(corpus, tmp_path / "i")
    assert dump(tmp_path / "i") == {"1": "b1", "2": "b2"}


def test_a_file_whose_name_is_the_id_of_another(tmp_path: Path) -> None:
    corpus = tmp_path / "c"
    corpus.mkdir()
    (corpus / "a.json").write_text('{"id": "b.txt", "title": "Unu"}')
    (corpus / "b.txt").write_text("Doi")
    rasfoi.build(corpus, tmp_path / "i")
    assert dump(tmp_path / "i") == {"b.txt": "Unu", "b.txt#": "Doi"}


@pytest.mark.parametrize("seed", range(12))
def test_an_update_equals_a_rebuild(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    corpus = tmp_path / "c"
    corpus.mkdir()
    for n in range(30):
        (corpus / f"z{n}.txt").write_text(f"Fundal {n}\nText care stă")
    lines = [record(rng, n) for n in range(8)]
    count = 8
    write(corpus, lines)
    rasfoi.build(corpus, tmp_path / "i")
    for _ in range(5):
        for _ in range(rng.randint(1, 3)):
            count += 1
            edit(rng, corpus, lines, count)
        write(corpus, lines)
        rasfoi.update(corpus, tmp_path / "i")
        rasfoi.build(corpus, tmp_path / "r")
        assert dump(tmp_path / "i") == dump(tmp_path / "r")


def record(rng: random.Random, n: int) -> dict[str, Any]:
    made: dict[str, Any] = {"title": f"Titlul {n}", "body": "Text care stă"}
    kind = rng.randrange(8)
    if kind < 4:
        made["id"] = rng.choice(["x", "y", "z3.txt", "a.json#1", "n.jsonl#2", "w"])
    elif kind < 6:
        made["id"] = rng.choice([None, "", " "])
    elif kind == 6:
        made["meta"] = {"id": "x"}
    return made


def edit(rng: random.Random, corpus: Path, lines: list[dict[str, Any]], n: int) -> None:
    kind = rng.randrange(6)
    if kind < 3 or len(lines) < 3:
        lines.insert(rng.randint(0, len(lines)), record(rng, n))
    elif kind == 3:
        del lines[rng.randrange(len(lines))]
    elif kind == 4:
        lines.insert(rng.randint(0, len(lines)), dict(rng.choice(lines)))
    else:
        (corpus / rng.choice(["a.json", "q.json"])).write_text(
            json.dumps([record(rng, n), record(rng, n + 1)])
        )


def write(corpus: Path, lines: list[dict[str, Any]]) -> None:
    (corpus / "n.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
