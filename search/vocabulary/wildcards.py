"""Words with a wildcard to the forms of a vocabulary that they may stand for."""

from __future__ import annotations

from collections.abc import Sequence

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
    pieces = fold((head + tail).lower()).split("*")
    words = checked(zip(numbers, segment.forms.words_from(numbers.start), strict=False))
    return [range(at, at + 1) for at, word in words if _fits(fold(word.lower()), pieces)]


def _fits(word: str, pieces: Sequence[str]) -> bool:
    """Tell whether a word begins with the first piece, ends with the last, the others between, in order.

    A regular expression of many stars may take time that grows with their power, and is kept.
    """
    first, *middle, last = pieces
    at = len(first)
    for piece in middle:
        at = word.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return word.startswith(first) and word.endswith(last) and at <= len(word) - len(last)
