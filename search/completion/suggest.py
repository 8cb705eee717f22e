"""Completions of what is being typed: words of the index, and titles of articles."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...index.analysis.folding import fold
from ...index.analysis.normalization import clean_text
from ...index.analysis.tokenizer import tokenize
from ..answer.details import Completion
from ..query.location import has_diacritics
from ..query.terms import Token
from ..vocabulary.term_resolver import TermResolver
from .compounds import complete_compound
from .names import complete_names, words_alone
from .source import CompletionSource
from .words import WordCompleter, typed_letters

_WORD_SHARE = 0.6
_SHORTEST_FOR_TITLES = 3
# A title's word counts as typed where it shares so many letters, and all but so many, with one.
_ALIKE, _ENDING = 4, 2

# Behind one of these goes a name or an address on, of which no word is the rest: S&P.
_GLUE = ("&", "@")

_WORD = re.compile(r"\w+")


class Suggester:
    """Completes prefixes from the vocabulary and the titles; safe for many threads."""

    def __init__(self, source: CompletionSource, resolver: TermResolver) -> None:
        self._source, self._resolver = source, resolver
        self._words = WordCompleter(source)

    def suggest(self, prefix: str, limit: int) -> tuple[Completion, ...]:
        """Return at most `limit` completions: the likeliest words, then the newest titles."""
        text = clean_text(prefix)
        names = complete_names(self._source, text, limit)
        searched = words_alone(text)
        tokens = tokenize(searched)
        if limit < 1 or names or not tokens.words:
            return tuple(names or ())
        end = int(tokens.ends[-1])
        compound = "-" in tokens.words[-1] or searched[end:] == "-"
        finished = end < len(text) and searched[end:] != "-"
        unfinished = "" if finished else searched[int(tokens.starts[-1]) :]
        head = text[: len(text) - len(unfinished)]
        plain = not has_diacritics(searched)
        words_before = tokens.words if finished else tokens.words[:-1]
        before = [self._resolver.token(word, plain) for word in words_before]
        most = max(1, round(limit * _WORD_SHARE))
        words: list[Completion] = []
        if unfinished and compound:
            words = complete_compound(self._source, head, unfinished, most)
        elif unfinished and not head.endswith(_GLUE):
            words = self._words.complete(head, before, unfinished, most)
        if len(fold(text.lower()).strip()) < _SHORTEST_FOR_TITLES:
            return tuple(words)
        return (*words, *self._titles(before, unfinished.replace("-", ""), limit - len(words)))

    def _titles(self, complete: Sequence[Token], start: str, limit: int) -> list[Completion]:
        """Return titles with all the words and one that begins with `start`."""
        if limit < 1:
            return []
        typed = [*(token.text for token in complete), *([start] if start else [])]
        found = {
            title: Completion(title, "title", article_id, ranges=_typed_ranges(title, typed))
            for article_id, title in self._source.titles(complete, start, limit)
        }
        return list(found.values())[:limit]


def _typed_ranges(title: str, typed: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Return what of the words of a title was typed, whatever its case, marks and endings."""
    words = [fold(word.lower()) for word in typed]
    beginnings = {
        word[:size] for word in words for size in range(len(word) - _ENDING, len(word) + 1)
        if size == len(word) or size >= _ALIKE
    }  # fmt: skip
    longest_first = sorted(beginnings - {""}, key=len, reverse=True)
    ranges = []
    for token in _WORD.finditer(title):
        folded = fold(token[0].lower())
        shared = next((each for each in longest_first if folded.startswith(each)), "")
        if shared:
            ranges.append((token.start(), token.start() + typed_letters(token[0], shared)))
    return tuple(ranges)
