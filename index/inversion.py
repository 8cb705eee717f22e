"""Batches of articles to a sorted run: distinct tokens are analysed once, the rest is arrays.

A run is the inverted form of some million tokens. Its postings are ordered by (concept, article);
each posting's positions count from the start of its article.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .article import Article
from .romanian.analyzer import analyze
from .romanian.tokenizer import tokenize
from .vocabulary import csr, sort_key

# Positions a run may hold: concept, position and variant share one 64-bit sort key.
RUN_POSITIONS = 1 << 22
_POSITION_BITS, _VARIANT_BITS = 24, 16
_MASK_BITS = 32
_MAX_TOKENS = 1 << 20

U32 = NDArray[np.uint32]


@dataclass(frozen=True)
class Run:
    """The postings of some articles; all arrays are ordered by concept, then article.

    `concepts` and `forms` are sort keys, in order; `variant_starts` int64[C+1] bounds each concept's
    forms in `variant_forms` int64. `starts` int64[C+1] bounds each concept's postings in `docs`,
    `tf` and `title_tf` uint32 and `masks` uint32, whose bit v tells that the concept's v-th form is
    in the article (the last bit: that one or a later). `positions` uint32 count from the article's
    first. `title_lengths` and `body_lengths` int64[N] are in positions, `terms` int64[2, N] counts
    index terms of title and body.
    """

    concepts: list[bytes]
    forms: list[bytes]
    variant_starts: NDArray[np.int64]
    variant_forms: NDArray[np.int64]
    starts: NDArray[np.int64]
    docs: U32
    tf: U32
    title_tf: U32
    masks: U32
    positions: U32
    title_lengths: NDArray[np.int64]
    body_lengths: NDArray[np.int64]
    terms: NDArray[np.int64]


class TokenTable:
    """Distinct raw tokens and what each puts into the index, kept over many batches."""

    def __init__(self) -> None:
        self._numbers = _Numbers(self)
        self.words = self._numbers.__getitem__
        self.concepts: dict[str, int] = {}
        self.forms: dict[str, int] = {}
        self.variants: list[dict[int, int]] = []
        self._positions: list[int] = []
        self._counts: list[int] = []
        self._offsets: list[int] = []
        self._term_concepts: list[int] = []
        self._term_variants: list[int] = []

    def __len__(self) -> int:
        return len(self._numbers)

    def add(self, token: str) -> int:
        """Analyse a token that was never seen; return its number."""
        analysis = analyze(token)
        self._positions.append(analysis.positions)
        self._counts.append(len(analysis.terms))
        for offset, form, concept in analysis.terms:
            concept_number = self.concepts.setdefault(concept, len(self.concepts))
            if concept_number == len(self.variants):
                self.variants.append({})
            form_number = self.forms.setdefault(form, len(self.forms))
            variants = self.variants[concept_number]
            self._offsets.append(offset)
            self._term_concepts.append(concept_number)
            self._term_variants.append(variants.setdefault(form_number, len(variants)))
        return len(self._positions) - 1

    def arrays(self) -> dict[str, Any]:
        """Return the table as arrays: per token its positions and terms, per term what it is."""
        counts = np.array(self._counts, np.int64)
        return {
            "positions": np.array(self._positions, np.int64),
            "counts": counts,
            "firsts": np.cumsum(counts) - counts,
            "offsets": np.array(self._offsets, np.int64),
            "concepts": np.array(self._term_concepts, np.int64),
            "variants": np.array(self._term_variants, np.uint64),
        }


class _Numbers(dict[str, int]):
    def __init__(self, table: TokenTable) -> None:
        super().__init__()
        self._table = table

    def __missing__(self, token: str) -> int:
        number = self[token] = self._table.add(token)
        return number


class Inverter:
    """Collects tokenised articles until there are enough for a run."""

    def __init__(self) -> None:
        self._table = TokenTable()
        self._reset()

    def _reset(self) -> None:
        self._tokens: list[U32] = []
        self._field_tokens: list[NDArray[np.int64]] = []
        self.pending = 0
        if len(self._table) > _MAX_TOKENS:
            self._table = TokenTable()

    def add(self, articles: Sequence[Article]) -> None:
        """Tokenise a batch of articles."""
        fields = [text for article in articles for text in (article.title, article.body)]
        tokens = tokenize("\n".join(fields))
        lengths = np.fromiter(map(len, fields), np.int64, len(fields)) + 1
        bounds = np.searchsorted(tokens.starts, np.cumsum(lengths))
        self._field_tokens.append(np.diff(bounds, prepend=0))
        self._tokens.append(np.fromiter(map(self._table.words, tokens.words), np.uint32, len(tokens.words)))
        self.pending += len(tokens.words)

    @property
    def full(self) -> bool:
        """Whether the next batch should go into another run."""
        return self.pending >= RUN_POSITIONS // 2

    def flush(self) -> Run:
        """Return what was added as a run and start afresh."""
        tokens, field_tokens = np.concatenate(self._tokens), np.concatenate(self._field_tokens)
        run = _invert(tokens, field_tokens, self._table)
        self._reset()
        return run


def _invert(tokens: U32, field_tokens: NDArray[np.int64], table: TokenTable) -> Run:
    tables = table.arrays()
    field_of_token = np.repeat(np.arange(len(field_tokens)), field_tokens)
    widths = tables["positions"][tokens]
    field_lengths = np.bincount(field_of_token, widths, len(field_tokens)).astype(np.int64)
    # One position stays free after each title and body, so that no phrase crosses from one to the next.
    places = np.cumsum(widths) - widths + field_of_token
    counts = tables["counts"][tokens]
    emitted = np.repeat(tables["firsts"][tokens] - (np.cumsum(counts) - counts), counts)
    emitted += np.arange(len(emitted))
    places = np.repeat(places, counts) + tables["offsets"][emitted]
    terms = np.bincount(np.repeat(field_of_token, counts), minlength=len(field_tokens)).reshape(-1, 2).T
    used = np.flatnonzero(np.bincount(tables["concepts"][emitted], minlength=len(table.concepts)))
    names = list(table.concepts)
    concept_keys = [sort_key(names[concept]) for concept in used.tolist()]
    order = sorted(range(len(used)), key=concept_keys.__getitem__)
    rank = np.zeros(len(names), np.uint64)
    rank[used[order]] = np.arange(len(used), dtype=np.uint64)
    keys = rank[tables["concepts"]][emitted] << np.uint64(_POSITION_BITS + _VARIANT_BITS)
    keys |= places.astype(np.uint64) << np.uint64(_VARIANT_BITS)
    keys |= tables["variants"][emitted]
    keys.sort()
    words = _words([concept_keys[at] for at in order], used[order].tolist(), table)
    return Run(**words, **_postings(keys, len(used), field_lengths), terms=np.ascontiguousarray(terms))


def _words(concept_keys: list[bytes], used: list[int], table: TokenTable) -> dict[str, Any]:
    """Return the vocabulary of the concepts `used`, in the order of their keys."""
    variants = [list(table.variants[concept]) for concept in used]
    names = list(table.forms)
    forms = sorted((sort_key(names[form]), form) for form in {form for each in variants for form in each})
    rank = {form: at for at, (_, form) in enumerate(forms)}
    sizes = np.fromiter(map(len, variants), np.int64, len(variants))
    return {
        "concepts": concept_keys,
        "forms": [key for key, _ in forms],
        "variant_starts": csr(sizes),
        "variant_forms": np.fromiter((rank[f] for each in variants for f in each), np.int64, sizes.sum()),
    }


def _postings(keys: Any, concepts: int, field_lengths: NDArray[np.int64]) -> dict[str, Any]:
    """Return the arrays of postings that sorted (concept, place, variant) keys stand for."""
    concept_of = (keys >> np.uint64(_POSITION_BITS + _VARIANT_BITS)).astype(np.int64)
    places = ((keys >> np.uint64(_VARIANT_BITS)) & np.uint64((1 << _POSITION_BITS) - 1)).astype(np.int64)
    variants = np.minimum(keys & np.uint64((1 << _VARIANT_BITS) - 1), _MASK_BITS - 1).astype(np.uint32)
    title_lengths, body_lengths = field_lengths[::2], field_lengths[1::2]
    doc_lengths = title_lengths + body_lengths + 2
    doc_starts = np.cumsum(doc_lengths) - doc_lengths
    docs = np.repeat(np.arange(len(doc_lengths), dtype=np.uint32), doc_lengths)[places]
    first = np.flatnonzero(np.diff((concept_of << 32) | docs, prepend=-1))
    positions = (places - doc_starts[docs]).astype(np.uint32)
    return {
        "starts": np.searchsorted(concept_of[first], np.arange(concepts + 1)),
        "docs": docs[first],
        "tf": np.diff(first, append=len(keys)).astype(np.uint32),
        "title_tf": np.add.reduceat(positions < title_lengths[docs], first, dtype=np.uint32),
        "masks": np.bitwise_or.reduceat(np.uint32(1) << variants, first),
        "positions": positions,
        "title_lengths": title_lengths,
        "body_lengths": body_lengths,
    }
