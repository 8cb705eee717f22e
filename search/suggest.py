"""Completions of what is being typed: words of the index, and titles of articles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..index.romanian.normalise import clean_text
from ..index.romanian.spelling import fold
from ..index.romanian.tokenizer import tokenize
from ..index.segment import Segment
from .reading import Reader, has_diacritics
from .results import Completion

MAX_PREFIX = 200
_WORD_SHARE = 0.6
_SCANNED = 64


class Suggester:
    """Completes prefixes from the vocabulary and the titles; safe for many threads."""

    def __init__(self, segments: Sequence[Segment], reader: Reader) -> None:
        self._segments, self._reader = segments, reader

    def suggest(self, prefix: str, limit: int) -> tuple[Completion, ...]:
        """Return at most `limit` completions: the commonest words, then the newest titles."""
        text = clean_text(prefix[:MAX_PREFIX])
        tokens = tokenize(text)
        if not tokens.words or limit < 1:
            return ()
        last = tokens.words[-1].split("-")[-1]
        finished = int(tokens.ends[-1]) < len(text)
        head = text if finished else text[: int(tokens.ends[-1]) - len(last)]
        words = [] if finished else self._words(head, last, max(1, round(limit * _WORD_SHARE)))
        titles = self._titles(text, tokens.words, "" if finished else last, limit - len(words))
        return (*words, *titles)

    def _words(self, head: str, start: str, limit: int) -> list[Completion]:
        counts: dict[str, tuple[int, str]] = {}
        for segment in self._segments:
            numbers = segment.forms.prefixed(start)
            if not len(numbers):
                continue
            here = segment.form_counts[numbers.start : numbers.stop]
            for at in _highest(here, _SCANNED):
                form = segment.forms.word(numbers.start + at)
                folded = fold(form.lower())
                old = counts.get(folded, (0, form))
                counts[folded] = (old[0] + int(here[at]), form if int(here[at]) > old[0] else old[1])
        best = sorted(counts.values(), key=lambda each: (-each[0], each[1]))[:limit]
        return [Completion(head + form, "word", count=count) for count, form in best]

    def _titles(self, text: str, words: list[str], start: str, limit: int) -> list[Completion]:
        """Return titles with all the words, the last one perhaps unfinished."""
        if limit < 1 or len(fold(text.lower()).strip()) < 3:
            return []
        plain = not has_diacritics(text)
        complete = [word for word in words[:-1] if "-" not in word] if start else words
        found: list[Completion] = []
        for number, segment in enumerate(self._segments):
            docs = self._title_docs(segment, number, complete, start, plain)
            newest = docs[np.argsort(-np.maximum(segment.dates[docs], -(1 << 60)), kind="stable")[:limit]]
            for doc in newest.tolist():
                article = segment.article(doc)
                found.append(Completion(article.title, "title", article.id))
        return list({each.text: each for each in found}.values())[:limit]

    def _title_docs(
        self, segment: Segment, number: int, complete: list[str], start: str, plain: bool
    ) -> np.ndarray:
        docs: np.ndarray | None = None
        if start:
            numbers = segment.forms.prefixed(start)
            docs = np.unique(segment.title_docs_with_forms(numbers.start, numbers.stop))
        for word in complete:
            listed = [
                each
                for token in self._reader.tokens(word, plain)
                for term in token.terms
                for each in term.lists[number]
            ]
            having = [segment.title_postings(each.concept).docs for each in listed]
            these = np.unique(np.concatenate(having)) if having else np.empty(0, np.uint32)
            docs = these if docs is None else np.intersect1d(docs, these, assume_unique=True)
        docs = np.empty(0, np.uint32) if docs is None else docs
        return docs if segment.alive is None else docs[segment.alive[docs]]


def _highest(counts: np.ndarray, most: int) -> list[int]:
    if len(counts) > most:
        chosen = np.argpartition(counts, len(counts) - most)[len(counts) - most :]
    else:
        chosen = np.arange(len(counts))
    return [int(at) for at in chosen]
