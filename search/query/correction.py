"""Corrections of words that the index does not know, from the index's own vocabulary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from ...index.analysis.analyzer import is_function_word
from ...index.analysis.folding import fold
from ...index.segment.reader import Segment
from ..results import Suggestion
from .parser import Bool, Node, Word
from .query_terms import Reader, Token

MIN_LENGTH = 4
# From this length on a word may be two edits away.
LONG = 8
# An offer for a known word: it is at most this rare, and the other at least so much commoner.
RARE = 3
MUCH_COMMONER = 100
# The halves of two words typed as one: letters, fewer for a function word, and articles with the rarer.
MIN_HALF = 3
_SHORTEST_HALF = 2
HALF_KNOWN = 3
_EDIT, _CHEAP_EDIT = 1.0, 0.6
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_CANDIDATES = 400


class Speller:
    """Finds the likeliest known word for an unknown one; safe for many threads."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._nearest = lru_cache(1024)(self._find_nearest)
        self._halves = lru_cache(1024)(self._find_halves)

    def correct(self, text: str, query: Bool, reader: Reader, plain: bool) -> Suggestion | None:
        """Return the correction of a query, applied if a word is unknown, offered if it is rare."""
        unknown: dict[int, tuple[str, str]] = {}
        rare: dict[int, tuple[str, str]] = {}
        for word in _correctable(query):
            for token in reader.tokens(word.text, plain):
                into = unknown if _unknown(token) or _unknown_parts(token) else rare
                better = self._better(token)
                if better:
                    into[word.start + token.start] = (token.text, better)
        chosen = unknown or rare
        if not chosen:
            return None
        corrected, ranges = _replace(text, chosen)
        return Suggestion(corrected, bool(unknown), ranges)

    def _better(self, token: Token) -> str:
        """Return a likelier word than a token, or ""."""
        if "-" in token.text:
            return self._better_parts(token)
        folded = fold(token.text.lower())
        if len(folded) < MIN_LENGTH or not folded.isalpha():
            return ""
        if _unknown(token):
            return self._nearest(folded, 1) or self._halves(folded)
        (term, *_) = token.terms
        if term.function_word or term.articles > RARE:
            return ""
        return self._nearest(folded, MUCH_COMMONER * term.articles)

    def _better_parts(self, token: Token) -> str:
        """Return a hyphenated token with its unknown parts corrected, or ""."""
        parts = token.text.split("-")
        for at in _unknown_parts(token):
            folded = fold(parts[at].lower())
            better = self._nearest(folded, 1) if len(folded) >= MIN_LENGTH and folded.isalpha() else ""
            parts[at] = better or parts[at]
        better = "-".join(parts)
        return better if better != token.text else ""

    def _find_halves(self, folded: str) -> str:
        """Return two known words that were typed without the blank between them, or ""."""
        best = (0, "")
        for at in range(_SHORTEST_HALF, len(folded) - MIN_HALF + 1):
            if at < MIN_HALF and not is_function_word(folded[:at]):
                continue
            left, right = self._commonest(folded[:at]), self._commonest(folded[at:])
            best = max(best, (min(left, right)[0], f"{left[1]} {right[1]}"))
        return best[1] if best[0] >= HALF_KNOWN else ""

    def _commonest(self, folded: str) -> tuple[int, str]:
        """Return the commonest spelling of a folded word, after its number of articles."""
        return max(
            (
                (int(segment.form_counts[number]), segment.forms.word(number))
                for segment in self._segments
                for number in segment.forms.folding(folded)
            ),
            default=(0, ""),
        )

    def _find_nearest(self, folded: str, least: int) -> str:
        """Return the best form near a folded word among those in at least so many articles."""
        from rapidfuzz.distance import OSA

        most = 2 if len(folded) >= LONG and least == 1 else 1
        best = (float("inf"), 0, "")
        for distance in range(1, most + 1):
            for form, count in self._candidates(folded, distance, least):
                spelled = fold(form.lower())
                if 0 < OSA.distance(folded, spelled, score_cutoff=distance) <= distance:
                    best = min(best, (_cost(folded, spelled), -count, form))
            if best[2]:
                return best[2]
        return ""

    def _candidates(self, folded: str, distance: int, least: int) -> Iterator[tuple[str, int]]:
        """Yield forms whose letters and length allow the distance, the commonest first."""
        letters = 0
        for letter in folded.encode():
            letters |= 1 << (letter % 26)
        for segment in self._segments:
            known = segment.form_letters
            alike = np.bitwise_count((known ^ np.uint32(letters)) & np.uint32((1 << 26) - 1)) <= 2 * distance
            lengths = (known >> 26).astype(np.int64)
            alike &= (np.abs(lengths - len(folded)) <= distance) & (segment.form_counts >= least)
            numbers = np.flatnonzero(alike)
            order = np.argsort(-segment.form_counts[numbers].astype(np.int64), kind="stable")[:_CANDIDATES]
            for number in numbers[order].tolist():
                yield segment.forms.word(number), int(segment.form_counts[number])


def _correctable(node: Node) -> Iterator[Word]:
    """Yield the words that were typed loosely: not quoted, and under no operator."""
    if isinstance(node, Bool) and not node.must_not:
        for child in node.should:
            if isinstance(child, Word) and not child.exact and child.start >= 0:
                yield child


def _unknown_parts(token: Token) -> list[int]:
    """Return which parts of a hyphenated token the index does not know, unless it knows it in one word."""
    if "-" not in token.text or any(term.optional and term.known for term in token.terms):
        return []
    return [term.offset for term in token.terms if not term.known and not term.optional]


def _unknown(token: Token) -> bool:
    return not any(term.known for term in token.terms)


def _replace(text: str, chosen: dict[int, tuple[str, str]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    parts, ranges = [], []
    at = length = 0
    for start, (typed, better) in sorted(chosen.items()):
        parts += [text[at:start], better]
        length += start - at
        ranges.append((length, length + len(better)))
        length += len(better)
        at = start + len(typed)
    return "".join((*parts, text[at:])), tuple(ranges)


def _cost(typed: str, meant: str) -> float:
    """Return what it costs to have typed one folded word for another; slips of a finger cost less."""
    cost = 0.0
    for kind, at, to in _edits(typed, meant):
        swapped = kind == "replace" and _neighbours(typed[at], meant[to])
        doubled = kind != "replace" and _doubles(
            typed if kind == "delete" else meant, at if kind == "delete" else to
        )
        cost += _CHEAP_EDIT if swapped or doubled or kind == "transpose" else _EDIT
    # The first letter is rarely wrong.
    return cost + (0.3 if typed[:1] != meant[:1] else 0.0)


def _edits(typed: str, meant: str) -> list[tuple[str, int, int]]:
    if len(typed) == len(meant):
        wrong = [at for at in range(len(typed)) if typed[at] != meant[at]]
        if len(wrong) == 2 and wrong[1] == wrong[0] + 1 and typed[wrong[0]] == meant[wrong[1]]:
            return [("transpose", wrong[0], wrong[0])]
    from rapidfuzz.distance import Levenshtein

    return [(edit.tag, edit.src_pos, edit.dest_pos) for edit in Levenshtein.editops(typed, meant)]


def _neighbours(one: str, other: str) -> bool:
    for above, row in enumerate(_ROWS):
        if one in row:
            at = row.index(one)
            near = row[max(at - 1, 0) : at + 2]
            near += "".join(_ROWS[r][max(at - 1, 0) : at + 2] for r in (above - 1, above + 1) if 0 <= r < 3)
            return other in near
    return False


def _doubles(word: str, at: int) -> bool:
    return (at > 0 and word[at] == word[at - 1]) or (at + 1 < len(word) and word[at] == word[at + 1])
