"""What it costs to have typed one word for another: slips of a finger cost less than other edits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate
from string import ascii_lowercase

import numpy as np
from numpy.typing import NDArray

from ....index.analysis.words.stop_words import is_function_word
from ....index.native import loops

# Chosen on slips of five kinds in common words of the development corpora, four draws: with .35 for
# the frequency .959 are right, with .22 .970; dropped letters have .897 with .7, .925 with .6 here.
_EDIT, _NEIGHBOUR, _DROPPED, _ADDED = 1.0, 0.7, 0.6, 0.8
_TRANSPOSED, DOUBLED = 0.6, 0.5
# The first letter is rarely wrong.
_FIRST = 0.3
# What ten times as many articles weigh against an edit.
_FREQUENCY = 0.22
# Nobody searches for a function word; their frequency says little.
_FUNCTION_WORD = 0.3
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOURS = {
    one + other
    for above, row in enumerate(_ROWS)
    for at, one in enumerate(row)
    for near in _ROWS[max(above - 1, 0) : above + 2]
    for other in near[max(at - 1, 0) : at + 2]
    if one != other
}
# As `loops.slip_costs` takes them.
_WEIGHTS = np.array([_EDIT, _NEIGHBOUR, _DROPPED, _ADDED, _TRANSPOSED, DOUBLED, _FIRST])
_NEAR = np.array(
    [one + other in _NEIGHBOURS for one in ascii_lowercase for other in ascii_lowercase], np.uint8
)


def likelihood(articles: float) -> float:
    """Return what the number of articles with a word speaks for it, in units of the cost of an edit."""
    return _FREQUENCY * math.log10(articles)


def meant_likelihoods(typed: str, meant: Sequence[str], articles: Sequence[int]) -> list[float]:
    """Return how likely each word was meant, higher is likelier: its frequency against the slip's cost."""
    return [
        likelihood(count) - cost - (_FUNCTION_WORD if is_function_word(word) else 0.0)
        for word, count, cost in zip(meant, articles, slip_costs(typed, meant), strict=True)
    ]


def slip_costs(typed: str, meant: Sequence[str]) -> list[float]:
    """Return the least cost of edits that make `typed` of each word `meant`, all folded.

    The optimal string alignment distance with a weight for each edit.
    """
    ends, costs = np.array([*accumulate(map(len, meant))], np.int64), np.empty(len(meant))
    loops.slip_costs(_letters(typed), _letters("".join(meant)), ends, _WEIGHTS, _NEAR, costs)
    found: list[float] = costs.tolist()
    return found


def _letters(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
