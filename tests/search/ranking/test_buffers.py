"""Arrays that searches use one after the other, and several threads in any order."""

from __future__ import annotations

import pytest
import rasfoi
from rasfoi.search.ranking.scores import buffers


@pytest.mark.parametrize("sizes", [(100, 3), (3, 100)])
def test_arrays_may_be_from_searches_of_segments_of_different_sizes(
    sizes: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    index = rasfoi.build(rasfoi.Article(str(n), "", "castor și barza " * n) for n in range(1, 9))
    expected = [(hit.id, hit.score) for hit in index.search("castor barza").hits]
    spare: list[buffers.Buffers] = []
    monkeypatch.setattr(buffers, "_spare", spare)
    with buffers.lent(sizes[0]), buffers.lent(sizes[1]):
        pass
    assert len(spare) == 2
    for _ in range(3):
        assert [(hit.id, hit.score) for hit in index.search("castor barza").hits] == expected
        assert not any(each.scores.any() or each.covered.any() for each in spare)
