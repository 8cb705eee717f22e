"""The best of some scores."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ....index.native import loops
from .scoring import SCALE, Docs, Floats, Scores


class Ranked(NamedTuple):
    """Articles by falling score, and how many articles match in all."""

    docs: NDArray[np.int64]
    scores: Floats
    total: int


def kth(scores: Scores, at: Docs, k: int) -> int:
    """Return the k-th highest of `scores[at]`, none of them negative; 0 where there are fewer or k is 0."""
    return loops.kth_highest(scores, at, np.zeros(k, np.int32)) if 0 < k <= len(at) else 0


def best(docs: Docs, scores: Scores, k: int, total: int) -> Ranked:
    """Return the k best articles, and those that equal the k-th, by falling score."""
    if len(docs) > k:
        least = kth(scores, np.arange(len(scores)), k)
        kept = np.flatnonzero(scores >= least) if k else np.empty(0, np.intp)
        docs, scores = docs[kept], scores[kept]
    order = np.argsort(-scores, kind="stable")
    return Ranked(docs[order], scores[order] / SCALE, total)
