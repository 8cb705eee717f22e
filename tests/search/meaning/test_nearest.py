"""The nearest articles among many are those that NumPy finds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rasfoi.index.directory.array_file import Container
from rasfoi.index.embedding.vectors import Made, Rows, SegmentVectors, quantized, write_vectors
from rasfoi.search.meaning.nearest import best, nearest_start, similarities


@pytest.mark.parametrize("articles", [1, 700, 21_000])
def test_every_vector_is_compared(tmp_path: Path, articles: int) -> None:
    rng = np.random.default_rng(articles)
    counts = rng.integers(0, 3, articles)
    counts[0] = 2
    chunks = int(counts.sum())
    vectors = rng.normal(size=(chunks, 24)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    spans = np.stack([np.arange(chunks), np.arange(chunks) + 1], axis=1).astype(np.uint32)
    texts = np.arange(1, articles + 1, dtype=np.uint64)
    made = Made("", "random", "0", 24, (1, 1, 1))
    write_vectors(tmp_path / "v.ras", made, texts, counts, [Rows(spans, *quantized(vectors))])
    read = SegmentVectors(Container(tmp_path / "v.ras"), articles)

    query = vectors[1]
    found, owners = similarities(read, query), np.repeat(np.arange(articles), counts)
    expected = np.full(articles, -1.0)
    np.maximum.at(expected, owners, vectors @ query)
    assert np.abs(found - expected).max() < 0.03
    assert nearest_start(read, 0, query) == 1
    allowed = rng.random(articles) < 0.5
    allowed[0] = True
    places = best([found, found], [allowed, None], 50)
    assert {(0, 0), (1, 0)} <= set(places[:2])
    assert all(allowed[place.doc] for place in places if place.segment == 0)
    values = [float(found[place.doc]) for place in places]
    assert values == sorted(values, reverse=True)
