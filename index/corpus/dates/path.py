"""The date in a file's path."""

from __future__ import annotations

import re
from functools import lru_cache

from .written import WrittenDate, from_match

_IN_NAME = (
    re.compile(
        r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<mark>[-_.]?)(?P<month>\d\d)(?P=mark)(?P<day>\d\d)"
        r"(?:[-_T ]?(?P<hour>\d\d)[-:_.h]?(?P<minute>\d\d)(?:[-:_.]?(?P<second>\d\d))?)?(?!\d)"
    ),
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<mark>[-_.]?)(?P<month>\d\d)(?P=mark)(?P<day>\d\d)(?!\d)"),
    re.compile(
        r"(?<!\d)(?P<day>\d\d?)(?P<mark>[-_. ])(?P<month>\d\d?)(?P=mark)(?P<year>(?:19|20)\d\d)(?!\d)"
    ),
    re.compile(r"(?<!\d)(?P<day>\d\d?)[-_. ](?P<name>[a-z]{3,10})[-_. ](?P<year>(?:19|20)\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)[-_. ](?P<name>[a-z]{3,10})[-_. ](?P<day>\d\d?)(?!\d)"),
)
_IN_FOLDERS = re.compile(r"(?:^|/)(?P<year>(?:19|20)\d\d)[-/](?P<month>\d\d?)[-/](?P<day>\d\d?)(?=/)")
_FOLDERS_AND_NAME = re.compile(r"(?:^|/)(?P<year>(?:19|20)\d\d)/(?P<month>\d\d)/(?P<day>\d\d)(?=[-_. ])")


@lru_cache(maxsize=64)
def path_date(source_id: str) -> WrittenDate | None:
    """Return the date in a file's name, else in the folders that hold it."""
    folders, _, name = source_id.rpartition("/")
    for form in _IN_NAME:
        for match in form.finditer(name.lower()):
            if found := from_match(match):
                return found
    if below := _FOLDERS_AND_NAME.search(source_id):
        return from_match(below)
    matches = _IN_FOLDERS.finditer(folders + "/")
    return next((found for match in matches if (found := from_match(match))), None)
