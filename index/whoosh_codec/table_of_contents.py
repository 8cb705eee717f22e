"""Whoosh's table of contents of a generation: with it any Whoosh program can open the index."""

# Whoosh is typed in part only.
# mypy: allow-untyped-calls

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..directory.array_file import Container
from ..directory.generation import SegmentFiles
from ..segment.live_docs import Deletions

if TYPE_CHECKING:
    from .codec import ColumnarSegment

GENERATION = 1
# As Whoosh names it after an index and its generation.
TABLE = f"_MAIN_{GENERATION}.toc"


def list_segments(
    segments: Sequence[SegmentFiles], open_file: Callable[[str], Container]
) -> list[ColumnarSegment]:
    """Return the segments of a generation as Whoosh's table of contents lists them."""
    from .codec import ColumnarSegment

    listed = []
    for files in segments:
        box = open_file(files.segment)
        deleted = open_file(files.deletions) if files.deletions else None
        count = Deletions.read(deleted).count if deleted else 0
        sums = box.identity, deleted.identity if deleted else 0
        listed.append(ColumnarSegment(files.segment, files.deletions, box.meta["articles"], count, sums))
    return listed


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

    from .codec import INDEX_NAME
    from .schema import article_schema

    listed = list_segments(segments, lambda name: Container(folder / name))
    TOC(article_schema(), listed, GENERATION).write(FileStorage(str(folder)), INDEX_NAME)
    with (folder / TABLE).open("rb") as file:
        os.fsync(file.fileno())
