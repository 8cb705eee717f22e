"""Arrays that searches use one after the other, and several threads in any order."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pytest
import rasfoi
from rasfoi.search.ranking.scores import buffers

TYPES = {
    "scores": np.int32, "covered": np.float64, "touched": np.int64, "limited": np.bool_, "numbers": np.int32,
}  # fmt: skip


@pytest.mark.parametrize("longest", TYPES)
def test_arrays_may_be_from_searches_of_segments_of_different_sizes(
    longest: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two threads in turn: one took the scores of a large segment, the other what else belongs to them."""
    index = rasfoi.build(rasfoi.Article(str(n), "", "castor și barza " * n) for n in range(1, 9))
    expected = [(hit.id, hit.score) for hit in index.search("castor barza").hits]
    spare: defaultdict[str, list[Any]] = defaultdict(list)
    for name, dtype in TYPES.items():
        spare[name].append(np.zeros(100 if name == longest else 50, dtype))
    monkeypatch.setattr(buffers, "_spare", spare)
    for _ in range(2):
        assert [(hit.id, hit.score) for hit in index.search("castor barza").hits] == expected
    lengths = {name: len(array) for name, (array,) in spare.items()}
    assert lengths == {name: 100 if name == longest else 50 for name in TYPES}
    assert not any(array.any() for name, (array,) in spare.items() if name not in ("touched", "numbers"))
