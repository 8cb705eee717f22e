"""Arrays that searches use one after the other, as making them takes as long as a search."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

# Searches at once for which arrays are kept: more make their own.
_KEPT = 2


class Buffers(NamedTuple):
    """Room for each article: its score and what its title covers, which are zeros, an article and a score."""

    scores: NDArray[np.int32]
    covered: NDArray[np.float64]
    docs: NDArray[np.int64]
    found: NDArray[np.int32]


_spare: list[Buffers] = []


@contextmanager
def lent(articles: int) -> Iterator[Buffers]:
    """Lend room for at least so many articles; the zeros are to be zeros again."""
    # Another thread may take the last ones between a look and a `pop`.
    try:
        buffers = _spare.pop()
    except IndexError:
        buffers = _new(articles)
    if len(buffers.scores) < articles:
        buffers = _new(articles)
    yield buffers
    if len(_spare) < _KEPT:
        _spare.append(buffers)


def _new(articles: int) -> Buffers:
    kinds: Any = (np.int32, np.float64, np.int64, np.int32)
    return Buffers(*(np.zeros(articles, kind) for kind in kinds))
