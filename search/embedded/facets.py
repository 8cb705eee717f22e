"""Counts of sources, sections and months over all hits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...index.analysis.name_key import facet_key
from ...index.deadline import checked
from ...index.native import loops
from ...index.segment.reader import Segment
from ...index.segment.stored_fields import SECTIONS
from ..answer.results import FacetCount, Facets

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
        names, numbers = segment.months
        _add(months, names, numbers, hits)
        _add(sources, segment.source_names, segment.sources, any_source)
        _add(sections, segment.section_names, segment.sections, any_section)
    return make_facets(sources, sections, months)


def make_facets(sources: Counter[str], sections: Counter[str], months: Counter[str]) -> Facets:
    """Return counts by name in the order they are shown in; months are YYYY-MM, `""` where there is none."""
    return Facets(_ranked(sources), _ranked(sections), _in_order(months), months[""])


def _add(counts: Counter[str], names: list[str], numbers: NDArray[Any], mask: Bools) -> None:
    found = np.zeros(len(names), np.int64)
    loops.tally(numbers, mask, found)
    for name, count in checked(zip(names, found.tolist(), strict=True)):
        if count:
            for each in name.split(SECTIONS):
                counts[each] += count


def _ranked(counts: Counter[str]) -> tuple[FacetCount, ...]:
    """Return names by falling count; those that a filter takes for one are one, in their usual spelling."""
    spelling: dict[str, str] = {}
    merged: Counter[str] = Counter()
    for name, count in checked(sorted(counts.items(), key=_rank)):
        if name:
            merged[spelling.setdefault(facet_key(name), name)] += count
    return tuple(FacetCount(name, count) for name, count in sorted(merged.items(), key=_rank))


def _rank(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]


def _in_order(counts: Counter[str]) -> tuple[FacetCount, ...]:
    return tuple(FacetCount(name, n) for name, n in sorted(counts.items()) if name)
