"""Many raw tokens to index terms at once, as columns: what `analyze` returns one by one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..native import loops
from .analyzer import Term, dictionary_form, part_terms, shape
from .lemmatizer import SEPARATOR
from .letters import foldings, lower_case
from .lines import Lines
from .stemmer import UNKNOWN, concepts_of_each, find_concepts
from .tokenizer import RawTokens

Ints = NDArray[np.int64]


class Terms(NamedTuple):
    """Some of the terms of tokens: `rows` int64 among the terms of all, `offsets` int64 in the token.

    Each has the form of that number in `form_of` int64 among `forms`, and its own of the `concepts`.
    """

    rows: Ints
    offsets: Ints
    forms: Lines
    form_of: Ints
    concepts: Lines


class Columns(NamedTuple):
    """The analyses of tokens: the terms of plain words and figures, and those of the others.

    `positions` and `counts` int64 tell of each token how many positions it takes and how many terms
    it has, which stand by token and position in it.
    """

    positions: Ints
    counts: Ints
    plain: Terms
    others: Terms


def analyze_all(tokens: RawTokens) -> Columns:
    """Return what `analyze` says of each token."""
    # What most words are is told without a Python string for each.
    text = np.empty(3 * len(tokens.letters) + len(tokens) + 4, np.uint8)
    plain = np.empty(len(tokens), np.bool_)
    used = loops.plain_forms(tokens.letters, tokens.starts, lower_case(), foldings(), text, plain)
    forms = Lines(text[:used], len(tokens))
    found = find_concepts(forms)
    others = np.flatnonzero(~plain)
    analyses = _analyses([tokens.text(at) for at in others.tolist()])
    positions, counts = np.ones(len(tokens), np.int64), found.counts.astype(np.int64)
    counts[found.counts == UNKNOWN] = 1
    positions[others] = [each for each, _ in analyses]
    counts[others] = [len(terms) for _, terms in analyses]
    owners = np.repeat(np.arange(len(tokens)), counts)
    known = np.flatnonzero((plain & (found.counts != UNKNOWN))[owners])
    rows = np.concatenate([known, np.flatnonzero((found.counts == UNKNOWN)[owners])])
    offsets, concepts = np.zeros(len(rows), np.int64), found.known.and_then(found.stems)
    return Columns(
        positions, counts, Terms(rows, offsets, forms, owners[rows], concepts),
        _terms([term for _, terms in analyses for term in terms], np.flatnonzero(~plain[owners])),
    )  # fmt: skip


def _terms(terms: Sequence[Term], rows: Ints) -> Terms:
    offsets, forms, concepts = zip(*terms, strict=True) if terms else ((), (), ())
    return Terms(
        rows, np.array(offsets, np.int64), Lines.of(forms), np.arange(len(terms)), Lines.of(concepts)
    )


def _analyses(tokens: Sequence[str]) -> list[tuple[int, list[Term]]]:
    """Return positions and terms of tokens that are no plain words, one by one."""
    shapes = [shape(token) for token in tokens]
    found = iter(concepts_of_each([dictionary_form(part) for _, parts in shapes for part in parts]))
    each = [
        chain.from_iterable(part_terms(part, next(found).split(SEPARATOR)) for part in parts)
        for _, parts in shapes
    ]
    return [
        (positions, sorted(terms, key=itemgetter(0)))
        for (positions, _), terms in zip(shapes, each, strict=True)
    ]
