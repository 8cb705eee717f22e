"""Completions of what is being typed: words of the index, and titles of articles."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from ..index.analysis.folding import fold
from ..index.analysis.normalization import clean_text
from ..index.analysis.tokenizer import tokenize
from ..index.segment.reader import Segment
from .query.dates import BEGIN
from .query.query_terms import Reader, has_diacritics
from .results import Completion
from .word_completion import WordCompleter, typed_letters

MAX_PREFIX = 200
_WORD_SHARE = 0.6
# A title's word counts as typed where it shares so many letters, and all but so many, with one.
_ALIKE, _ENDING = 4, 2

_WORD = re.compile(r"\w+")


class Suggester:
    """Completes prefixes from the vocabulary and the titles; safe for many threads."""

    def __init__(self, segments: Sequence[Segment], reader: Reader) -> None:
        self._segments, self._reader = segments, reader
        self._words = WordCompleter(segments, reader)

    def suggest(self, prefix: str, limit: int) -> tuple[Completion, ...]:
        """Return at most `limit` completions: the likeliest words, then the newest titles."""
        text = clean_text(prefix[:MAX_PREFIX])
        tokens = tokenize(text)
        if not tokens.words or limit < 1:
            return ()
        last = tokens.words[-1].split("-")[-1]
        finished = int(tokens.ends[-1]) < len(text)
        head = text if finished else text[: int(tokens.ends[-1]) - len(last)]
        plain = not has_diacritics(text)
        before = tokenize(head).words
        words: list[Completion] = []
        if not finished:
            words = self._words.complete(head, before, last, max(1, round(limit * _WORD_SHARE)), plain)
        titles = self._titles(text, tokens.words, "" if finished else last, limit - len(words))
        return (*words, *titles)

    def _titles(self, text: str, words: list[str], start: str, limit: int) -> list[Completion]:
        """Return titles with all the words, the last one perhaps unfinished."""
        if limit < 1 or len(fold(text.lower()).strip()) < 3:
            return []
        plain = not has_diacritics(text)
        complete = [word for word in words[:-1] if "-" not in word] if start else words
        found: list[Completion] = []
        for number, segment in enumerate(self._segments):
            docs = self._title_docs(segment, number, complete, start, plain)
            for doc in _newest(segment, docs, limit):
                article = segment.article(doc)
                ranges = _typed_ranges(article.title, [*complete, start] if start else complete)
                found.append(Completion(article.title, "title", article.id, ranges=ranges))
        return list({each.text: each for each in found}.values())[:limit]

    def _title_docs(
        self, segment: Segment, number: int, complete: list[str], start: str, plain: bool
    ) -> np.ndarray:
        having = [self._with_word(segment, number, word, plain) for word in complete]
        if start:
            numbers = segment.forms.prefixed(start)
            having.append(segment.title_docs_with_forms(numbers.start, numbers.stop))
        if segment.alive is not None:
            having.append(np.flatnonzero(segment.alive))
        times = np.zeros(segment.articles, np.uint8)
        for at, docs in enumerate(having):
            # An article may come several times in a list; it counts if it was in all before.
            times[docs[times[docs] == at]] = at + 1
        return np.flatnonzero(times == len(having))

    def _with_word(self, segment: Segment, number: int, word: str, plain: bool) -> np.ndarray:
        lists = [
            segment.title_postings(each.concept).docs
            for token in self._reader.tokens(word, plain)
            for term in token.terms
            for each in term.lists[number]
        ]
        return np.concatenate([np.empty(0, np.uint32), *lists])


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


def _newest(segment: Segment, docs: np.ndarray, most: int) -> list[int]:
    dates = segment.dates[docs]
    if len(docs) > most:
        kept = np.flatnonzero(dates >= np.partition(dates, len(dates) - most)[len(dates) - most])
        docs, dates = docs[kept], dates[kept]
    newest: list[int] = docs[np.lexsort((docs, -np.maximum(dates, BEGIN)))][:most].tolist()
    return newest
