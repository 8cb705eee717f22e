"""The vocabularies of several workers as one: what a segment says of words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...directory.array_file import Array
from ...native.sorted_sets import numbered
from ...segment.format import CAPITALS, NAME, VARIANT_BITS, WIDE_BITS
from ...segment.term_dictionary import Keys, csr, unite
from .merge_sources import StoredVocabulary

_SHIFT = 32
# Forms of a concept that come before those that are names.
_COMMONEST = 6


@dataclass(frozen=True)
class Translation:
    """How the numbers of one vocabulary read in the united one.

    `concepts` int32 gives each concept's rank. Bit b of a mask of concept c stands for
    `bits[bit_starts[c] + b]`, uint32, in the united wide masks.
    """

    concepts: NDArray[np.int32]
    bit_starts: NDArray[np.int64]
    bits: NDArray[np.uint32]


@dataclass(frozen=True)
class Words:
    """The united vocabulary.

    `forms_of` uint32 lists, after `variant_starts` int64, each concept's forms, the commonest first;
    `form_counts` uint32 tells of each form in how many articles it is, `form_capitals` uint8 at what share of
    its places it begins with a capital.
    """

    concepts: Keys
    forms: Keys
    variant_starts: NDArray[np.int64]
    forms_of: NDArray[np.uint32]
    form_counts: NDArray[np.uint32]
    form_capitals: NDArray[np.uint8]


def unite_words(vocabularies: Sequence[StoredVocabulary]) -> tuple[Words, list[Translation]]:
    """Unite vocabularies; return also how the numbers of each translate."""
    concepts, concept_ranks = unite([each.concepts for each in vocabularies])
    forms, form_ranks = unite([each.forms for each in vocabularies])
    concept_of = [
        _by_number(*each) for each in zip(_ids(vocabularies, "concept"), concept_ranks, strict=True)
    ]
    form_of = [_by_number(*each) for each in zip(_ids(vocabularies, "form"), form_ranks, strict=True)]
    pairs = np.concatenate(
        [
            concept_of[at].astype(np.int64)[each.pairs[:, 0]] << _SHIFT | form_of[at][each.pairs[:, 1]]
            for at, each in enumerate(vocabularies)
        ]
    )
    unique, inverse = numbered(pairs)
    counts = np.concatenate([each.pairs[:, 3] for each in vocabularies])
    totals = np.bincount(inverse, counts, len(unique)).astype(np.int64)
    concept, form = unique >> _SHIFT, unique & ((1 << _SHIFT) - 1)
    starts = csr(np.bincount(concept, minlength=len(concepts)))
    capitals = _capitals(form, inverse, vocabularies, len(forms))
    order = _commonest_first(concept, starts, totals, capitals[form] >= NAME * CAPITALS)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order)) - starts[concept]
    bits = (1 << np.minimum(rank, WIDE_BITS - 1)).astype(np.uint32)[inverse]
    words = Words(
        concepts,
        forms,
        starts,
        form[order].astype(np.uint32),
        np.bincount(form, totals, len(forms)).astype(np.uint32),
        capitals,
    )
    split = np.split(bits, np.cumsum([len(each.pairs) for each in vocabularies])[:-1])
    return words, [_translation(*each) for each in zip(concept_of, vocabularies, split, strict=True)]


def _ids(vocabularies: Sequence[StoredVocabulary], kind: str) -> list[NDArray[np.int32]]:
    return [getattr(each, f"{kind}_ids") for each in vocabularies]


def _by_number(ids: NDArray[np.int32], ranks: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return ranks, given in the order of keys, in the order of the numbers `ids` of those keys."""
    by_number = np.empty(int(ids.max(initial=-1)) + 1, np.int32)
    by_number[ids] = ranks
    return by_number


def _capitals(
    form: Array, inverse: Array, vocabularies: Sequence[StoredVocabulary], forms: int
) -> NDArray[np.uint8]:
    """Return the share of places with a capital of each form, in parts of `CAPITALS`."""
    capital, small = (
        np.bincount(form[inverse], np.concatenate([each.pairs[:, column] for each in vocabularies]), forms)
        for column in (4, 5)
    )
    shares: NDArray[np.uint8] = np.rint(CAPITALS * capital / np.maximum(capital + small, 1)).astype(np.uint8)
    return shares


def _commonest_first(concept: Array, starts: Array, totals: Array, names: Array) -> Array:
    """Return the order of pairs by concept, then falling count; they come ordered by concept, form.

    Behind the commonest forms of a concept come its `names`, so that they have bits of their own.
    """
    order = np.arange(len(concept))
    several = np.flatnonzero(np.repeat(np.diff(starts) > 1, np.diff(starts)))
    order[several] = several[np.lexsort((-totals[several], concept[several]))]
    many = np.flatnonzero(np.repeat(np.diff(starts) > VARIANT_BITS, np.diff(starts)))
    ranks = many - starts[concept[many]]
    later = np.where(ranks < _COMMONEST, 0, np.where(names[order[many]], 1, 2))
    order[many] = order[many][np.lexsort((ranks, later, concept[many]))]
    return order


def _translation(
    concept_of: NDArray[np.int32], vocabulary: StoredVocabulary, bits: NDArray[np.uint32]
) -> Translation:
    concepts, old_bits = vocabulary.pairs[:, 0], vocabulary.pairs[:, 2]
    widths = np.zeros(len(concept_of), np.int64)
    np.maximum.at(widths, concepts, old_bits + 1)
    starts = csr(widths)
    table = np.zeros(starts[-1], np.uint32)
    # Several forms share a concept's last bit.
    np.bitwise_or.at(table, starts[concepts] + old_bits, bits)
    return Translation(concept_of, starts, table)
