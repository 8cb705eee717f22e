"""The first words of headlines: what somebody has typed who has begun to write what happened."""

from __future__ import annotations

from collections.abc import Sequence

from bench.corpora import Query
from bench.keywords import WORD

LENGTHS = (2, 3, 4, 5)


def beginnings(headlines: Sequence[Query]) -> list[Query]:
    """Return queries of the first two words of headlines, with more as variants; short ones are left out."""
    queries = []
    for headline in headlines:
        ends = [match.end() for match in WORD.finditer(headline.text)]
        if len(ends) > LENGTHS[-1]:
            shortest, *others = (headline.text[: ends[count - 1]] for count in LENGTHS)
            variants = {f"{count} words": text for count, text in zip(LENGTHS[1:], others, strict=True)}
            queries.append(Query(shortest, headline.relevant, variants))
    return queries
