"""Whoosh's table of contents of a generation: with it any Whoosh program can open the index."""

# Whoosh is typed in part only.
# mypy: allow-untyped-calls

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from ..directory.array_file import Container
from ..directory.generation import SegmentFiles
from ..segment.live_docs import Deletions

_GENERATION = 1


def import_whoosh() -> None:
    """Import what `write_toc` needs of Whoosh, which takes as long as to index some hundred articles."""
    from . import codec, schema  # noqa: F401


def write_toc(folder: Path, segments: Sequence[SegmentFiles]) -> None:
    """Write the table of contents of the segments in `folder`, and force it to the disk.

    Whoosh itself never does. The folder is left to `publish`, which syncs it.
    """
    # Here, since a search never needs Whoosh and a cold start would wait for it.
    from whoosh.filedb.filestore import FileStorage
    from whoosh.index import TOC

    from .codec import INDEX_NAME, ColumnarSegment
    from .schema import article_schema

    listed = []
    for files in segments:
        articles = Container(folder / files.segment).meta["articles"]
        deleted = Deletions.read(folder / files.deletions).count if files.deletions else 0
        listed.append(ColumnarSegment(files.segment, files.deletions, articles, deleted))
    TOC(article_schema(), listed, _GENERATION).write(FileStorage(str(folder)), INDEX_NAME)
    with (folder / TOC._filename(INDEX_NAME, _GENERATION)).open("rb") as file:
        os.fsync(file.fileno())
