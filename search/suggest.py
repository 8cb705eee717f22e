"""Completions of what is being typed: words of the index, and titles of articles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..index.analysis.folding import fold
from ..index.analysis.normalization import clean_text
from ..index.analysis.tokenizer import tokenize
from ..index.segment.reader import Segment
from .query.dates import BEGIN
from .query.query_terms import Reader, has_diacritics
from .results import Completion

MAX_PREFIX = 200
_WORD_SHARE = 0.6
_SCANNED = 24
# Articles of a word that are looked at to tell how often it comes with the words before.
_SAMPLE = 2048


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
        plain = not has_diacritics(text)
        before = tokenize(head).words
        words = []
        if not finished:
            words = self._words(head, before, last, max(1, round(limit * _WORD_SHARE)), plain)
        titles = self._titles(text, tokens.words, "" if finished else last, limit - len(words))
        return (*words, *titles)

    def _words(
        self, head: str, before: Sequence[str], start: str, limit: int, plain: bool
    ) -> list[Completion]:
        """Return completed words, those first that most articles have, with the words before."""
        counts: dict[str, tuple[int, str]] = {}
        for number, segment in enumerate(self._segments):
            numbers = segment.forms.prefixed(start)
            if not len(numbers):
                continue
            company = self._company(segment, number, before, plain)
            here = segment.form_counts[numbers.start : numbers.stop]
            for at in _highest(here, _SCANNED):
                form = segment.forms.word(numbers.start + at)
                folded = fold(form.lower())
                count = int(here[at] * _share(segment, numbers.start + at, company))
                old = counts.get(folded, (0, form))
                counts[folded] = (old[0] + count, form if count > old[0] else old[1])
        best = sorted(counts.values(), key=lambda each: (-each[0], each[1]))[:limit]
        return [Completion(head + form, "word", count=count) for count, form in best]

    def _company(
        self, segment: Segment, number: int, words: Sequence[str], plain: bool
    ) -> NDArray[np.bool_] | None:
        """Return which articles have all of some words, as far as the index knows them; None without any."""
        masks = []
        for word in words:
            terms = [term for token in self._reader.tokens(word, plain) for term in token.terms if term.known]
            if any(not term.function_word for term in terms):
                mask = np.zeros(segment.articles, np.bool_)
                for term in terms:
                    for listed in term.lists[number]:
                        mask[segment.postings(listed.concept).docs] = True
                masks.append(mask)
        return np.logical_and.reduce(masks) if masks else None

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
                found.append(Completion(article.title, "title", article.id))
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


def _share(segment: Segment, form: int, company: NDArray[np.bool_] | None) -> float:
    """Return the share of the articles with a form's concepts that are among some, from a sample."""
    if company is None:
        return 1.0
    lists = [segment.postings(concept).docs for concept, _ in segment.concepts_of(form)]
    docs = lists[0] if len(lists) == 1 else np.concatenate(lists)
    sample = docs[:: len(docs) // _SAMPLE + 1]
    return np.count_nonzero(company[sample]) / max(len(sample), 1)


def _newest(segment: Segment, docs: np.ndarray, most: int) -> list[int]:
    dates = segment.dates[docs]
    if len(docs) > most:
        kept = np.flatnonzero(dates >= np.partition(dates, len(dates) - most)[len(dates) - most])
        docs, dates = docs[kept], dates[kept]
    newest: list[int] = docs[np.lexsort((docs, -np.maximum(dates, BEGIN)))][:most].tolist()
    return newest


def _highest(counts: np.ndarray, most: int) -> list[int]:
    if len(counts) > most:
        chosen = np.argpartition(counts, len(counts) - most)[len(counts) - most :]
    else:
        chosen = np.arange(len(counts))
    return [int(at) for at in chosen]
