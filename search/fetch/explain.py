"""Why an article has its score: each word's share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...index.segment.articles import SegmentArticles
from ...index.segment.postings.impacts import LEVELS
from ..answer.results import Explanation
from ..ranking.clauses import Clause
from ..ranking.reranker import shares
from ..ranking.scores.scoring import SCALE, Preferred, Scoring, Weighted, coverage
from ..store import Found
from ..vocabulary.term_resolver import TermResolver


def explain(
    scoring: Scoring,
    segment: SegmentArticles,
    found: Found,
    refining: Sequence[Clause],
    resolver: TermResolver,
) -> tuple[Explanation, ...]:
    """Return the shares that add up to an article's score; `refining` are the words of the second look."""
    doc = found.doc
    all_words = _preference(scoring.together, doc) if scoring.together else 0.0
    titles = scoring.titles if all_words or not scoring.together else ()
    listed = [
        Explanation(weighted.word, (field, segment.concepts.word(weighted.concept)), _score(weighted, doc))
        for field, lists in (("text", scoring.anywhere), ("title", titles))
        for weighted in lists
    ]
    covered = sum(weighted.mass for weighted in titles if _score(weighted, doc))
    if scoring.bonus and covered:
        share = min(covered / scoring.title_mass, 1.0)
        bonus = int(coverage(np.array([covered]), scoring.title_mass, scoring.highest_bonus)[0]) / SCALE
        listed.append(Explanation("", ("title coverage", f"{share:.0%}"), bonus))
    listed.append(Explanation("", ("all words",), all_words))
    for more in shares(refining, resolver, segment, found.segment, np.array([doc], np.int64)):
        listed.append(Explanation(more.word, (more.kind,), float(more.scores[0])))
    return tuple(each for each in listed if each.score)


def _score(weighted: Weighted, doc: int) -> float:
    docs = weighted.postings.docs
    at = int(np.searchsorted(docs, np.uint32(doc)))
    if at == len(docs) or docs[at] != doc:
        return 0.0
    return weighted.worth(int(weighted.postings.mask[at])) * int(weighted.postings.impact[at]) / SCALE


def _preference(preferred: Preferred, doc: int) -> float:
    """Return what an article gets for having all words."""
    at = int(np.searchsorted(preferred.docs, doc))
    if at == len(preferred.docs) or preferred.docs[at] != doc:
        return 0.0
    return int(preferred.worths[preferred.levels[at]]) * LEVELS / SCALE
