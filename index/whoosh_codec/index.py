"""The published index as an index of Whoosh.

Whoosh keeps its table of contents as a pickle, and a pickle can run any code. Here that file is compared with
its checksum and never unpickled: what stands in it is made anew.
"""

# Whoosh is typed in part only.
# mypy: allow-untyped-calls

from __future__ import annotations

import os
from typing import NoReturn

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex

from ..address import folder_of
from ..directory.generation import Generation, opened
from ..directory.info_file import check_file
from .codec import INDEX_NAME, refuse
from .schema import article_schema
from .table_of_contents import GENERATION, TABLE, list_segments


class WhooshIndex(FileIndex):
    """A generation as Whoosh's FileIndex, for reading. Make a new one when `rasfoi.update` has run.

    Whoosh's own `Searcher.refresh` returns deleted articles; it is of no use in any case, since each
    generation has its own folder.
    """

    def __init__(self, generation: Generation) -> None:
        """Open a generation; raise IndexCorrupt if a file of it is damaged, OSError for a missing one."""
        check_file(generation.folder / TABLE, generation.sums)
        self.storage = FileStorage(str(generation.folder), readonly=True)
        self.indexname, self._schema = INDEX_NAME, article_schema()
        listed = list_segments(generation.segments, generation.open)
        self._toc = TOC(self._schema, listed, GENERATION)

    def _read_toc(self) -> TOC:
        return self._toc

    def writer(self, procs: int = 1, **options: object) -> NoReturn:
        """Refuse: a published index is never changed in place."""
        refuse()


def open_whoosh(index_dir: str | os.PathLike[str]) -> WhooshIndex:
    """Open the published index in `index_dir` for Whoosh's Searcher and query parser.

    It runs nothing that stands in the index. Whoosh's own `open_dir` unpickles the table of contents:
    open only an index with it that you have built yourself.
    Raises IndexMissing, IndexOutdated or IndexCorrupt.
    """
    return opened(folder_of(index_dir, "An index for Whoosh"), WhooshIndex)
