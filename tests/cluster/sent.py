"""What a cluster would send of an index of this machine."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence

import numpy as np
import orjson
from rasfoi.index.cluster.articles import mapping as fields
from rasfoi.index.cluster.articles.documents import documents as written
from rasfoi.index.cluster.articles.record import stored, unpack
from rasfoi.index.local_time import NO_DATE
from rasfoi.index.segment.reader import Segment
from rasfoi.search.cluster.fetched import Document


def documents(segments: Sequence[Segment], docs: Sequence[Iterable[int]]) -> list[Document]:
    """Return some articles of each segment as a cluster would send them."""
    found = []
    for number, (segment, chosen) in enumerate(zip(segments, docs, strict=True)):
        alone = np.zeros(segment.articles, np.uint64)
        records = [unpack(orjson.loads(each.source)["record"]) for each in written(segment, number, alone)]
        for doc in chosen:
            sent = records[doc]
            found.append(Document(
                number, doc, sent[fields.HASH], sent.get(fields.DATE, NO_DATE), sent[fields.TITLE_LENGTH],
                sent[fields.CONCEPTS], stored(sent), base64.b64decode(sent[fields.MASKS]),
            ))  # fmt: skip
    return found
