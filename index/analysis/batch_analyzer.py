"""Many raw tokens to index terms at once, as columns: what `analyze` returns one by one."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .analyzer import Term, dictionary_form, part_terms, shape, simple_forms
from .lemmatizer import SEPARATOR
from .stemmer import concepts_of_each


class Columns(NamedTuple):
    """The analyses of tokens.

    `positions` and `counts` int64 tell of each token how many positions it takes and how many terms
    it has. `offsets` int64, `forms` and `concepts` are of the terms, by token and position in it.
    """

    positions: NDArray[np.int64]
    counts: NDArray[np.int64]
    offsets: NDArray[np.int64]
    forms: Sequence[str]
    concepts: Sequence[str]


def analyze_all(tokens: Sequence[str]) -> Columns:
    """Return what `analyze` says of each token."""
    forms = simple_forms(tokens)
    shapes = [(at, shape(tokens[at])) for at, form in enumerate(forms) if not form]
    parts = [dictionary_form(part) for _, (_, parts) in shapes for part in parts]
    concepts = concepts_of_each([*forms, *parts])
    found = (concept.split(SEPARATOR) for concept in concepts[len(tokens) :])
    positions = np.ones(len(tokens), np.int64)
    # The terms of the few tokens that need not have one alone.
    others = {
        at: [Term(0, forms[at], each) for each in concept.split(SEPARATOR)]
        for at, concept in enumerate(concepts[: len(tokens)])
        if SEPARATOR in concept
    }
    for at, each in shapes:
        positions[at] = each.positions
        terms = (term for part in each.parts for term in part_terms(part, next(found)))
        others[at] = sorted(terms, key=itemgetter(0))
    return _columns(positions, forms, concepts[: len(tokens)], others)


def _columns(
    positions: NDArray[np.int64], forms: list[str], concepts: list[str], others: dict[int, list[Term]]
) -> Columns:
    """Put terms of tokens among those that stand for a token each, `forms` and `concepts`."""
    counts = np.ones(len(forms), np.int64)
    owners, offsets = list(range(len(forms))), [0] * len(forms)
    for at, terms in others.items():
        counts[at] = len(terms)
        offsets[at], forms[at], concepts[at] = terms[0]
        for offset, form, concept in terms[1:]:
            owners.append(at)
            offsets.append(offset)
            forms.append(form)
            concepts.append(concept)
    order = np.argsort(owners, kind="stable").tolist()
    ordered = [list(map(column.__getitem__, order)) for column in (forms, concepts)]
    return Columns(positions, counts, np.array(offsets)[order], *ordered)
