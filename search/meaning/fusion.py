"""Two rankings made one: by the words of a query and by what it means."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# How many of each ranking are fused; words find what comes behind.
DEPTH = 100
# What meaning counts beside words, and what from so many content words on, which find more by themselves:
# docs/meaning.md tells what others do.
WEIGHT = 0.6
LONG, LONG_WEIGHT = 10, 0.5

Floats = NDArray[np.float64]


def weight_for(content_words: int) -> float:
    """Return what meaning counts beside words, of 1, for a query of so many content words."""
    return WEIGHT if content_words < LONG else LONG_WEIGHT


def standardized(values: Floats) -> Floats:
    """Return values as standard deviations from their mean."""
    spread = values.std() if len(values) else 0.0
    return (values - values.mean()) / spread if spread else np.zeros_like(values)


def shares(words: Sequence[float | None], similar: Sequence[float], weight: float) -> tuple[Floats, Floats]:
    """Return what words and meaning add to the score of each article.

    `words` are its scores by words, None where it is not among the best by them: it counts as the last.
    """
    lowest = min((score for score in words if score is not None), default=0.0)
    scores = np.array([lowest if score is None else score for score in words])
    return (1 - weight) * standardized(scores), weight * standardized(np.array(similar))
