"""The published index as an index of Whoosh, its table of contents read with care.

Whoosh keeps the table as a pickle, and a pickle can run any code. Here the schema in it is not read
at all, and of the segment list only the one class that we put there.
"""

# Whoosh is typed in part only.
# mypy: allow-untyped-calls

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import Any, NoReturn

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex

from ..directory.generation import opened
from ..errors import IndexCorrupt
from .codec import INDEX_NAME, ColumnarSegment, refuse
from .schema import article_schema


class WhooshIndex(FileIndex):
    """A generation as Whoosh's FileIndex, for reading. Make a new one when `rasfoi.update` has run.

    Whoosh's own `Searcher.refresh` returns deleted articles; it is of no use in any case, since each
    generation has its own folder.
    """

    def __init__(self, folder: Path) -> None:
        """Open the generation in `folder`; raise IndexCorrupt if its table of contents is damaged."""
        self.storage = FileStorage(str(folder), readonly=True)
        self.indexname, self._schema = INDEX_NAME, article_schema()
        self._toc = _load_toc(folder, self._schema)

    def _read_toc(self) -> TOC:
        return self._toc

    def writer(self, procs: int = 1, **options: Any) -> NoReturn:
        """Refuse: a published index is never changed in place."""
        refuse()


def open_whoosh(index_dir: str | os.PathLike[str]) -> WhooshIndex:
    """Open the published index in `index_dir` for Whoosh's Searcher and query parser.

    Raises IndexMissing, IndexOutdated or IndexCorrupt.
    """
    return opened(Path(index_dir), lambda generation: WhooshIndex(generation.folder))


class _SegmentListUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> type[ColumnarSegment]:
        if (module, name) == (ColumnarSegment.__module__, ColumnarSegment.__name__):
            return ColumnarSegment
        raise pickle.UnpicklingError(f"it names {module}.{name}")


def _load_toc(folder: Path, schema: Any) -> TOC:
    generation = TOC._latest_generation(FileStorage(str(folder)), INDEX_NAME)
    path = folder / TOC._filename(INDEX_NAME, generation)
    try:
        with FileStorage(str(folder)).open_file(path.name) as stream:
            _skip_to_segments(stream, generation)
            segments = _SegmentListUnpickler(stream.file).load()
        if not isinstance(segments, list) or not all(map(_is_sound, segments)):
            raise ValueError("it lists other things than segments")
    # A pickle that was altered at random fails in many ways.
    except Exception as error:
        raise IndexCorrupt(f"{path} cannot be read ({error}). Run `rasfoi rebuild`.") from None
    return TOC(schema, segments, generation)


def _skip_to_segments(stream: Any, generation: int) -> None:
    """Read Whoosh's table up to the segment list: sizes of numbers, versions, schema, generation."""
    for _ in range(3):
        stream.read_varint()
    if stream.read_int() != -12345:
        raise ValueError("its numbers have another byte order")
    stream.read_int()
    for _ in range(3):
        stream.read_varint()
    stream.skip_string()
    if stream.read_int() != generation:
        raise ValueError("it is of another generation")
    stream.read_int()


def _is_sound(segment: Any) -> bool:
    return isinstance(segment, ColumnarSegment) and segment.is_sound()
