"""Words of queries that are rather English than misspelt."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Function words that are no Romanian word and no likely slip of one.
_FUNCTION_WORDS = frozenset("and from of the their this what which with".split())
# Endings that no Romanian word has, but for the loans that articles have.
_ENDING = re.compile(r"(?:ght|ings?|ness|ship|tions?)\Z")


def in_english(words: Iterable[str]) -> bool:
    """Tell whether some words, folded, are of an English expression."""
    return any(word in _FUNCTION_WORDS for word in words)


def ends_in_english(typed: str, meant: str) -> bool:
    """Tell whether a folded word has an English ending that the one that may have been meant has not."""
    ending = _ENDING.search(typed)
    return ending is not None and not meant.endswith(ending[0])
