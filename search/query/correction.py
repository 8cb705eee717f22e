"""Corrections of words that the index does not know, from the index's own vocabulary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from ...index.analysis.folding import fold
from ...index.analysis.stemmer import is_mere_prefix
from ...index.analysis.stop_words import is_function_word
from ...index.deadline import checked
from ..caching import cached
from ..results import Suggestion
from ..store import NearForm, Vocabulary
from .slips import DOUBLED, likelihood, meant_likelihood, slip_cost
from .terms import Token
from .tree import Bool, Node, Word

MIN_LENGTH = 4
# From this length on a word may be two edits away, where none at one edit is likelier than `_GOOD`.
LONG = 7
_GOOD = 0.0
# A known word in at most so many articles may be a slip; the other must be likelier by `_DOUBT`.
RARE = 10
_DOUBT = -0.2
# Below this a word is left as it is, most likely a name: two edits and a rare word.
_LEAST = -1.3
# A word known by its stem only is replaced by one of another stem that is likelier.
_LIKELY = -0.3
# The halves of two words typed as one: letters, fewer for a function word, and articles with the rarer.
MIN_HALF = 3
_SHORTEST_HALF = 2
HALF_KNOWN = 3
# Words of one query that are looked at: nobody misspells more, and each takes up to a millisecond.
_MOST_WORDS = 12


# Bytes of corrections that are kept, and as many of words typed as one.
_KEPT = 1 << 20


class Better(NamedTuple):
    """A word that was likelier meant than the one typed, and how likely."""

    form: str
    likelihood: float


class Speller:
    """Finds the likeliest known word for an unknown one; safe for many threads."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._nearest = cached(self._find_nearest, _KEPT, _size)
        self._halves = cached(self._find_halves, _KEPT, _size)

    def correct(self, text: str, query: Bool, kept: Sequence[range] = ()) -> Suggestion | None:
        """Return the correction of a query, applied if a word is unknown, offered if it is rare.

        `query` is what `text` was read as; `kept` are places in it where nothing is corrected.
        """
        unknown: dict[int, tuple[str, str]] = {}
        rare: dict[int, tuple[str, str]] = {}
        for token, starts in islice(_doubtful(query, kept).values(), _MOST_WORDS):
            better, applied = self._better(token)
            if better:
                into = unknown if applied else rare
                into |= {start: (token.text, better) for start in starts}
        chosen = unknown or rare
        if not chosen:
            return None
        corrected, ranges = _replace(text, chosen)
        return Suggestion(corrected, bool(unknown), ranges)

    def _better(self, token: Token) -> tuple[str, bool]:
        """Return a likelier word than a token, or "", and whether to take it for what was meant."""
        if "-" in token.text:
            return self._better_parts(token), True
        folded = fold(token.text.lower())
        if len(folded) < MIN_LENGTH or not folded.isalpha():
            return "", False
        better = self._nearest(folded)
        if not any(term.known for term in token.terms):
            return (better.form if better else self._halves(folded)), True
        if better is None:
            return "", False
        if articles := self._articles(folded):
            return (better.form if better.likelihood > likelihood(articles) + _DOUBT else ""), False
        return self._better_form(token, better)

    def _better_form(self, token: Token, better: Better) -> tuple[str, bool]:
        """Return a better spelling of a word of which the index knows no form, only what it stems to."""
        if token.in_dictionary:
            return "", False
        known = {key for term in token.terms for key in term.keys}
        if not known.isdisjoint(self._vocabulary.concepts(better.form)):
            typed, meant = fold(token.text.lower()), fold(better.form.lower())
            inflected = typed[:-1] == meant[:-1] or typed.startswith(meant) or meant.startswith(typed)
            sure = not inflected or slip_cost(typed, meant) <= DOUBLED
        else:
            sure = token.terms[0].articles <= RARE or better.likelihood > _LIKELY
        return (better.form, True) if sure else ("", False)

    def _better_parts(self, token: Token) -> str:
        """Return a hyphenated token with its unknown parts corrected, or ""."""
        parts = token.text.split("-")
        for at in _unknown_parts(token):
            folded = fold(parts[at].lower())
            better = self._nearest(folded) if len(folded) >= MIN_LENGTH and folded.isalpha() else None
            parts[at] = better.form if better else parts[at]
        corrected = "-".join(parts)
        return corrected if corrected != token.text else ""

    def _find_halves(self, folded: str) -> str:
        """Return two known words that were typed without the blank between them, or ""."""
        best = (0, "")
        for at in checked(range(_SHORTEST_HALF, len(folded) - MIN_HALF + 1)):
            if at < MIN_HALF and not (is_function_word(folded[:at]) or is_mere_prefix(folded[:at])):
                continue
            left, right = self._commonest(folded[:at]), self._commonest(folded[at:])
            best = max(best, (min(left, right)[0], f"{left[1]} {right[1]}"))
        return best[1] if best[0] >= HALF_KNOWN else ""

    def _commonest(self, folded: str) -> tuple[int, str]:
        """Return the commonest spelling of a folded word, after its number of articles."""
        return max(self._vocabulary.spellings(folded), default=(0, ""))

    def _articles(self, folded: str) -> int:
        """Return in how many articles the spellings of a folded word are, each counted alone."""
        return sum(count for count, _ in self._vocabulary.spellings(folded))

    def _find_nearest(self, folded: str) -> Better | None:
        """Return the likeliest word near a folded one: among the common ones, or else among all."""
        near = self._vocabulary.near
        for common in (True, False):
            best = self._likeliest(folded, near(folded, 1, common=common))
            if len(folded) >= LONG and best[0] < _GOOD:
                best = max(best, self._likeliest(folded, near(folded, 2, common=common)))
            if best[0] > _LEAST:
                return Better(self._commonest(best[1])[1], best[0])
        return None

    def _likeliest(self, folded: str, near: Sequence[NearForm]) -> tuple[float, str]:
        """Return the likeliest of some foldings, after how likely it is."""
        articles: dict[str, int] = {}
        for found in near:
            articles[found.folded] = articles.get(found.folded, 0) + found.articles
        return max(
            ((meant_likelihood(folded, meant, count), meant) for meant, count in articles.items()),
            default=(float("-inf"), ""),
        )


def _size(_: object, folded: str) -> int:
    return 300 + 6 * len(folded)


def _correctable(node: Node) -> Iterator[Word]:
    """Yield the words that were typed loosely: not quoted, and under no operator."""
    if isinstance(node, Bool) and not node.must_not:
        for child in node.should:
            if isinstance(child, Word) and not child.exact and child.start >= 0:
                yield child


def _doubtful(query: Bool, kept: Sequence[range]) -> dict[str, tuple[Token, list[int]]]:
    """Return the tokens that may be misspelt, and where in the query each begins."""
    found: dict[str, tuple[Token, list[int]]] = {}
    for word in _correctable(query):
        for token in word.tokens:
            start = word.start + token.start
            if not any(start in place for place in kept) and _may_be_wrong(token):
                found.setdefault(token.text, (token, []))[1].append(start)
    return found


def _may_be_wrong(token: Token) -> bool:
    """Tell whether a token is unknown, in part or as a whole, or rare."""
    if "-" in token.text:
        return bool(_unknown_parts(token))
    common = (
        term.function_word or (term.exact_articles and term.articles > RARE)
        for term in token.terms
        if term.known
    )
    return not any(common)


def _unknown_parts(token: Token) -> list[int]:
    """Return which parts of a hyphenated token the index does not know, unless it knows it in one word."""
    if "-" not in token.text or any(term.optional and term.known for term in token.terms):
        return []
    return [term.offset for term in token.terms if not term.known and not term.optional]


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
