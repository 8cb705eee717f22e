"""An index after many updates is what a rebuild would make of the same corpus."""

from __future__ import annotations

import errno
import json
import os
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import rasfoi
from rasfoi.index.directory.array_file import Container
from rasfoi.index.directory.generation import current
from rasfoi.index.indexer.merging import merge_policy
from rasfoi.index.indexer.merging.merge_policy import MAX_SEGMENTS, to_merge

FORMS = (
    "fac faci face facem faceți făcut făcută făcute făcea făceau făceam făcuse făcând facă făcui făcură "
    "lege legea legii legile legilor copil copiii copiilor apă apei apele Guvernul guvernului GUVERN "
    "pod podul podului vânt zid"
).split()
COMPOUNDS = "nord-coreean nord-coreeni PSD-ului într-o 11.000".split()
QUERIES = (
    "face", "făcut", "facă", "făcând legea", '"legea apei"', "copiilor -zid", "titlu:pod", "guv*", "GUVERN",
    "nord-coreeni", "11.000", "podul vânt", "legile făcute",
)  # fmt: skip
BODY = 60


def article(rng: random.Random, words: Sequence[str] = FORMS) -> dict[str, str]:
    """Return an article of always the same length, since a mean that moves makes an update a rebuild."""
    body = rng.choices(words, k=BODY) + COMPOUNDS
    rng.shuffle(body)
    return {
        "title": " ".join(rng.choices(words, k=3)),
        "body": " ".join(body),
        "date": f"2024-01-{rng.randint(1, 28):02}",
        "source": rng.choice(["Agerpres", "ziarul"]),
    }


def write(corpus: Path, number: int, fields: dict[str, str]) -> None:
    path = corpus / f"{number // 10:02}" / f"{number:04}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(fields), encoding="utf-8")


def assert_equal_answers(one: Path, other: Path, queries: Sequence[str] = QUERIES) -> None:
    indexes = [rasfoi.open(index_dir) for index_dir in (one, other)]
    for query in queries:
        pages = [index.search(query, limit=100, correct=False, facets=True) for index in indexes]
        assert pages[0].total == pages[1].total
        assert pages[0].facets == pages[1].facets
        hits = [sorted(page.hits, key=lambda hit: (-round(hit.score, 4), hit.id)) for page in pages]
        assert [hit.id for hit in hits[0]] == [hit.id for hit in hits[1]]
        assert [hit.snippet for hit in hits[0]] == [hit.snippet for hit in hits[1]]
        scores = [[hit.score for hit in each] for each in hits]
        assert scores[0] == pytest.approx(scores[1], rel=1e-5)


def change(corpus: Path, rng: random.Random, number: int, words: Sequence[str] = FORMS) -> None:
    """Add some articles, change some and delete some."""
    there = sorted(corpus.rglob("*.json"))
    for path in rng.sample(there, 2):
        path.unlink()
    for path in rng.sample([path for path in there if path.exists()], 2):
        write(corpus, int(path.stem), article(rng, words))
    for at in range(3):
        write(corpus, 1000 + 10 * number + at, article(rng, words))


@pytest.mark.parametrize("seed", [1, 2])
def test_many_updates_equal_a_rebuild(tmp_path: Path, seed: int) -> None:
    corpus, rng = tmp_path / "corpus", random.Random(seed)
    # Few enough forms of a word for the mask of a posting: beyond them a segment tells the commonest apart.
    words = FORMS[8:]
    for number in range(60):
        write(corpus, number, article(rng, words))
    rasfoi.build(corpus, tmp_path / "index")
    counts = []
    for number in range(14):
        change(corpus, rng, number, words)
        report = rasfoi.update(corpus, tmp_path / "index")
        assert (report.changed, report.deleted) == (5, 4)
        counts.append(len(current(tmp_path / "index").segments))
        if number % 3 == 1:
            rasfoi.build(corpus, tmp_path / "fresh")
            assert_equal_answers(tmp_path / "index", tmp_path / "fresh")
    assert max(counts) == MAX_SEGMENTS and min(counts[MAX_SEGMENTS:]) < MAX_SEGMENTS


def test_merging_writes_the_segment_that_a_build_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With every form of every word, more of them than a mask has bits, and a frequency above a byte."""
    monkeypatch.setattr(merge_policy, "MAX_SEGMENTS", 1)
    corpus, rng = tmp_path / "corpus", random.Random(3)
    for number in range(20):
        write(corpus, number, article(rng, FORMS[:24]))
    write(corpus, 20, article(rng, ["pod"]) | {"body": "pod " * 300})
    rasfoi.build(corpus, tmp_path / "index")
    for number in range(21, 29):
        write(corpus, number, article(rng))
        next(corpus.rglob(f"{number - 21:04}.json")).unlink()
        rasfoi.update(corpus, tmp_path / "index")
    rasfoi.build(corpus, tmp_path / "fresh")
    boxes = []
    for name in ("index", "fresh"):
        (files,) = current(tmp_path / name).segments
        boxes.append(Container(current(tmp_path / name).folder / files.segment))
    assert boxes[0]["wide_masks"].size
    assert boxes[0].meta == boxes[1].meta
    assert boxes[0].names == boxes[1].names
    assert [name for name in boxes[0].names if boxes[0][name].tobytes() != boxes[1][name].tobytes()] == []


def test_segments_are_few_and_the_large_ones_left_alone() -> None:
    sizes, written = [1000], 0
    for _ in range(300):
        merged = to_merge(sizes, 1)
        together = 1 + sum(sizes[at] for at in merged)
        sizes = [size for at, size in enumerate(sizes) if at not in merged] + [together]
        written += together
        assert len(sizes) <= MAX_SEGMENTS
    assert 1000 in sizes
    assert written < 300 * 6
    assert to_merge([1000] * MAX_SEGMENTS, 0) == []
    assert to_merge([1 << 31] * MAX_SEGMENTS, 1) == []


def test_what_comes_back_as_it_was_is_indexed_again(tmp_path: Path) -> None:
    corpus, rng = tmp_path / "corpus", random.Random(4)
    for number in range(12):
        write(corpus, number, article(rng))
    lines = [json.dumps(article(rng) | {"id": f"linie{number}"}) for number in range(6)]
    (corpus / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    first, second = article(rng), article(rng)
    write(corpus, 0, first)
    rasfoi.build(corpus, tmp_path / "index")
    write(corpus, 0, second)
    (corpus / "a.jsonl").write_text("\n".join(lines[1:]), encoding="utf-8")
    assert rasfoi.update(corpus, tmp_path / "index").articles == 17
    write(corpus, 0, first)
    (corpus / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    report = rasfoi.update(corpus, tmp_path / "index")
    assert (report.articles, report.changed, report.deleted) == (18, 2, 1)
    rasfoi.build(corpus, tmp_path / "fresh")
    assert_equal_answers(tmp_path / "index", tmp_path / "fresh", ["legea", "pod", "copiilor"])


def test_a_file_that_failed_is_tried_again(tmp_path: Path) -> None:
    corpus, rng = tmp_path / "corpus", random.Random(5)
    for number in range(12):
        write(corpus, number, article(rng))
    (corpus / "rău.json").write_text("{", encoding="utf-8")
    rasfoi.build(corpus, tmp_path / "index")
    for _ in range(2):
        report = rasfoi.update(corpus, tmp_path / "index")
        assert [failure.path for failure in report.failures] == ["rău.json"]
        assert (report.articles, report.changed, report.deleted) == (12, 0, 0)


ITEM = "<item><title>{}</title><description>{}</description></item>"
PARTLY = {
    "a.json": ('[{"title": "Bun", "text": "Un text."}, {"title": "", "text": ""}]', "Un text."),
    "a.xml": (
        f"<rss><channel>{ITEM.format('Bun', 'Un text.')}{ITEM.format('', '')}</channel></rss>",
        "Un text.",
    ),
    "a.jsonl": ('{"title": "Bun", "text": "Un text."}\n{"title": "", "text": ""}\n', "Un text."),
}


@pytest.mark.parametrize("name", PARTLY)
def test_a_file_with_an_article_that_fails_is_published_again_only_when_it_changes(
    tmp_path: Path, name: str
) -> None:
    corpus, index_dir = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    text, part = PARTLY[name]
    (corpus / "b.txt").write_text("Alt titlu\n\nAlt text.", encoding="utf-8")
    (corpus / name).write_text(text, encoding="utf-8")
    assert len(rasfoi.build(corpus, index_dir).failures) == 1
    generation = current(index_dir).name
    for _ in range(2):
        report = rasfoi.update(corpus, index_dir)
        assert (report.articles, report.changed, report.deleted, len(report.failures)) == (2, 0, 0, 1)
        assert current(index_dir).name == generation
    (corpus / name).write_text(text.replace(part, "O vorbă."), encoding="utf-8")
    report = rasfoi.update(corpus, index_dir)
    assert (report.changed, report.deleted, len(report.failures)) == (1, 1, 1)
    assert rasfoi.open(index_dir).search("vorbă").total == 1


def test_where_no_link_can_be_made_segments_are_copied_and_forced_to_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus, index_dir, rng = tmp_path / "corpus", tmp_path / "index", random.Random(5)
    for number in range(40):
        write(corpus, number, article(rng, FORMS[8:]))
    rasfoi.build(corpus, index_dir)
    forced: list[str] = []

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    def force(handle: int, real: Callable[[int], None] = os.fsync) -> None:
        forced.append(os.readlink(f"/proc/self/fd/{handle}"))
        real(handle)

    monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr(os, "fsync", force)
    write(corpus, 40, article(rng, FORMS[8:]))
    rasfoi.update(corpus, index_dir)
    folder = current(index_dir).folder
    segments = {str(path) for path in folder.glob("segment-*.ras")}
    assert len(segments) == 2 and segments <= set(forced)
    rasfoi.open(index_dir).check()
    rasfoi.build(corpus, tmp_path / "fresh")
    assert_equal_answers(index_dir, tmp_path / "fresh")
