"""How a build is to read its files: what is asked for, over what the index was built with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ..corpus import ReadingOptions
from ..corpus.records.fields import check_map


def reading_options(file_dates: bool, fields: Mapping[str, str] | None, follow: bool) -> ReadingOptions:
    """Return the options of a build; raises BadArticle for a field that there is not."""
    return ReadingOptions(file_dates, check_map(fields), follow)


class WantedOptions(NamedTuple):
    """How the files of an update are to be read; what is None is as the index was built."""

    file_dates: bool | None = False
    fields: Mapping[str, str] | None = None
    follow: bool | None = False

    def over(self, built: ReadingOptions) -> ReadingOptions:
        """Return the options after those of the last build; raises BadArticle for an unknown field."""
        return reading_options(
            built.file_dates if self.file_dates is None else self.file_dates,
            dict(built.fields) if self.fields is None else self.fields,
            built.follow if self.follow is None else self.follow,
        )
