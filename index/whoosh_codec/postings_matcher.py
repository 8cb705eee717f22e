"""The postings of one Whoosh term, and the matcher that walks through them."""

# Whoosh is typed in part only.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.matching.mcore import LeafMatcher, ReadTooFar
from whoosh.query.spans import Span
from whoosh.reading import TermInfo
from whoosh.util.numeric import byte_to_length

from ..segment.format import ragged
from ..segment.term_dictionary import csr

# Whoosh's own block size: a block is skipped when its best posting cannot reach the top.
_BLOCK = 128
_LENGTHS = np.array([byte_to_length(code) for code in range(256)], np.int64)

Ints = NDArray[np.int64]


def lossy(lengths: Any) -> Ints:
    """Return lengths as Whoosh's default codec gives them back: it keeps each in one byte."""
    codes: Ints = np.minimum(np.searchsorted(_LENGTHS, lengths), len(_LENGTHS) - 1)
    return _LENGTHS[codes]


@dataclass(frozen=True)
class TermPostings:
    """The articles of a term, ascending: numbers, frequencies and `lossy` field lengths, all int64[P].

    `positions` int64[sum of tf] counts from the field's first; None for a field without positions.
    Lengths are 0 in fields that are not scored by length.
    """

    docs: Ints
    tf: Ints
    lengths: Ints
    positions: Ints | None = None

    @classmethod
    def unscored(cls, docs: Any) -> TermPostings:
        """Return the postings of a term that articles have or have not, like a source."""
        count = len(docs)
        return cls(docs.astype(np.int64), np.ones(count, np.int64), np.zeros(count, np.int64))

    def only(self, alive: NDArray[np.bool_]) -> TermPostings:
        """Return the postings of articles that are `alive`."""
        kept = np.flatnonzero(alive[self.docs])
        positions = None
        if self.positions is not None:
            positions = self.positions[ragged(self._starts[kept], self.tf[kept])]
        return TermPostings(self.docs[kept], self.tf[kept], self.lengths[kept], positions)

    def info(self) -> TermInfo:
        """Return the statistics of the term; Whoosh changes the object, so it is always a new one."""
        return TermInfo(
            weight=float(self.tf.sum()),
            df=len(self.docs),
            minlength=int(self.lengths.min()),
            maxlength=int(self.lengths.max()),
            maxweight=float(self.tf.max()),
            minid=int(self.docs[0]),
            maxid=int(self.docs[-1]),
        )

    def positions_of(self, number: int) -> list[int]:
        """Return the positions in the article of a posting."""
        assert self.positions is not None
        found: list[int] = self.positions[self._starts[number] : self._starts[number + 1]].tolist()
        return found

    @cached_property
    def _starts(self) -> Ints:
        starts: Ints = csr(self.tf)
        return starts

    @cached_property
    def blocks(self) -> list[tuple[int, float, int]]:
        """Last article, highest frequency and least length of each block of postings."""
        if not len(self.docs):
            return []
        firsts = np.arange(0, len(self.docs), _BLOCK)
        lasts = np.minimum(firsts + _BLOCK, len(self.docs)) - 1
        weights = np.maximum.reduceat(self.tf, firsts).astype(float)
        lengths = np.minimum.reduceat(self.lengths, firsts)
        return list(zip(self.docs[lasts].tolist(), weights.tolist(), lengths.tolist(), strict=True))


class PostingsMatcher(LeafMatcher):
    """Walks through the postings of a term.

    All numbers handed out are Python's: Whoosh negates document numbers, which wraps in NumPy's
    unsigned ones. An exhausted matcher still answers for its last block and `replace` leaves it as it
    is, because Whoosh asks for the quality of exhausted children.
    """

    def __init__(self, term: tuple[str, bytes], postings: TermPostings, format_: Any, scorer: Any) -> None:
        self._term, self._postings = term, postings
        self.format, self.scorer = format_, scorer
        self._blocks = postings.blocks
        self.reset()

    def reset(self) -> None:
        """Go back to the first posting."""
        self._load(0)

    def _load(self, block: int) -> None:
        self._block, self._at = block, 0
        span = slice(block * _BLOCK, (block + 1) * _BLOCK)
        self._ids: list[int] = self._postings.docs[span].tolist()
        self._tf: list[int] = self._postings.tf[span].tolist()

    def copy(self) -> PostingsMatcher:
        """Return a matcher of its own at the same posting."""
        twin = PostingsMatcher(self._term, self._postings, self.format, self.scorer)
        twin._load(self._block)
        twin._at = self._at
        return twin

    def is_active(self) -> bool:
        """Tell whether there is a posting here."""
        return self._at < len(self._ids)

    def id(self) -> int:
        """Return the article's number, the last one's when exhausted: an AndNot asks for it then."""
        return self._ids[self._at] if self._at < len(self._ids) else self._statistics()[0]

    def all_ids(self) -> Iterator[int]:
        """Yield the articles from here on."""
        yield from self._postings.docs[self._number :].tolist()

    def weight(self) -> float:
        """Return the term's frequency in the article."""
        return float(self._tf[self._at])

    def next(self) -> bool:  # type: ignore[override]
        """Go to the next posting; tell whether it begins another block."""
        self._at += 1
        if self._at < len(self._ids):
            return False
        self._load(self._block + 1)
        return True

    def skip_to(self, target: int) -> None:
        """Go to the first posting from here on whose article is `target` or later."""
        if not self.is_active():
            raise ReadTooFar
        if target <= self.id():
            return
        number = self._number + int(np.searchsorted(self._postings.docs[self._number :], target))
        block, at = divmod(number, _BLOCK)
        if block != self._block:
            self._load(block)
        self._at = at

    def skip_to_quality(self, minimum: float) -> int:
        """Skip blocks of at most this quality; return how many."""
        first = self._block
        while self.is_active() and self.block_quality() <= minimum:
            self._load(self._block + 1)
        return self._block - first

    def block_max_weight(self) -> float:
        """Return the highest frequency in this block."""
        return self._statistics()[1]

    def block_min_length(self) -> int:
        """Return the least field length in this block."""
        return self._statistics()[2]

    def block_max_id(self) -> int:
        """Return the last article of this block."""
        return self._statistics()[0]

    def _statistics(self) -> tuple[int, float, int]:
        if not self._blocks:
            return 0, 0.0, 0
        return self._blocks[min(self._block, len(self._blocks) - 1)]

    @property
    def _number(self) -> int:
        return self._block * _BLOCK + self._at

    def value(self) -> bytes | None:
        """Return the posting as Whoosh's format packs it, None where it has nothing to pack."""
        if self._postings.positions is None:
            return None
        packed: bytes = self.format.encode(self._postings.positions_of(self._number))
        return packed

    def value_as(self, astype: str) -> Any:
        """Return the posting as `positions`, `frequency` or another of its format's kinds."""
        if astype == "positions" and self._postings.positions is not None:
            return self._postings.positions_of(self._number)
        return super().value_as(astype)

    def spans(self) -> list[Span]:
        """Return where the term stands in the article."""
        if self._postings.positions is None:
            return super().spans()  # type: ignore[no-any-return]
        return [Span(position) for position in self._postings.positions_of(self._number)]
