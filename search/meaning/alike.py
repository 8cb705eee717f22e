"""Articles like another, by words and by meaning."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...index.embedding.vectors import SegmentVectors
from ...index.segment.reader import Segment
from ..store import Found
from .fusion import DEPTH, shares
from .nearest import Nearness, Place

# What meaning counts beside words, pairs of words and the day: docs/meaning.md tells what others do.
WEIGHT = 0.1


def alike(
    segments: Sequence[Segment], vectors: Sequence[SegmentVectors], article: Found, by_words: Sequence[Found]
) -> list[Found]:
    """Return articles like one, the best first: those like it by words, and the nearest by meaning."""
    rows = vectors[article.segment].rows(article.doc)
    if not len(rows.scales):
        return list(by_words)
    mean = (rows.vectors * rows.scales[:, None]).mean(axis=0).astype(np.float32)
    nearness, itself = Nearness(vectors, mean), Place(article.segment, article.doc)
    near = nearness.best([each.alive for each in segments], DEPTH + 1)
    scores = {Place(each.segment, each.doc): each.score for each in by_words}
    places = [place for place in dict.fromkeys([*scores, *(place for place, _ in near)]) if place != itself]
    cosines = nearness.cosines(places).tolist()
    total = np.add(*shares([scores.get(place) for place in places], cosines, WEIGHT))
    order = np.argsort(-total, kind="stable").tolist()
    return [Found(places[at].segment, places[at].doc, float(total[at])) for at in order]
