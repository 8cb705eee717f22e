"""Words of the index that complete a prefix, one of a lemma.

Words that stand next to what was typed before come first, then those that come in the same articles.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..index.analysis.folding import fold
from ..index.analysis.token_parts import shape
from ..index.analysis.tokenizer import find_positions, tokenize
from ..index.article import Article
from ..index.deadline import check
from ..index.native.sorted_sets import distinct, intersect
from ..index.segment.reader import Segment
from .query.terms import Token
from .ranking.top_k import kth
from .results import Completion

# Forms with the prefix that are looked at, the commonest, beside those that stand next to the words before.
_SCANNED = 24
# Articles of a word that are looked at to tell how often it comes with the words before.
_SAMPLE = 1024
# Articles with the words before that are looked at to tell how often a word stands next to them, and of
# those in which the words stand together how many are read to see which words do.
_NEXT_SAMPLE, _READ = 256, 16
# Words before that a completion may stand next to.
_CHAIN = 2
# Bits of a position below the number of its article, in one number for both.
_POSITION_BITS = 32

Ints = NDArray[np.int64]


@dataclass
class _Lemma:
    """A completion in the making: its forms and their counts, its concept in each segment it is in.

    `count` estimates the articles that have it and the words before, `next` those where it follows them;
    `followers` counts its forms there.
    """

    forms: Counter[str] = field(default_factory=Counter)
    followers: Counter[str] = field(default_factory=Counter)
    concepts: dict[int, int] = field(default_factory=dict)
    count: float = 0.0
    next: float = 0.0

    @property
    def form(self) -> str:
        """The commonest form after the words before, or else the commonest."""
        forms = self.followers or self.forms
        return min(forms, key=lambda form: (-forms[form], len(form), form))


class _Before(NamedTuple):
    """The words before in a segment: some articles that have them, every `step`-th, and where they end there.

    `ends` are places as of `_places`, ascending; there is one at least.
    """

    docs: Ints
    step: int
    ends: Ints


class WordCompleter:
    """Completes the last word of a text; safe for many threads."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments

    def complete(self, head: str, before: Sequence[Token], start: str, limit: int) -> list[Completion]:
        """Return words completed after `head`: those that follow the words before, then those beside them."""
        lemmas: dict[str, _Lemma] = defaultdict(_Lemma)
        company = [_company(each, number, before) for number, each in enumerate(self._segments)]
        if not any(each is None or each.any() for each in company):
            company = [None] * len(company)
        for number, segment in enumerate(self._segments):
            check()
            for form, count in _commonest(segment, start):
                key, concept = _lemma_of(segment, form)
                lemma = lemmas[key]
                lemma.forms[segment.forms.word(form)] += count
                lemma.count += count * _share(segment, concept, company[number])
                lemma.concepts[number] = concept
            if met := _ends_of(segment, number, before, company[number]):
                _add_followers(segment, number, met, start, lemmas)
        best = sorted(lemmas.values(), key=lambda each: (-each.next, -each.count, each.form))[:limit]
        return [
            Completion(
                head + each.form,
                "word",
                count=round(max(each.count, each.next)),
                ranges=((0, len(head) + typed_letters(each.form, start)),),
            )
            for each in best
        ]


def _ends_of(
    segment: Segment, number: int, tokens: Sequence[Token], company: NDArray[np.bool_] | None
) -> _Before | None:
    """Return where the last of the words before, or the last two where they stand together, end."""
    terms = [term for token in tokens[-_CHAIN:] for term in token.terms if not term.optional]
    chain = [[listed.concept for listed in term.lists[number]] for term in terms[-_CHAIN:]]
    if not chain or not chain[-1]:
        return None
    every = segment.postings(chain[-1][0]).docs if company is None else np.flatnonzero(company)
    step = len(every) // _NEXT_SAMPLE + 1
    docs = every[::step].astype(np.int64)
    if segment.alive is not None:
        docs = docs[segment.alive[docs]]
    ends = np.sort(_places(segment, chain[-1], docs)[1])
    if len(chain) > 1:
        together = intersect(np.sort(_places(segment, chain[0], docs)[1]) + 1, ends)
        ends = together if len(together) else ends
    return _Before(docs, step, ends) if len(ends) else None


def _company(segment: Segment, number: int, tokens: Sequence[Token]) -> NDArray[np.bool_] | None:
    """Return which articles have all of some words, as far as the index knows them; None without any."""
    masks = []
    for token in tokens:
        terms = [term for term in token.terms if term.known]
        if any(not term.function_word for term in terms):
            mask = np.zeros(segment.articles, np.bool_)
            for term in terms:
                for listed in term.lists[number]:
                    mask[segment.postings(listed.concept).docs] = True
            masks.append(mask)
    return np.logical_and.reduce(masks) if masks else None


def _commonest(segment: Segment, start: str) -> Iterator[tuple[int, int]]:
    """Yield the commonest forms with a prefix, and how many articles have each."""
    numbers = segment.forms.prefixed(start)
    counts = segment.form_counts[numbers.start : numbers.stop]
    for at in _highest(counts, _SCANNED):
        yield numbers.start + at, int(counts[at])


def _lemma_of(segment: Segment, form: int) -> tuple[str, int]:
    """Return the main concept of a form, and what forms are one lemma by."""
    concept = max((concept for concept, _ in segment.concepts_of(form)), key=segment.frequency)
    return fold(segment.concepts.word(concept)), concept


def _add_followers(
    segment: Segment, number: int, before: _Before, start: str, lemmas: dict[str, _Lemma]
) -> None:
    """Add the words that follow some others, and count how many articles have each lemma there."""
    for word, count in _next_words(segment, before, fold(start.lower())).items():
        form = segment.forms.find(word)
        if form >= 0:
            key, concept = _lemma_of(segment, form)
            lemmas[key].followers[word] += count
            lemmas[key].concepts[number] = concept
    here = [lemma for lemma in lemmas.values() if number in lemma.concepts]
    whose, places = _places(segment, [lemma.concepts[number] for lemma in here], before.docs)
    follows = before.ends[np.searchsorted(before.ends[:-1], places - 1)] == places - 1
    pairs = distinct((whose[follows] << _POSITION_BITS) + (places[follows] >> _POSITION_BITS))
    counts = np.bincount(pairs >> _POSITION_BITS, minlength=len(here))
    for lemma, count in zip(here, counts.tolist(), strict=True):
        lemma.next += count * before.step


def _next_words(segment: Segment, before: _Before, folded: str) -> Counter[str]:
    """Return the words with a prefix, folded, that follow the words before in some of the articles."""
    articles, first = np.unique(before.ends >> _POSITION_BITS, return_index=True)
    chosen = slice(None, None, len(articles) // _READ + 1)
    texts = [segment.article(int(doc)) for doc in before.docs[articles[chosen]]]
    positions = (before.ends[first[chosen]] & ((1 << _POSITION_BITS) - 1)) + 1
    found: Counter[str] = Counter()
    for article, position in zip(texts, positions.tolist(), strict=True):
        word = _word_at(article, position)
        # Most words are others, and analysing one takes longer than seeing that.
        if fold(word.lower()).startswith(folded):
            found.update(part.form for each in tokenize(word).words for part in shape(each).parts)
    return found


def _word_at(article: Article, position: int) -> str:
    """Return what is at a position of an article, of which one stays free between title and body."""
    for text in (article.title, article.body):
        starts, ends = find_positions(text)
        if 0 <= position < len(starts):
            return text[starts[position] : ends[position]]
        position -= len(starts) + 1
    return ""


def _share(segment: Segment, concept: int, company: NDArray[np.bool_] | None) -> float:
    """Return the share of the articles with a concept that are among some, from a sample."""
    if company is None:
        return 1.0
    docs = segment.postings(concept).docs
    sample = docs[:: len(docs) // _SAMPLE + 1]
    return np.count_nonzero(company[sample]) / max(len(sample), 1)


def _places(segment: Segment, concepts: Sequence[int], docs: Ints) -> tuple[Ints, Ints]:
    """Return where concepts stand in articles: the place of each in `concepts`, article and position."""
    found = segment.occurrences.find(concepts, docs)
    return found.concepts, (found.articles << _POSITION_BITS) + found.positions


def typed_letters(form: str, start: str) -> int:
    """Return how many letters of a form stand for a prefix of its folding."""
    length = len(fold(start.lower()))
    return next((at for at in range(len(form)) if len(fold(form[:at].lower())) >= length), len(form))


def _highest(counts: NDArray[np.uint32], most: int) -> list[int]:
    """Return the places of the highest counts."""
    at = np.arange(len(counts))
    if len(counts) > most:
        at = np.flatnonzero(counts >= kth(counts.view(np.int32), at, most))
    highest: list[int] = at[np.argsort(-counts[at].astype(np.int64), kind="stable")][:most].tolist()
    return highest
