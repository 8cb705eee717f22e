"""Batches of articles to a sorted run.

A run is the inverted form of some million tokens: its postings are ordered by (concept, article),
and each posting's positions count from the start of its article.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..analysis.tokenizer import characters
from ..article import Article
from ..native import loops
from ..segment.signatures import Signatures, sign
from ..segment.term_dictionary import csr
from .merging.merge_sources import Lists
from .term_table import Lexemes, TermTable
from .token_interner import Distinct

# Tokens from which on a run is written, and distinct ones from which on a new vocabulary begins.
RUN_TOKENS = 1 << 22
VOCABULARY_TOKENS = 1 << 19

U32 = NDArray[np.uint32]


@dataclass(frozen=True)
class Run:
    """The postings of some articles; all arrays are ordered by concept, then article.

    `concepts` int32[C] are numbers of the vocabulary, in the order of its sort keys. `starts`
    int64[C+1] bounds each concept's `postings` uint32[P, 4]: the article, the frequency there, the
    frequency in its title, a mask of `WIDE_BITS` whose bit v tells that the concept's v-th form is in
    the article (the last bit: that one or a later). `position_starts` int64[C+1] bounds its `positions`,
    unsigned, counted from the article's first. `title_lengths` and `body_lengths` int64[N] are in
    positions, `terms` int64[2, N] counts index terms of title and body. `signatures` are those of `sign`.
    """

    concepts: NDArray[np.int32]
    starts: NDArray[np.int64]
    position_starts: NDArray[np.int64]
    postings: U32
    positions: NDArray[Any]
    title_lengths: NDArray[np.int64]
    body_lengths: NDArray[np.int64]
    terms: NDArray[np.int64]
    signatures: Signatures

    def lists(self, first: int, last: int) -> Lists:
        """Return the lists of the concepts from the `first`-th up to the `last`-th."""
        bounds = slice(first, last + 1)
        return Lists(self.starts[bounds], self.position_starts[bounds], self.postings, self.positions)


class Inverter:
    """Collects tokenised articles until there are enough for a run."""

    def __init__(self) -> None:
        self._raw, self._table = Distinct(), TermTable()
        self._reset()

    def _reset(self) -> None:
        self._numbers: list[U32] = []
        self._field_tokens: list[NDArray[np.int64]] = []
        self._signatures: list[Signatures] = []
        self.pending = 0

    def add(self, articles: Sequence[Article]) -> None:
        """Tokenise a batch of articles."""
        fields = [text for article in articles for text in (article.title, article.body)]
        ends = np.cumsum(np.fromiter(map(len, fields), np.int64, len(fields)) + 1)
        numbers, field_tokens, new = self._raw.number(characters("\n".join(fields)), ends)
        self._table.add(new)
        self._numbers.append(numbers)
        self._field_tokens.append(field_tokens)
        self._signatures.append(sign(self._table.hashes[numbers], field_tokens))
        self.pending += len(numbers)

    @property
    def full(self) -> bool:
        """Whether the next batch should go into another run."""
        return self.pending >= RUN_TOKENS

    @property
    def vocabulary_full(self) -> bool:
        """Whether the next run should begin another vocabulary."""
        return len(self._raw) >= VOCABULARY_TOKENS

    def flush(self) -> Run:
        """Return what was added as a run and start another."""
        run = _invert(
            np.concatenate(self._numbers), np.concatenate(self._field_tokens),
            np.concatenate(self._signatures), self._table,
        )  # fmt: skip
        self._reset()
        return run

    def flush_vocabulary(self) -> Lexemes:
        """Return the vocabulary of all runs since the last one and start another."""
        lexemes = self._table.lexemes()
        self._raw, self._table = Distinct(), TermTable()
        return lexemes


def _invert(numbers: U32, field_tokens: NDArray[np.int64], signatures: Signatures, table: TermTable) -> Run:
    table.count(numbers)
    tokens, terms = table.arrays()
    order = table.concepts.in_order()
    # A fourth column, never used, keeps what the loops need of a concept in one line of the cache.
    state = np.zeros((len(order), 4), np.int32)
    loops.count_postings(numbers, field_tokens, tokens, terms, state)
    concepts = order[state[order, 1] > 0]
    starts, position_starts = csr(state[concepts, 1]), csr(state[concepts, 2])
    state[concepts, :3] = np.stack([np.zeros_like(starts), starts, position_starts], axis=1)[:-1]
    postings = np.zeros((starts[-1], 4), np.uint32)
    positions = np.empty(position_starts[-1], np.uint32)
    lengths, field_terms = np.zeros((2, 2, len(field_tokens) // 2), np.int64)
    loops.fill_postings(
        numbers, field_tokens, tokens, terms, state, postings, positions, table.pair_counts, lengths,
        field_terms,
    )  # fmt: skip
    narrow = positions.astype(np.uint16) if positions.max(initial=0) < 1 << 16 else positions
    return Run(
        concepts, starts, position_starts, postings, narrow, lengths[0], lengths[1], field_terms, signatures
    )  # fmt: skip
