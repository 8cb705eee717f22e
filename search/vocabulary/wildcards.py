"""Words with a wildcard to the forms of a vocabulary that they may stand for."""

from __future__ import annotations

import re
from functools import lru_cache

from ...index.analysis.folding import fold
from ...index.deadline import checked
from ...index.errors import BadQuery
from ...index.segment.reader import Segment
from ..results import Remark

# Forms that are looked through for one word with a `*` inside: 20 ms.
MOST_FORMS = 50_000


def matching_forms(segment: Segment, head: str, tail: str) -> list[range]:
    """Return the numbers of the forms that begin with `head` and go on with `tail`, as ranges.

    Letter case and diacritics do not count. Raises BadQuery where too many forms begin so.
    """
    numbers = segment.forms.prefixed(head)
    if not tail.strip("*"):
        return [numbers]
    if len(numbers) > MOST_FORMS:
        raise BadQuery(Remark("too_wide", head))
    pattern = _pattern(head, tail)
    words = checked(zip(numbers, segment.forms.words_from(numbers.start), strict=False))
    return [range(at, at + 1) for at, word in words if pattern.fullmatch(fold(word.lower()))]


@lru_cache(256)
def _pattern(head: str, tail: str) -> re.Pattern[str]:
    # A run of stars is one: `.*.*` takes long to fail.
    pieces = re.split(r"\*+", fold((head + tail).lower()))
    return re.compile(".*".join(map(re.escape, pieces)))
