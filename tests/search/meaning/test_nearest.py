"""The nearest articles among many are those that NumPy finds, in lists too."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from rasfoi.index.directory.array_file import Container
from rasfoi.index.embedding import vectors as limits
from rasfoi.index.embedding.vectors import Made, Rows, SegmentVectors, quantized, write_vectors
from rasfoi.index.errors import IndexCorrupt
from rasfoi.search.meaning.nearest import Nearness, Place, highest

DIMENSIONS = 24
Floats = NDArray[np.float32]


def written(path: Path, vectors: Floats, counts: NDArray[np.int64]) -> SegmentVectors:
    """Write the vectors of articles that have `counts` each, and open them."""
    spans = np.stack([np.arange(len(vectors)), np.arange(len(vectors)) + 1], axis=1).astype(np.uint32)
    texts = np.arange(1, len(counts) + 1, dtype=np.uint64)
    pieces = np.array_split(np.arange(len(vectors)), 3)
    rows = [Rows(spans[piece], *quantized(vectors[piece])) for piece in pieces]
    write_vectors(path, Made("", "random", "0", DIMENSIONS, (1, 1, 2)), texts, counts, lambda: rows)
    return SegmentVectors(Container(path), len(counts))


def unit(vectors: NDArray[np.float64]) -> Floats:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def nearest(vectors: Floats, counts: NDArray[np.int64], query: Floats) -> NDArray[np.float64]:
    """Return each article's cosine, -1 where it has no chunk."""
    expected = np.full(len(counts), -1.0)
    np.maximum.at(expected, np.repeat(np.arange(len(counts)), counts), vectors @ query)
    return expected


@pytest.mark.parametrize("articles", [1, 700, 21_000])
def test_every_vector_is_compared(tmp_path: Path, articles: int) -> None:
    rng = np.random.default_rng(articles)
    counts = rng.integers(0, 3, articles)
    counts[0] = 2
    vectors = unit(rng.normal(size=(int(counts.sum()), DIMENSIONS)))
    read = written(tmp_path / "v.ras", vectors, counts)
    expected = nearest(vectors, counts, vectors[1])

    nearness = Nearness([read, read], vectors[1])
    found = nearness.cosines([(1, doc) for doc in range(articles)])
    assert np.abs(found - expected).max() < 0.03
    assert nearness.nearest_start((0, 0)) == 1
    allowed = rng.random(articles) < 0.5
    allowed[0] = True
    best = nearness.best([allowed, None], 50)
    assert {(0, 0), (1, 0)} == {place for place, _ in best[:2]}
    assert all(allowed[place.doc] for place, _ in best if place.segment == 0)
    assert [cosine for _, cosine in best] == sorted((cosine for _, cosine in best), reverse=True)
    assert [cosine for _, cosine in best] == nearness.cosines([place for place, _ in best]).tolist()
    with ThreadPoolExecutor(1) as beside:
        assert Nearness([read, read], vectors[1], beside).best([allowed, None], 50) == best


@pytest.mark.parametrize("values", [1, 100, 6_500, 100_000])
@pytest.mark.parametrize("different", [1, 3, 1_000_000])
def test_the_highest_are_those_of_a_sort(values: int, different: int) -> None:
    cosines = np.random.default_rng(values).integers(0, different, values).astype(np.float32)
    found = highest(cosines, 100)
    least = np.sort(cosines)[-min(100, values)]
    assert found.tolist() == np.flatnonzero(cosines >= least).tolist()


@pytest.fixture
def clustered(monkeypatch: pytest.MonkeyPatch) -> tuple[Floats, NDArray[np.int64]]:
    """Return vectors of 3,000 articles about 40 matters, more than are compared."""
    monkeypatch.setattr(limits, "MOST_COMPARED", 1500)
    rng = np.random.default_rng(8)
    counts = rng.integers(0, 3, 3_000)
    matters = rng.normal(size=(40, DIMENSIONS))
    chosen = np.repeat(matters[rng.integers(0, len(matters), len(counts))], counts, axis=0)
    return unit(chosen + rng.normal(0, 0.4, chosen.shape)), counts


def test_lists_find_nearly_all_of_the_nearest(
    tmp_path: Path, clustered: tuple[Floats, NDArray[np.int64]]
) -> None:
    vectors, counts = clustered
    read = written(tmp_path / "v.ras", vectors, counts)
    assert len(read.list_starts) == 1 + int(len(vectors) ** 0.5)
    shared = []
    for query in vectors[::100]:
        expected = nearest(vectors, counts, query)
        found = Nearness([read], query).best([None], 10)
        assert [cosine for _, cosine in found] == pytest.approx(
            expected[[place.doc for place, _ in found]].tolist(), abs=0.03
        )
        shared.append(
            len({place.doc for place, _ in found}.intersection(np.argsort(-expected)[:12].tolist()))
        )
    assert np.mean(shared) >= 9.8


@pytest.mark.parametrize("share", [0.02, 0.3, 0.9])
def test_of_few_that_pass_a_filter_none_is_missed(
    tmp_path: Path, clustered: tuple[Floats, NDArray[np.int64]], share: float
) -> None:
    vectors, counts = clustered
    read = written(tmp_path / "v.ras", vectors, counts)
    allowed = np.random.default_rng(1).random(len(counts)) < share
    for query in vectors[::300]:
        expected = np.where(allowed, nearest(vectors, counts, query), -1)
        found = Nearness([read], query).best([allowed], 10)
        assert len(found) == 10
        assert all(allowed[place.doc] for place, _ in found)
        lowest = np.sort(expected)[-10 if share < 0.5 else -13]
        assert min(expected[place.doc] for place, _ in found) >= lowest - 0.02


def test_chunks_are_read_wherever_they_stand(
    tmp_path: Path, clustered: tuple[Floats, NDArray[np.int64]]
) -> None:
    vectors, counts = clustered
    read = written(tmp_path / "v.ras", vectors, counts)
    starts = np.concatenate([[0], np.cumsum(counts)])
    for doc in range(0, len(counts), 7):
        rows = read.rows(doc)
        assert rows.spans[:, 0].tolist() == list(range(starts[doc], starts[doc + 1]))
        assert (
            np.abs(rows.vectors * rows.scales[:, None] - vectors[starts[doc] : starts[doc + 1]]).max(
                initial=0
            )
            < 0.01
        )


@pytest.mark.parametrize("name", ["centroids", "list_starts", "places", "owners", "vectors"])
def test_damaged_lists_are_told(
    tmp_path: Path, clustered: tuple[Floats, NDArray[np.int64]], name: str
) -> None:
    vectors, counts = clustered
    path = tmp_path / "v.ras"
    array = np.ascontiguousarray(written(path, vectors, counts).box[name]).view(np.uint8)
    data = bytearray(path.read_bytes())
    at = data.index(array.tobytes())
    for step in range(0, len(array), 97):
        data[at + step] ^= 1
    path.write_bytes(data)
    with pytest.raises(IndexCorrupt, match=rf"v\.ras.*{name}.*rasfoi rebuild"):
        Nearness([SegmentVectors(Container(path), len(counts))], vectors[0]).best([None], 10)


def test_without_faiss_every_vector_is_compared(
    tmp_path: Path,
    clustered: tuple[Floats, NDArray[np.int64]],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    vectors, counts = clustered
    monkeypatch.setitem(__import__("sys").modules, "faiss", None)
    read = written(tmp_path / "v.ras", vectors, counts)
    assert "rasfoi[semantic]" in caplog.text
    assert len(read.list_starts) == 1
    expected = nearest(vectors, counts, vectors[5])
    ((place, _),) = Nearness([read], vectors[5]).best([None], 1)
    assert place == Place(0, int(np.argmax(expected)))
