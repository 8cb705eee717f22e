"""Whoosh's codec over columnar segments, the reading side.

Whoosh's table of contents pickles segment objects: the name of this module and of its segment class
are part of the format on disk.
"""

# Whoosh is typed in part only.
# mypy: allow-untyped-calls

from __future__ import annotations

from pathlib import Path
from typing import Any, NoReturn

from whoosh.codec import base
from whoosh.util import random_name

from ..directory.array_file import Container
from ..errors import RasfoiError
from ..segment.live_docs import Deletions
from ..segment.reader import Segment
from .document_reader import ColumnarDocumentReader
from .terms_reader import ColumnarTermsReader

INDEX_NAME = "MAIN"


class ColumnarSegment(base.Segment):
    """A segment file and its deletions, as listed in Whoosh's table of contents."""

    def __init__(self, file: str, deletions: str, articles: int, deleted: int, sums: tuple[int, int]) -> None:
        """Name the segment file and that of its deletions, or "", both in the index's folder.

        `sums` are the identities of the two files.
        """
        self.indexname, self.segid, self.compound = INDEX_NAME, random_name(16), False
        self.file, self.deletions = file, deletions
        self.articles, self.deleted, self.sums = articles, deleted, sums

    def open(self, storage: Any) -> Segment:
        """Open the files in the folder of a FileStorage; raise IndexCorrupt, OSError for a missing one."""
        folder = Path(storage.folder)
        deletions = Container(folder / self.deletions, self.sums[1]) if self.deletions else None
        return Segment(
            Container(folder / self.file, self.sums[0]), Deletions.read(deletions) if deletions else None
        )

    def codec(self) -> ColumnarCodec:
        """Return the codec that reads this."""
        return CODEC

    def should_assemble(self) -> bool:
        """Tell that the files must not be packed into one."""
        return False

    def doc_count_all(self) -> int:
        """Return how many articles there are with the deleted ones."""
        return self.articles

    def deleted_count(self) -> int:
        """Return how many articles are deleted."""
        return self.deleted

    def set_doc_count(self, count: int) -> NoReturn:
        """Refuse: a segment is written once."""
        refuse()

    def deleted_docs(self) -> NoReturn:
        """Refuse: only Whoosh's writers ask here; readers know the deletions."""
        refuse()

    def is_deleted(self, doc: int) -> NoReturn:
        """Refuse: only Whoosh's writers ask here; readers know the deletions."""
        refuse()

    def delete_document(self, doc: int, delete: bool = True) -> NoReturn:
        """Refuse: a published index is never changed in place."""
        refuse()


class ColumnarCodec(base.Codec):
    """Opens columnar segments for Whoosh; writing is `rasfoi rebuild` and `rasfoi update`."""

    length_stats = False

    def terms_reader(self, storage: Any, segment: ColumnarSegment) -> ColumnarTermsReader:
        """Return a reader of a segment's terms."""
        return ColumnarTermsReader(segment.open(storage))

    def per_document_reader(self, storage: Any, segment: ColumnarSegment) -> ColumnarDocumentReader:
        """Return a reader of what is known of a segment's articles."""
        return ColumnarDocumentReader(segment.open(storage))

    def new_segment(self, storage: Any, indexname: str) -> NoReturn:
        """Refuse to write."""
        refuse()

    def per_document_writer(self, storage: Any, segment: Any) -> NoReturn:
        """Refuse to write."""
        refuse()

    def field_writer(self, storage: Any, segment: Any) -> NoReturn:
        """Refuse to write."""
        refuse()

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> NoReturn:
        """Refuse to write."""
        refuse()

    def postings_reader(self, dbfile: Any, *options: Any, **named: Any) -> NoReturn:
        """Refuse: Whoosh asks a terms reader for postings, never the codec."""
        refuse()


CODEC = ColumnarCodec()


def refuse() -> NoReturn:
    """Raise the error that tells how to change an index."""
    raise RasfoiError(
        "Whoosh cannot write into this index. Run `rasfoi update CORPUS --index DIR` to change it."
    )
