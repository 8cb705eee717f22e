"""Many raw tokens to index terms at once, as columns: what `analyze` returns one by one."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .analyzer import analyze, simple_form
from .concept import concepts_of_each
from .lexicon import SEPARATOR


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
    forms = list(map(simple_form, tokens))
    concepts = concepts_of_each(forms)
    positions, counts = np.ones(len(tokens), np.int64), np.ones(len(tokens), np.int64)
    offsets, owners = [0] * len(tokens), list(range(len(tokens)))
    # A simple form has one concept nearly always; the other tokens take a look at each.
    for at in [at for at, concept in enumerate(concepts) if not concept or SEPARATOR in concept]:
        positions[at], found = analyze(tokens[at])
        counts[at] = len(found)
        (offsets[at], forms[at], concepts[at]), *more = sorted(found, key=itemgetter(0))
        for offset, form, concept in more:
            owners.append(at)
            offsets.append(offset)
            forms.append(form)
            concepts.append(concept)
    order = np.argsort(owners, kind="stable").tolist()
    ordered = [list(map(column.__getitem__, order)) for column in (forms, concepts)]
    return Columns(positions, counts, np.array(offsets)[order], *ordered)
