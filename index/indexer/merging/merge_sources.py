"""What a segment is written from: runs and other segments, in one shape."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from ...segment.documents import Documents
from ...segment.signatures import Signatures
from ...segment.term_dictionary import Keys

# Of `term_table.Lexemes.pairs`.
PAIR_COLUMNS = 6


class Lists(NamedTuple):
    """Posting lists of neighbouring concepts.

    `starts` int64[C+1] bounds each list in `postings` uint32[P, 4], whose columns are those of
    `inversion.Run`, and `position_starts` int64[C+1] its positions in `positions`, unsigned.
    """

    starts: NDArray[np.int64]
    position_starts: NDArray[np.int64]
    postings: NDArray[np.uint32]
    positions: NDArray[Any]


class Postings(Protocol):
    """Postings of some articles, as `inversion.Run` describes them, read some concepts at a time."""

    @property
    def concepts(self) -> NDArray[np.int32]:
        """The numbers of the concepts in the order of their sort keys: int32[C]."""

    @property
    def position_starts(self) -> NDArray[np.int64]:
        """Bounds of the concepts' positions: int64[C+1]."""

    @property
    def title_lengths(self) -> NDArray[np.int64]:
        """Positions in each title: int64[N]."""

    @property
    def body_lengths(self) -> NDArray[np.int64]:
        """Positions in each body: int64[N]."""

    @property
    def terms(self) -> NDArray[np.int64]:
        """Index terms of titles and of bodies: int64[2, N]."""

    @property
    def signatures(self) -> Signatures:
        """The signatures of the articles: uint8[N, BINS]."""

    def lists(self, first: int, last: int) -> Lists:
        """Return the lists of the concepts from the `first`-th up to the `last`-th."""


@dataclass(frozen=True)
class StoredVocabulary:
    """Concepts, forms, and which belong together, as `terms.Lexemes` describes them."""

    concepts: Keys
    concept_ids: NDArray[np.int32]
    forms: Keys
    form_ids: NDArray[np.int32]
    pairs: NDArray[np.int64]


@dataclass(frozen=True)
class Stored:
    """A run or a segment read back; its large arrays are views of the file.

    `alive` bool[N] tells which articles count. `files` uint64[N] hash the file ids, `orders` int64[N]
    are places in the corpus, `labels` name the places. `vocabulary` is the file that explains the
    numbers of the concepts, and `read_vocabulary` reads it; `release` lets the memory of views go.
    """

    run: Postings
    documents: Documents
    alive: NDArray[np.bool_]
    files: NDArray[np.uint64]
    orders: NDArray[np.int64]
    labels: list[str]
    vocabulary: Path
    read_vocabulary: Callable[[], StoredVocabulary]
    release: Callable[[], None]
