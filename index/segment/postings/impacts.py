"""The part of BM25 that an article decides, fixed when a segment is written.

Impact = tf / (tf + k1 * (1 - b + b * length / pivot)): Robertson and Zaragoza, "The Probabilistic
Relevance Framework: BM25 and Beyond" (2009), eq. 3.15, without the constant factor k1 + 1 and
quantised to a byte. The pivot is the mean length, rounded to a grid, so that segments written at
different times stay comparable until the mean has really moved.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from ...directory.array_file import Array

# MRR@10 on the dev sets of `python -m bench.quality`: XQuAD has .952 with B .75, .955 with .9, .954 with 1,
# headlines .705, .708, .707; with K1 .9 XQuAD has .954, with 1.5 .953.
K1 = 1.2
B = 0.9
# Titles are short and a word stands in them once: saturate early, normalise half.
TITLE_K1 = 0.6
TITLE_B = 0.5
LEVELS = 255
_GRID = math.log(1.05)


class Pivots(NamedTuple):
    """Mean lengths in positions, of whole articles and of titles, rounded to the grid."""

    article: float
    title: float


def pivots(total_positions: int, title_positions: int, articles: int) -> Pivots:
    """Return the rounded mean lengths of a collection."""
    return Pivots(_round(total_positions / max(articles, 1)), _round(title_positions / max(articles, 1)))


def _round(mean: float) -> float:
    return math.exp(round(math.log(max(mean, 1.0)) / _GRID) * _GRID)


def impacts(tf: Array, lengths: Array, pivot: float, k1: float, b: float) -> Array:
    """Return the impact of each posting, uint8 of 1 to 255, from its frequency and article length."""
    norm = (k1 * (1 - b + b * np.asarray(lengths, np.float32) / pivot)).astype(np.float32)
    frequency = np.asarray(tf, np.float32)
    return np.maximum(np.rint(frequency / (frequency + norm) * LEVELS), 1).astype(np.uint8)
