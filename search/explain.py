"""Why an article has its score: each word's share."""

from __future__ import annotations

import numpy as np

from ..index.segment import Segment
from .results import Explanation
from .scoring import SCALE, Scoring, Weighted


def explain(scoring: Scoring, segment: Segment, doc: int) -> tuple[Explanation, ...]:
    """Return the shares that add up to the score of article `doc` of `segment`."""
    parts = [
        Explanation(weighted.word, (field, segment.concepts.word(weighted.concept)), _score(weighted, doc))
        for field, listed in (("text", scoring.anywhere), ("title", scoring.titles))
        for weighted in listed
    ]
    covered = sum(weighted.mass for weighted in scoring.titles if _score(weighted, doc))
    if scoring.bonus and covered:
        share = min(covered / scoring.title_mass, 1.0)
        bonus = int(scoring.coverage(np.array([covered]))[0]) / SCALE
        parts.append(Explanation("", ("title coverage", f"{share:.0%}"), bonus))
    return tuple(part for part in parts if part.score)


def _score(weighted: Weighted, doc: int) -> float:
    docs = weighted.postings.docs
    at = int(np.searchsorted(docs, np.uint32(doc)))
    if at == len(docs) or docs[at] != doc:
        return 0.0
    return int(weighted.scores(slice(at, at + 1))[0]) / SCALE
