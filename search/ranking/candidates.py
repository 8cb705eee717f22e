"""Looking some articles up in a list of postings."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...index.native.hot import hot
from .buffers import zeros
from .scoring import HIGHEST_LEVEL, Docs, Scores, Weighted

# Looking an article up in a list takes as long as going through so many postings.
_SEARCH = 16


def _probe_arrays(
    candidates: Any, found: Any, docs: Any, impact: Any, mask: Any, worth: Any, level: int, least: int,
    numbers: Any,
) -> int:  # fmt: skip
    kept = np.flatnonzero(found >= least)
    wanted, scores = candidates[kept], found[kept]
    if len(kept) * _SEARCH > len(docs):
        numbers[wanted] = np.arange(1, len(kept) + 1)
        who = numbers[docs]
        numbers[wanted] = 0
        at = np.flatnonzero(who)
        who = who[at] - 1
    else:
        at = np.searchsorted(docs, wanted.astype(np.uint32))
        at[at == len(docs)] = 0
        who = np.flatnonzero(docs[at] == wanted)
        at = at[who]
    low = impact[at] <= level
    at, who = at[low], who[low]
    scores[who] += worth[mask[at]] * impact[at]
    candidates[: len(kept)], found[: len(kept)] = wanted, scores
    return len(kept)


@hot(_probe_arrays)
def _probe(
    candidates: Any, found: Any, docs: Any, impact: Any, mask: Any, worth: Any, level: Any, least: Any,
    numbers: Any,
) -> Any:  # fmt: skip
    """Drop candidates below `least`, add to the others their postings up to an impact; return how many stay.

    Few candidates are found by galloping search: Bentley and Yao, "An almost optimal algorithm for
    unbounded searching" (1976). For many the list is gone through; `numbers` are zeros for all articles.
    """
    kept = 0
    for step in range(len(candidates)):
        if found[step] >= least:
            candidates[kept] = candidates[step]
            found[kept] = found[step]
            kept += 1
    if kept * _SEARCH > len(docs):
        for step in range(kept):
            numbers[candidates[step]] = step + 1
        for at in range(len(docs)):
            who = np.int64(numbers[docs[at]])
            if who and impact[at] <= level:
                found[who - 1] += np.int64(worth[mask[at]]) * np.int64(impact[at])
        for step in range(kept):
            numbers[candidates[step]] = 0
        return kept
    low = 0
    for step in range(kept):
        doc = candidates[step]
        if low and docs[low - 1] >= doc:
            low = 0
        reach = 1
        while low + reach < len(docs) and docs[low + reach] < doc:
            low += reach
            reach *= 2
        high = min(low + reach, len(docs))
        while low < high:
            middle = (low + high) >> 1
            if docs[middle] < doc:
                low = middle + 1
            else:
                high = middle
        if low < len(docs) and docs[low] == doc and impact[low] <= level:
            found[step] += np.int64(worth[mask[low]]) * np.int64(impact[low])
    return kept


def look_up(
    candidates: Docs,
    found: Scores,
    weighted: Weighted,
    articles: int,
    *,
    level: int = HIGHEST_LEVEL,
    least: int = 0,
) -> tuple[Docs, Scores]:
    """Add a list, or what of it has at most an impact, to the scores `found` of some of `articles` articles.

    Returns the articles and scores without those that had not `least` before; both arrays are used up.
    """
    docs, impact, mask, *_ = weighted.postings
    if not len(docs) or not len(candidates):
        return candidates, found
    numbers = zeros("numbers", articles, np.int32)
    kept = int(_probe(candidates, found, docs, impact, mask, weighted.worth, level, least, numbers))
    return candidates[:kept], found[:kept]
