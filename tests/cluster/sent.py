"""What a cluster would send of an index of this machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from rasfoi.index.segment.reader import Segment
from rasfoi.search.cluster.fetched import Document


def streams(segment: Segment) -> list[str]:
    """Return the streams of the lemmas of all articles of a segment."""
    lengths = (segment.title_lengths.astype(int) + 1 + segment.body_lengths).tolist()
    places: list[list[list[str]]] = [[[] for _ in range(length)] for length in lengths]
    concepts = range(len(segment.concepts))
    found = segment.occurrences.find(concepts, np.arange(segment.articles))
    for concept, article, position in zip(*(each.tolist() for each in found), strict=True):
        places[article][position].append(segment.concepts.word(concept))
    return [" ".join("|".join(place) or "_" for place in article) for article in places]


def documents(segments: Sequence[Segment], docs: Sequence[Iterable[int]]) -> list[Document]:
    """Return some articles of each segment as a cluster would send them."""
    found = []
    for number, (segment, chosen) in enumerate(zip(segments, docs, strict=True)):
        every = streams(segment)
        for doc in chosen:
            columns = (column[doc].item() for column in (segment.ids, segment.dates, segment.title_lengths))
            found.append(Document(number, doc, *columns, every[doc], segment.article(doc)))
    return found
