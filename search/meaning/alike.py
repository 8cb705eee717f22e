"""Articles like another, by words and by meaning."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...index.embedding.vectors import SegmentVectors
from ...index.segment.reader import Segment
from ..store import Found
from .fusion import DEPTH, shares
from .nearest import Place, best, similarities

# What meaning counts beside words, pairs of words and the day: docs/meaning.md tells what others do.
WEIGHT = 0.2


def alike(
    segments: Sequence[Segment], vectors: Sequence[SegmentVectors], article: Found, by_words: Sequence[Found]
) -> list[Found]:
    """Return articles like one, the best first: those like it by words, and the nearest by meaning."""
    rows = vectors[article.segment].rows(article.doc)
    if not len(rows.scales):
        return list(by_words)
    mean = (rows.vectors * rows.scales[:, None]).mean(axis=0).astype(np.float32)
    similar = [similarities(each, mean) for each in vectors]
    itself = Place(article.segment, article.doc)
    near = [place for place in best(similar, [each.alive for each in segments], DEPTH + 1) if place != itself]
    scores = {Place(each.segment, each.doc): each.score for each in by_words}
    places = list(dict.fromkeys([*scores, *near]))
    cosines = [float(similar[place.segment][place.doc]) for place in places]
    total = np.add(*shares([scores.get(place) for place in places], cosines, WEIGHT))
    order = np.argsort(-total, kind="stable").tolist()
    return [Found(places[at].segment, places[at].doc, float(total[at])) for at in order]
