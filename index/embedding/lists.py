"""The vectors of a large segment in lists of such as are near each other (an inverted file, IVF).

A search compares those in the lists nearest to it. faiss makes the lists; what is written of them are arrays
of the segment's file, so that a search neither imports it nor reads more than it compares.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from math import isqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..segment.term_dictionary import csr
from .models.model import THREADS

# Vectors that a centroid is made of, and how often it is moved. Twice as many change no recall by .002.
_SAMPLE, _ROUNDS = 64, 8

Floats = NDArray[np.float32]


class Lists(NamedTuple):
    """Where vectors stand: `centroids` float32[K, D], of each list uint32[K + 1] where it begins.

    `places` uint32[M] is where each vector comes to stand, `order` uint32[M] which one stands in each place.
    """

    centroids: Floats
    starts: NDArray[np.uint32]
    places: NDArray[np.uint32]
    order: NDArray[np.uint32]


def make_lists(vectors: Callable[[], Iterable[Floats]], total: int) -> Lists | None:
    """Return lists of `total` vectors, which `vectors` gives some at a time, float32[…, D].

    Without faiss there are none, and a warning: all vectors will be compared.
    """
    try:
        import faiss
    except ImportError as error:
        logging.getLogger(__name__).warning(
            "Searches will compare all %d vectors: `pip install 'rasfoi[semantic]'` makes them quicker (%s).",
            total,
            error,
        )
        return None
    count = isqrt(total)
    step, first = max(1, total // (count * _SAMPLE)), 0
    sample = []
    for each in vectors():
        sample.append(each[-first % step :: step])
        first += len(each)
    chosen = np.concatenate(sample)
    faiss.omp_set_num_threads(THREADS)
    kmeans = faiss.Kmeans(chosen.shape[1], count, niter=_ROUNDS, seed=1, min_points_per_centroid=1)
    kmeans.train(chosen)
    lists = np.concatenate([kmeans.assign(each)[1] for each in vectors()])
    order = np.argsort(lists, kind="stable").astype(np.uint32)
    places = np.empty_like(order)
    places[order] = np.arange(total, dtype=np.uint32)
    starts = csr(np.bincount(lists, minlength=count)).astype(np.uint32)
    return Lists(np.asarray(kmeans.centroids, np.float32), starts, places, order)
