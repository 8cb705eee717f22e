"""Sources, sections and dates to the articles of a segment that have them, as masks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...index.analysis.name_key import facet_key
from ...index.deadline import checked
from ...index.segment.reader import Segment
from ...index.segment.stored_fields import SECTIONS
from ..query.dates.date_ranges import BEGIN, END, date_range
from ..query.syntax.filters import Filters

Bools = NDArray[np.bool_]


def allowed(filters: Filters, segment: Segment, skip: str = "") -> Bools | None:
    """Return the articles that are alive and pass, but for the filter `skip`; None where all do."""
    mask = segment.alive
    for field, values in (("source", filters.sources), ("section", filters.sections)):
        if values and field != skip:
            passes = column_mask(segment, field, values)
            mask = passes if mask is None else mask & passes
    if (filters.first, filters.last) != (BEGIN, END):
        passes = (segment.dates >= filters.first) & (segment.dates < filters.last)
        mask = passes if mask is None else mask & passes
    return mask


def column_mask(segment: Segment, field: str, values: Sequence[str]) -> Bools:
    """Return the articles that have one of `values` as source or section, or a date in the range."""
    if field in ("source", "section"):
        names = segment.source_names if field == "source" else segment.section_names
        codes = segment.sources if field == "source" else segment.sections
        wanted = {facet_key(value) for value in values}
        admitted = np.array(
            [any(facet_key(each) in wanted for each in name.split(SECTIONS)) for name in checked(names)],
            np.bool_,
        )
        mask: Bools = admitted[codes]
        return mask
    first, last = date_range(field, values[0])
    return (segment.dates >= first) & (segment.dates < last)
