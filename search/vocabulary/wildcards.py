"""Words with a wildcard to the forms of a vocabulary that they may stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...index.analysis.folding import fold
from ...index.analysis.token_parts import MAX_FORM
from ...index.errors import BadQuery
from ...index.segment.words import Forms, SegmentWords
from ..answer.remark import Remark
from ..query.syntax.tree import Prefix

# Forms that are looked through for one word with a `*` inside: 5 ms.
MOST_FORMS = 50_000
# No form has more letters, folded; Python keeps patterns, so that none that are longer are made.
_LONGEST = 4 * MAX_FORM


def forms_of(segment: SegmentWords, leaf: Prefix) -> Forms:
    """Return the numbers of the forms that a located leaf stands for; raises BadQuery as `matching_forms`."""
    if not leaf.tail:
        return segment.forms.folding(fold(leaf.beginning.lower()))
    return matching_forms(segment, leaf.beginning, leaf.tail)


def matching_forms(segment: SegmentWords, head: str, tail: str) -> Forms:
    """Return the numbers of the forms that begin with `head` and go on with `tail`.

    Letter case and diacritics do not count. Raises BadQuery where too many forms begin so.
    """
    numbers = segment.forms.prefixed(head)
    if not tail.strip("*"):
        return numbers
    if len(numbers) > MOST_FORMS:
        raise BadQuery(Remark("too_wide", head))
    pieces = fold((head + tail).lower()).split("*")
    if sum(map(len, pieces)) > _LONGEST:
        return range(0)
    return segment.forms.matching(numbers, _pattern(pieces))


def _pattern(pieces: Sequence[str]) -> re.Pattern[bytes]:
    """Return a pattern for foldings with a tab behind them, one a line: the pieces, anything between.

    Each piece is taken where it first stands and no other place is tried, so that no word takes long to
    fail: `a*a*a*a*b` has thousands of ways through a word of sixty letters.
    """
    first, *middle, last = map(re.escape, pieces)
    between = "".join(rf"(?>[^\t\n]*?{piece})" for piece in middle)
    return re.compile(rf"^{first}{between}[^\t\n]*{last}\t".encode(), re.MULTILINE)
