"""The vectors of a generation that is being written: those that are known already."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..directory.array_file import Container
from ..directory.generation import SegmentFiles, current_name, read_any
from ..errors import RasfoiError
from ..segment.live_docs import Deletions
from ..segment.reader import Segment
from .known import Known
from .vectors import Made, made_by, open_vectors, text_hash, write_vectors


def carry_vectors(folder: Path, files: Sequence[SegmentFiles]) -> list[SegmentFiles]:
    """Write vectors for the segments of a new generation, of what the published one has; return their files.

    Where that has none, or cannot be read, they stay without. It may be by another analyzer: what texts mean
    does not depend on that.
    """
    with suppress(RasfoiError, OSError):
        published, _ = read_any(folder.parent / current_name(folder.parent))
        if not any(each.vectors for each in published.segments):
            return list(files)
        sizes = [len(published.open(each.segment).part("ids")) for each in published.segments]
        vectors = open_vectors(published, sizes)
        if made := made_by(vectors):
            known = Known(each for each in vectors if each and each.made.agrees(made))
            return compose(folder, files, made, known)
    return list(files)


def compose(folder: Path, files: Sequence[SegmentFiles], made: Made, known: Known) -> list[SegmentFiles]:
    """Write vectors for those segments in `folder` that have none, as far as they are known."""
    found = []
    for each in files:
        if not each.vectors:
            name = each.segment.replace("segment-", "vectors-")
            deletions = Deletions.read(Container(folder / each.deletions)) if each.deletions else None
            texts = text_hashes(Segment(Container(folder / each.segment), deletions))
            texts = np.where(known.has(texts), texts, 0)
            write_vectors(folder / name, made, texts, known.counts(texts), partial(known.rows, texts))
            each = each._replace(vectors=name)
        found.append(each)
    return found


def text_hashes(segment: Segment) -> NDArray[np.uint64]:
    """Return the `text_hash` of every article of a segment, 0 for those that are deleted: uint64[N]."""
    hashes = np.zeros(segment.articles, np.uint64)
    alive = segment.alive
    for doc in range(segment.articles) if alive is None else np.flatnonzero(alive).tolist():
        hashes[doc] = text_hash(segment.article(doc))
    return hashes
