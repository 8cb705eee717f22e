"""What it costs to have typed one word for another: slips of a finger cost less than other edits."""

from __future__ import annotations

import math

from ....index.analysis.stop_words import is_function_word
from ....index.deadline import check

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
_NEIGHBOURS = frozenset(
    (one, other)
    for above, row in enumerate(_ROWS)
    for at, one in enumerate(row)
    for near in _ROWS[max(above - 1, 0) : above + 2]
    for other in near[max(at - 1, 0) : at + 2]
    if one != other
)


def likelihood(articles: float) -> float:
    """Return what the number of articles with a word speaks for it, in units of the cost of an edit."""
    return _FREQUENCY * math.log10(articles)


def meant_likelihood(typed: str, meant: str, articles: int) -> float:
    """Return how likely a word was meant, higher is likelier: its frequency against the cost of the slip."""
    check()
    unlikely = _FUNCTION_WORD if is_function_word(meant) else 0.0
    return likelihood(articles) - slip_cost(typed, meant) - unlikely


def slip_cost(typed: str, meant: str) -> float:
    """Return the least cost of edits that make `typed` of `meant`, both folded.

    The optimal string alignment distance with a weight for each edit.
    """
    first, last = _core(typed, meant)
    rows: list[list[float]] = [[0.0] * (len(meant) - last - first + 1)]
    for to in range(1, len(rows[0])):
        rows[0][to] = rows[0][to - 1] + _dropped(meant, first + to - 1)
    for at in range(1, len(typed) - last - first + 1):
        one = first + at - 1
        row = [rows[at - 1][0] + _added(typed, one)]
        for to in range(1, len(rows[0])):
            other = first + to - 1
            best = min(
                rows[at - 1][to - 1] + _replaced(typed[one], meant[other]),
                rows[at - 1][to] + _added(typed, one),
                row[to - 1] + _dropped(meant, other),
            )
            if at > 1 and to > 1 and typed[one] == meant[other - 1] and typed[one - 1] == meant[other]:
                best = min(best, rows[at - 2][to - 2] + _TRANSPOSED)
            row.append(best)
        rows.append(row)
    return rows[-1][-1] + (_FIRST if typed[:1] != meant[:1] else 0.0)


def _core(typed: str, meant: str) -> tuple[int, int]:
    """Return how many letters two words have in common at their beginning and, beyond these, at their end."""
    shorter = min(len(typed), len(meant))
    first = 0
    while first < shorter and typed[first] == meant[first]:
        first += 1
    last = 0
    while last < shorter - first and typed[-1 - last] == meant[-1 - last]:
        last += 1
    return first, last


def _replaced(typed: str, meant: str) -> float:
    if typed == meant:
        return 0.0
    return _NEIGHBOUR if (typed, meant) in _NEIGHBOURS else _EDIT


def _added(typed: str, at: int) -> float:
    """Return the cost of a letter too many: twice the same, or the key beside the right one."""
    letter, beside = typed[at], typed[max(at - 1, 0) : at] + typed[at + 1 : at + 2]
    if letter in beside:
        return DOUBLED
    return _ADDED if any((letter, other) in _NEIGHBOURS for other in beside) else _EDIT


def _dropped(meant: str, at: int) -> float:
    beside = meant[max(at - 1, 0) : at] + meant[at + 1 : at + 2]
    return DOUBLED if meant[at] in beside else _DROPPED
