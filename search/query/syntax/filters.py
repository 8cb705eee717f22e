"""What narrows a search beside its query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ....index.errors import BadQuery
from ...answer.remark import Remark
from ..dates.date_ranges import BEGIN, END, DateLike, day_range, midnight
from .parser import MAX_NAME

MAX_NAMES = 50

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

    @property
    def dated(self) -> bool:
        """Whether days are filtered."""
        return (self.first, self.last) != (BEGIN, END)


def make_filters(after: DateLike | None, before: DateLike | None, source: Values, section: Values) -> Filters:
    """Return the filters for inclusive days and for names; raises BadQuery for what is none, or too much."""
    return Filters(
        _names(source),
        _names(section),
        midnight(day_range(after)[0]) if after else BEGIN,
        midnight(day_range(before)[1]) if before else END,
    )


def _names(values: Values) -> tuple[str, ...]:
    if not values:
        return ()
    names = (values,) if isinstance(values, str) or not isinstance(values, Iterable) else tuple(values)
    if not all(isinstance(name, str) for name in names):
        raise TypeError(f"{values!r:.80} are no names: give a string, or several.")
    if len(names) > MAX_NAMES:
        raise BadQuery(Remark("too_many_names", MAX_NAMES, len(names)))
    longest = max(map(len, names))
    if longest > MAX_NAME:
        raise BadQuery(Remark("too_long_name", MAX_NAME, longest))
    return names
