"""Runs to one segment: vocabularies united, postings concatenated concept by concept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .container import Array
from .inversion import Run
from .ranking import K1, TITLE_B, TITLE_K1, B, Pivots, impacts
from .vocabulary import csr

# Positions held in memory while a piece of the postings is put together.
_CHUNK_POSITIONS = 1 << 23
VARIANT_BITS = 8
_INT32 = 1 << 31


@dataclass(frozen=True)
class Words:
    """The united vocabulary of some runs and where each run's words are in it.

    Keys are sort keys in order. `forms_of` lists, after `variant_starts`, each concept's forms, the
    commonest first. `concept_of[r]` and `variant_bits[r]` translate the numbers of run r.
    """

    concept_keys: list[bytes]
    form_keys: list[bytes]
    variant_starts: NDArray[np.int64]
    forms_of: NDArray[np.uint32]
    form_counts: NDArray[np.uint32]
    concept_of: list[NDArray[np.int64]]
    variant_bits: list[NDArray[np.uint8]]


@dataclass(frozen=True)
class Piece:
    """The postings of some neighbouring concepts; arrays as in a segment."""

    postings: NDArray[np.int64]
    docs: NDArray[np.uint32]
    tf: NDArray[np.uint32]
    impact: NDArray[np.uint8]
    mask: NDArray[np.uint8]
    positions: NDArray[np.uint32]
    title_postings: NDArray[np.int64]
    title_docs: NDArray[np.uint32]
    title_impact: NDArray[np.uint8]
    title_mask: NDArray[np.uint8]


@dataclass(frozen=True)
class Source:
    """A run to merge: `doc_of` int64[N] gives each of its articles' number, or -1 to leave it out."""

    run: Run
    doc_of: NDArray[np.int64]


def unite(runs: Iterable[Run]) -> Words:
    """Unite the vocabularies of runs, one run in memory at a time."""
    concepts: dict[bytes, int] = {}
    forms: dict[bytes, int] = {}
    concept_of, pairs, counts = [], [], []
    for run in runs:
        concept_of.append(_enter(concepts, run.concepts))
        form_of = _enter(forms, run.forms)
        owners = np.repeat(concept_of[-1], np.diff(run.variant_starts))
        pairs.append((owners << 32) | form_of[run.variant_forms])
        counts.append(_variant_counts(run))
    concept_keys, concept_rank = _sort(concepts)
    form_keys, form_rank = _sort(forms)
    unique, inverse = np.unique(np.concatenate(pairs), return_inverse=True)
    totals = np.bincount(inverse, np.concatenate(counts), len(unique)).astype(np.int64)
    concept, form = concept_rank[unique >> 32], form_rank[unique & 0xFFFFFFFF]
    order = np.lexsort((form, -totals, concept))
    starts = csr(np.bincount(concept, minlength=len(concept_keys)))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order)) - starts[concept[order]]
    bits = (1 << np.minimum(rank, VARIANT_BITS - 1)).astype(np.uint8)[inverse]
    return Words(
        concept_keys=concept_keys,
        form_keys=form_keys,
        variant_starts=starts,
        forms_of=form[order].astype(np.uint32),
        form_counts=np.bincount(form, totals, len(form_keys)).astype(np.uint32),
        concept_of=[concept_rank[numbers] for numbers in concept_of],
        variant_bits=np.split(bits, np.cumsum([len(pair) for pair in pairs])[:-1]),
    )


def _enter(numbers: dict[bytes, int], keys: list[bytes]) -> NDArray[np.int64]:
    """Return the number of each key, giving the next free ones to new keys."""
    return np.fromiter((numbers.setdefault(key, len(numbers)) for key in keys), np.int64, len(keys))


def _sort(numbers: dict[bytes, int]) -> tuple[list[bytes], NDArray[np.int64]]:
    """Return the keys in order, and the rank of each number in that order."""
    keys = sorted(numbers)
    rank = np.empty(len(keys), np.int64)
    rank[np.fromiter(map(numbers.__getitem__, keys), np.int64, len(keys))] = np.arange(len(keys))
    return keys, rank


def _variant_counts(run: Run) -> NDArray[np.int64]:
    """Return in how many articles each variant of a run occurs."""
    concept = np.repeat(np.arange(len(run.concepts)), np.diff(run.starts))
    counts = np.zeros(int(run.variant_starts[-1]), np.int64)
    for bit, with_bit in _bits(run.masks):
        numbers = run.variant_starts[concept[with_bit]] + bit
        counts += np.bincount(numbers, minlength=len(counts))
    return counts


def _bits(masks: Array) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """Yield every bit that is set in some mask, and which masks have it."""
    remaining = np.arange(len(masks))
    for bit in range(masks.itemsize * 8):
        with_bit = remaining[(masks[remaining] >> bit) & 1 == 1]
        if len(with_bit):
            yield bit, with_bit
        remaining = remaining[masks[remaining] >> bit > 1]
        if not len(remaining):
            return


def merge(
    sources: Sequence[Source], words: Words, lengths: Array, title_lengths: Array, means: Pivots
) -> Iterator[Piece]:
    """Yield the postings of all runs in order of concept, a bounded piece at a time.

    `lengths` and `title_lengths` are int64[N] in positions, of all articles of the segment.
    """
    inputs = [_Input(source, words, number) for number, source in enumerate(sources)]
    sizes = np.zeros(len(words.concept_keys), np.int64)
    for each in inputs:
        sizes[each.concepts] += each.position_counts
    ends = np.cumsum(sizes)
    first = 0
    while first < len(sizes):
        done = ends[first - 1] if first else 0
        last = max(int(np.searchsorted(ends, done + _CHUNK_POSITIONS, "right")), first + 1)
        yield _piece(inputs, range(first, last), lengths, title_lengths, means)
        first = last


class _Input:
    """A run's postings under the numbers of the united vocabulary, which keeps their order."""

    def __init__(self, source: Source, words: Words, number: int) -> None:
        self._run, self._doc_of = source.run, source.doc_of
        self._keeps_all = bool((source.doc_of >= 0).all())
        self._bits = words.variant_bits[number]
        self.concepts = words.concept_of[number]
        self._position_starts = csr(source.run.tf)
        self.position_counts = np.diff(self._position_starts[source.run.starts])

    def take(self, concepts: range) -> list[Array]:
        """Return (concept, doc, tf, title tf, mask) per posting and its positions, for some concepts."""
        run = self._run
        first, last = np.searchsorted(self.concepts, [concepts.start, concepts.stop])
        span = slice(run.starts[first], run.starts[last])
        counts = np.diff(run.starts[first : last + 1])
        concept = np.repeat(self.concepts[first:last], counts)
        mask = self._masks(run.masks[span], np.repeat(run.variant_starts[first:last], counts))
        columns: list[Array] = [concept, self._doc_of[run.docs[span]], run.tf[span], run.title_tf[span], mask]
        positions = run.positions[self._position_starts[span.start] : self._position_starts[span.stop]]
        if not self._keeps_all:
            kept = columns[1] >= 0
            positions = positions[np.repeat(kept, columns[2])]
            columns = [column[kept] for column in columns]
        return [*columns, positions]

    def _masks(self, masks: Array, variant_starts: Array) -> NDArray[np.uint8]:
        united = np.zeros(len(masks), np.uint8)
        for bit, with_bit in _bits(masks):
            united[with_bit] |= self._bits[variant_starts[with_bit] + bit]
        return united


def ragged(starts: Array, counts: Array) -> Array:
    """Return the indices starts[i], starts[i] + 1, … of every i, counts[i] of them, in one array."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    small = total < _INT32 and int(starts.max(initial=0)) < _INT32
    kind = np.int32 if small else np.int64
    return np.repeat((starts - (ends - counts)).astype(kind), counts) + np.arange(total, dtype=kind)


def _piece(inputs: Sequence[_Input], concepts: range, lengths: Array, titles: Array, means: Pivots) -> Piece:
    parts = [each.take(concepts) for each in inputs]
    concept: Array
    concept, docs, tf, title_tf, mask, positions = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    if len(parts) > 1:
        order = np.argsort(concept, kind="stable")
        positions = positions[ragged(csr(tf)[order], tf[order])]
        concept, docs, tf, title_tf, mask = (x[order] for x in (concept, docs, tf, title_tf, mask))
    titled = np.flatnonzero(title_tf)
    title_docs = docs[titled]
    return Piece(
        postings=np.bincount(concept - concepts.start, minlength=len(concepts)),
        docs=docs.astype(np.uint32),
        tf=tf,
        impact=impacts(tf, lengths[docs], means.article, K1, B),
        mask=mask,
        positions=positions,
        title_postings=np.bincount(concept[titled] - concepts.start, minlength=len(concepts)),
        title_docs=title_docs.astype(np.uint32),
        title_impact=impacts(title_tf[titled], titles[title_docs], means.title, TITLE_K1, TITLE_B),
        title_mask=mask[titled],
    )
