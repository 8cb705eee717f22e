"""What narrows a search beside its query."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ...index.segment.reader import Segment
from ..ranking.matcher import Bools, column_mask
from .dates import BEGIN, END, DateLike, day_range, midnight

Values = str | Sequence[str] | None


class Filters(NamedTuple):
    """Admitted sources and sections (all where empty); seconds from `first` up to before `last`."""

    sources: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    first: int = BEGIN
    last: int = END

    @property
    def any(self) -> bool:
        """Whether anything is filtered."""
        return self != Filters()

    def allowed(self, segment: Segment, skip: str = "") -> Bools | None:
        """Return the articles that are alive and pass, but for the filter `skip`; None where all do."""
        mask = segment.alive
        for field, values in (("source", self.sources), ("section", self.sections)):
            if values and field != skip:
                passes = column_mask(segment, field, values)
                mask = passes if mask is None else mask & passes
        if (self.first, self.last) != (BEGIN, END):
            passes = (segment.dates >= self.first) & (segment.dates < self.last)
            mask = passes if mask is None else mask & passes
        return mask


def make_filters(after: DateLike | None, before: DateLike | None, source: Values, section: Values) -> Filters:
    """Return the filters for inclusive days and for names; raises BadQuery for what is no date."""
    return Filters(
        _names(source),
        _names(section),
        midnight(day_range(after)[0]) if after else BEGIN,
        midnight(day_range(before)[1]) if before else END,
    )


def _names(values: Values) -> tuple[str, ...]:
    if not values:
        return ()
    return (values,) if isinstance(values, str) else tuple(values)
