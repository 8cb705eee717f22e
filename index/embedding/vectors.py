"""The vectors of a segment's articles, in a file beside the segment: written once, memory-mapped.

A segment stays as it is when its articles get vectors, and the file is linked where the segment is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..article import Article
from ..directory.array_file import Container
from ..directory.array_writer import ContainerWriter
from ..directory.block_sums import checksum
from ..directory.generation import Generation
from ..errors import IndexCorrupt
from ..segment.format import LISTS, VECTORS, ArrayFormat, ragged
from ..segment.term_dictionary import csr


def _dtypes(arrays: Mapping[str, ArrayFormat]) -> dict[str, frozenset[str]]:
    return {name: frozenset(each.dtypes.split()) for name, each in arrays.items()}


_DTYPES, _LIST_DTYPES = _dtypes(VECTORS), _dtypes(LISTS)
# The file in the folder of an index that says where its model is.
MODEL = "MODEL"
# Vectors of a segment that a search compares at most: all of them where there are no more, else those of the
# nearest lists. With so many of a million recall@10 is what docs/meaning.md tells.
MOST_COMPARED = 200_000
# A vector's highest component becomes this.
_HIGHEST = 127


class Made(NamedTuple):
    """By what vectors were made: the folder, name and identity of the model, and how articles are cut."""

    folder: str
    name: str
    identity: str
    dimensions: int
    cutting: tuple[int, int, int]

    def agrees(self, other: Made) -> bool:
        """Tell whether two make the same vectors, wherever the model lies."""
        return self[2:] == other[2:]


class Rows(NamedTuple):
    """Chunks of articles, in order.

    `spans` uint32[M, 2] are where each is in its body, in characters; `vectors` int8[M, dimensions] times
    `scales` float32[M] have length 1.
    """

    spans: NDArray[np.uint32]
    vectors: NDArray[np.int8]
    scales: NDArray[np.float32]


def quantized(vectors: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return vectors float32[C, dimensions] in eight bits, and their scales."""
    scales = np.maximum(np.abs(vectors).max(axis=1, initial=0), np.float32(1e-9)) / np.float32(_HIGHEST)
    return np.rint(vectors / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def text_hash(article: Article) -> int:
    """Return what tells the texts of articles apart."""
    return checksum(f"{article.title}\x00{article.body}".encode("utf-8", "replace"))


class SegmentVectors:
    """The vectors of a segment, as arrays that are compared with their checksums where they are read.

    `starts` uint32[N + 1] bounds the chunks of each article; `texts` uint64[N] has its `text_hash`, 0 where
    there were no vectors of it. Where vectors stand list by list, `list_starts` uint32[K + 1] bounds the
    lists, else it has one item.
    """

    def __init__(self, box: Container, articles: int) -> None:
        """Read the file; raise IndexCorrupt for one that is not as it was written, or of another segment."""
        self.box = box
        try:
            *names, cutting = box.meta["made"]
            self.made = Made._make([*names, tuple(cutting)])
            arrays = _DTYPES | (_LIST_DTYPES if "places" in box else {})
            well = all(box.part(name).dtype.name in each for name, each in arrays.items())
            self.chunks, dimensions = len(box.part("scales")), self.made.dimensions
            lengths = {"starts": articles + 1, "texts": articles, "spans": 2 * self.chunks}
            lengths["vectors"] = self.chunks * dimensions
            self.list_starts = np.zeros(1, np.uint32)
            if "places" in box:
                self.list_starts = box["list_starts"]
                lengths |= {"places": self.chunks, "owners": self.chunks}
                lengths["centroids"] = (len(self.list_starts) - 1) * dimensions
            well &= all(len(box.part(name)) == length for name, length in lengths.items())
        except (KeyError, TypeError, ValueError, IndexError):
            well = False
        if not well:
            raise _altered(box)
        self.starts, self.texts = box["starts"], box["texts"]
        if not _bounds(self.starts, self.chunks) or ("places" in box and not self._listed_well(articles)):
            raise _altered(box)
        self.articles = int(np.count_nonzero(np.diff(self.starts)))

    def _listed_well(self, articles: int) -> bool:
        highest = (self.box["places"].max(initial=0), self.box["owners"].max(initial=0))
        return _bounds(self.list_starts, self.chunks) and highest < (self.chunks, articles)

    @property
    def centroids(self) -> NDArray[np.float32]:
        """The means of the lists, float32[K, dimensions]."""
        centroids: NDArray[np.float32] = self.box["centroids"].reshape(-1, self.made.dimensions)
        return centroids

    @property
    def owners(self) -> NDArray[np.uint32]:
        """Whose chunk stands in each row, where there are lists: uint32[M]."""
        owners: NDArray[np.uint32] = self.box["owners"]
        return owners

    def rows_of(self, docs: NDArray[np.intp] | None) -> NDArray[np.uint32]:
        """Return where the chunks of some articles stand, one behind the other; without `docs` of all."""
        if docs is None:
            chunks = np.arange(self.chunks, dtype=np.uint32)
        else:
            first = self.starts[docs]
            chunks = ragged(first, self.starts[docs + 1] - first).astype(np.uint32)
        rows: NDArray[np.uint32] = self.box["places"][chunks] if "places" in self.box else chunks
        return rows

    @property
    def scales(self) -> NDArray[np.float32]:
        """What each row's vector is multiplied by to have length 1, float32[M]."""
        scales: NDArray[np.float32] = self.box["scales"]
        return scales

    def vectors(self, rows: NDArray[np.uint32]) -> NDArray[np.int8]:
        """Return all vectors to somebody who reads only some rows: int8[M, dimensions]."""
        part, size = self.box.part("vectors"), self.made.dimensions
        part.check_spans(rows.astype(np.int64) * size, np.full(1, size))
        vectors: NDArray[np.int8] = part.unchecked.reshape(-1, size)
        return vectors

    def in_lists(self, lists: NDArray[np.intp]) -> tuple[NDArray[np.uint32], NDArray[np.int8]]:
        """Return the rows of some lists, and all vectors to somebody who reads only those."""
        part, size = self.box.part("vectors"), self.made.dimensions
        bounds = zip(self.list_starts[lists].tolist(), self.list_starts[lists + 1].tolist(), strict=True)
        rows = [np.empty(0, np.uint32)]
        for first, last in bounds:
            # A list at a time: to look at each row by itself takes as long as to compare it.
            part.check(first * size, last * size)
            rows.append(np.arange(first, last, dtype=np.uint32))
        return np.concatenate(rows), part.unchecked.reshape(-1, size)

    def rows(self, doc: int) -> Rows:
        """Return the chunks of one article."""
        at = self.rows_of(np.array([doc]))
        spans = self.box.part("spans")
        spans.check_spans(at.astype(np.int64) * 2, np.full(1, 2))
        return Rows(spans.unchecked.reshape(-1, 2)[at], self.vectors(at)[at], self.scales[at])


def _bounds(starts: NDArray[np.uint32], end: int) -> bool:
    """Tell whether items, which are `end` in all, can begin so."""
    return bool((starts[1:] >= starts[:-1]).all()) and not int(starts[0]) and int(starts[-1]) == end


def open_vectors(generation: Generation, sizes: Iterable[int]) -> list[SegmentVectors | None]:
    """Return the vectors of each segment, None where it has none; `sizes` are the segments' articles.

    The folder of their model is the one that was named last. Raises IndexCorrupt or OSError.
    """
    found = [
        SegmentVectors(generation.open(files.vectors), size) if files.vectors else None
        for files, size in zip(generation.segments, sizes, strict=True)
    ]
    if any(found) and (named := _named_folder(generation.folder.parent)):
        for each in filter(None, found):
            each.made = each.made._replace(folder=named)
    return found


def _named_folder(index_dir: Path) -> str:
    try:
        return (index_dir / MODEL).read_text("utf-8").strip()
    except (OSError, UnicodeError):
        return ""


def name_folder(index_dir: Path, folder: str) -> None:
    """Let the model of an index be found in a folder from now on, wherever it was when vectors were made."""
    partial = index_dir / f".{MODEL}"
    partial.write_text(f"{folder}\n", "utf-8")
    partial.replace(index_dir / MODEL)


def made_by(vectors: Iterable[SegmentVectors | None]) -> Made | None:
    """Return by what the vectors of a generation were made; None where it has none."""
    return next((each.made for each in vectors if each), None)


def write_vectors(
    path: Path,
    made: Made,
    texts: NDArray[np.uint64],
    counts: NDArray[np.int64],
    rows: Callable[[], Iterable[Rows]],
) -> None:
    """Write the vectors of a segment: the hash of each article's text, how many chunks it has, all chunks.

    `rows` gives the chunks, some at a time and as often as it is called.
    """
    total = int(counts.sum())
    lists = None
    if total > MOST_COMPARED:
        # Here, as few segments have so many.
        from .lists import make_lists

        lists = make_lists(lambda: (each.vectors * each.scales[:, None] for each in rows()), total)
    writer = ContainerWriter(path, _DTYPES | _LIST_DTYPES if lists else _DTYPES)
    writer.add("starts", csr(counts).astype(np.uint32))
    writer.add("texts", texts)
    if lists:
        writer.add("centroids", lists.centroids.ravel())
        writer.add("list_starts", lists.starts)
        writer.add("places", lists.places)
        writer.add("owners", np.repeat(np.arange(len(counts), dtype=np.uint32), counts)[lists.order])
    spans, scales = writer.reserve("spans", np.uint32, 2 * total), writer.reserve("scales", np.float32, total)
    vectors = writer.reserve("vectors", np.int8, made.dimensions * total)
    at = 0
    for each in rows():
        end = at + len(each.scales)
        places = lists.places[at:end] if lists else slice(at, end)
        for room, array, width in (
            (spans, each.spans, 2), (scales, each.scales, 1), (vectors, each.vectors, made.dimensions)
        ):  # fmt: skip
            room.array.reshape(-1, width)[places] = array.reshape(-1, width)
            if not lists:
                room.seal(end * width)
        at = end
    writer.close({"made": made})


def _altered(box: Container) -> IndexCorrupt:
    return IndexCorrupt(f"{box.path} is altered. Run `rasfoi rebuild`.")
