"""The vectors of a segment's articles, in a file beside the segment: written once, memory-mapped.

A segment stays as it is when its articles get vectors, and the file is linked where the segment is.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..article import Article
from ..directory.array_file import Container, ContainerWriter
from ..directory.block_sums import checksum
from ..directory.generation import Generation
from ..errors import IndexCorrupt
from ..segment.format import VECTORS
from ..segment.term_dictionary import csr

_DTYPES = {name: frozenset(each.dtypes.split()) for name, each in VECTORS.items()}
# The file in the folder of an index that says where its model is.
MODEL = "MODEL"
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
    there were no vectors of it.
    """

    def __init__(self, box: Container, articles: int) -> None:
        """Read the file; raise IndexCorrupt for one that is not as it was written, or of another segment."""
        self.box = box
        try:
            *names, cutting = box.meta["made"]
            self.made = Made._make([*names, tuple(cutting)])
            well = all(box.part(name).dtype.name in each for name, each in _DTYPES.items())
            chunks, dimensions = len(box.part("scales")), self.made.dimensions
            lengths = (articles + 1, articles, chunks * dimensions, 2 * chunks)
            well &= lengths == tuple(len(box.part(name)) for name in ("starts", "texts", "vectors", "spans"))
        except (KeyError, TypeError, ValueError, IndexError):
            well = False
        if not well:
            raise _altered(box)
        self.starts, self.texts = box["starts"], box["texts"]
        ascending = bool((self.starts[1:] >= self.starts[:-1]).all())
        if not ascending or int(self.starts[0]) or int(self.starts[-1]) != chunks:
            raise _altered(box)
        self.scales: NDArray[np.float32] = box["scales"]
        self.articles = int(np.count_nonzero(np.diff(self.starts)))

    @property
    def vectors(self) -> NDArray[np.int8]:
        """All vectors int8[C, dimensions]."""
        vectors: NDArray[np.int8] = self.box["vectors"].reshape(-1, self.made.dimensions)
        return vectors

    def rows(self, doc: int) -> Rows:
        """Return the chunks of one article."""
        first, last, size = int(self.starts[doc]), int(self.starts[doc + 1]), self.made.dimensions
        vectors = self.box.part("vectors")[first * size : last * size].reshape(-1, size)
        spans = self.box.part("spans")[2 * first : 2 * last].reshape(-1, 2)
        return Rows(spans, vectors, self.scales[first:last])


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
    path: Path, made: Made, texts: NDArray[np.uint64], counts: NDArray[np.int64], rows: Iterable[Rows]
) -> None:
    """Write the vectors of a segment: the hash of each article's text, how many chunks it has, all chunks."""
    writer = ContainerWriter(path, _DTYPES)
    writer.add("starts", csr(counts).astype(np.uint32))
    writer.add("texts", texts)
    total = int(counts.sum())
    spans, scales = writer.reserve("spans", np.uint32, 2 * total), writer.reserve("scales", np.float32, total)
    vectors = writer.reserve("vectors", np.int8, made.dimensions * total)
    at = 0
    for each in rows:
        end = at + len(each.scales)
        for room, array, width in (
            (spans, each.spans, 2), (scales, each.scales, 1), (vectors, each.vectors, made.dimensions)
        ):  # fmt: skip
            room.array[at * width : end * width] = array.ravel()
            room.seal(end * width)
        at = end
    writer.close({"made": made})


def _altered(box: Container) -> IndexCorrupt:
    return IndexCorrupt(f"{box.path} is altered. Run `rasfoi rebuild`.")
