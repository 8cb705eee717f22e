"""Articles of any length are indexed, alone, in twos and threes, or beside short ones."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import rasfoi

SYLLABLES = "ma re ti cu lo ne vi pa să ță bri on".split()
RANDOM = random.Random(11)
WORDS = ["".join(RANDOM.choices(SYLLABLES, k=RANDOM.randint(2, 4))) for _ in range(5000)]


def text(size: int) -> str:
    """Return words that make at least so many bytes."""
    return " ".join(RANDOM.choices(WORDS, k=size // 4))


def write(folder: Path, *sizes: int) -> Path:
    folder.mkdir()
    for at, size in enumerate(sizes):
        (folder / f"a{at}.txt").write_text(f"Titlul {at}\n\n{text(size)} sfârșit{at}.", "utf-8")
    return folder


@pytest.mark.parametrize(
    "sizes",
    [(600_000,), (900_000,), (100_000,) * 6, (300_000, 300_000), (700_000, *(10,) * 9), (3_000_000,)],
    ids=str,
)
def test_a_few_long_articles(tmp_path: Path, sizes: tuple[int, ...]) -> None:
    report = rasfoi.build(write(tmp_path / "corpus", *sizes), tmp_path / "index")
    assert (report.articles, report.failures) == (len(sizes), ())
    hit = rasfoi.open(tmp_path / "index").search(f"sfârșit{len(sizes) - 1}", correct=False).hits[0]
    assert hit.id.startswith(f"a{len(sizes) - 1}")


def test_a_first_task_that_makes_a_run(tmp_path: Path) -> None:
    """A run is full before there is a dictionary for its records."""
    corpus = write(tmp_path / "corpus", 30_000_000, *(2_000,) * 20)
    report = rasfoi.build(corpus, tmp_path / "index")
    assert (report.articles, report.failures) == (21, ())
    assert rasfoi.open(tmp_path / "index").search("sfârșit0", correct=False).total == 1


def test_long_lines_before_short_ones(tmp_path: Path) -> None:
    lines = [{"title": f"Titlul {at}", "body": text(2_300_000 if at < 2 else 400)} for at in range(2002)]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    report = rasfoi.build(tmp_path / "a.jsonl", tmp_path / "index")
    assert (report.articles, report.failures) == (2002, ())
    assert rasfoi.open(tmp_path / "index").search("titlu:1999", correct=False).total == 1
