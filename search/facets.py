"""Counts of sources, sections and months over all hits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from ..index.documents import NO_DATE
from ..index.segment import Segment
from .results import FacetCount, Facets

Bools = NDArray[np.bool_]


def count_facets(parts: Iterable[tuple[Segment, Bools, Bools, Bools]]) -> Facets:
    """Count hits by source, section and month.

    Each part is a segment and three masks of its articles: the hits as filtered, the hits without
    the filter on sources, and the hits without the filter on sections.
    """
    sources: Counter[str] = Counter()
    sections: Counter[str] = Counter()
    months: Counter[str] = Counter()
    for segment, hits, any_source, any_section in parts:
        _add(sources, segment.source_names, segment.sources[any_source])
        _add(sections, segment.section_names, segment.sections[any_section])
        _add_months(months, segment.dates[hits])
    return Facets(_ranked(sources), _ranked(sections), _in_order(months))


def _add(counts: Counter[str], names: list[str], codes: NDArray[np.uint32]) -> None:
    for name, count in zip(names, np.bincount(codes, minlength=len(names)).tolist(), strict=True):
        if name and count:
            counts[name] += count


def _add_months(counts: Counter[str], dates: NDArray[np.int64]) -> None:
    months = dates[dates != NO_DATE].astype("datetime64[s]").astype("datetime64[M]")
    values, numbers = np.unique(months, return_counts=True)
    for value, number in zip(values.astype(str).tolist(), numbers.tolist(), strict=True):
        counts[value] += number


def _ranked(counts: Counter[str]) -> tuple[FacetCount, ...]:
    return tuple(
        FacetCount(name, n) for name, n in sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    )


def _in_order(counts: Counter[str]) -> tuple[FacetCount, ...]:
    return tuple(FacetCount(name, n) for name, n in sorted(counts.items()))
