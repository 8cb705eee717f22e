"""The best of some scores."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...index.native.hot import hot
from .scoring import SCALE, Docs, Floats, Scores


class Ranked(NamedTuple):
    """Articles by falling score, and how many articles match in all."""

    docs: NDArray[np.int64]
    scores: Floats
    total: int


def _kth_arrays(scores: Any, at: Any, top: Any) -> int:
    place = len(at) - len(top)
    return int(np.partition(scores[at], place)[place])


@hot(_kth_arrays)
def _kth(scores: Any, at: Any, top: Any) -> Any:
    """Return the lowest of the highest `scores[at]`, as many as `top`, which becomes a heap of them."""
    for step in range(len(at)):
        score = scores[at[step]]
        if score <= top[0]:
            continue
        hole, child = 0, 1
        while child < len(top):
            if child + 1 < len(top) and top[child + 1] < top[child]:
                child += 1
            if top[child] >= score:
                break
            top[hole] = top[child]
            hole = child
            child = 2 * hole + 1
        top[hole] = score
    return np.int64(top[0])


def kth(scores: Scores, at: Docs, k: int) -> int:
    """Return the k-th highest of `scores[at]`, none of them negative; 0 where there are fewer or k is 0."""
    return int(_kth(scores, at, np.zeros(k, np.int32))) if 0 < k <= len(at) else 0


def best(docs: Docs, scores: Scores, k: int, total: int) -> Ranked:
    """Return the k best articles, and those that equal the k-th, by falling score."""
    if len(docs) > k:
        least = kth(scores, np.arange(len(scores)), k)
        kept = np.flatnonzero(scores >= least) if k else np.empty(0, np.intp)
        docs, scores = docs[kept], scores[kept]
    order = np.argsort(-scores, kind="stable")
    return Ranked(docs[order], scores[order] / SCALE, total)
