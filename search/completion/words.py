"""Words of the index that complete a prefix, one of a lemma.

Words that stand next to what was typed before come first, then those that come in the same articles.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from ...index.analysis.folding import fold
from ...index.analysis.token_parts import shape
from ...index.analysis.tokenizer import find_positions, tokenize
from ...index.article import Article
from ...index.deadline import check
from ...index.segment.articles import SegmentArticles
from ...index.segment.words import SegmentWords
from ..answer.details import Completion
from ..query.terms import Token
from .source import Before, CompletionSource
from .words_before import POSITION_BITS, places_of
from .written_forms import written

# Forms with the prefix that are looked at, the commonest, and words that may stand next to those before.
_SCANNED, _NEIGHBOURS = 24, 256
# Postings that are looked at to tell which words are the commonest.
_POSTINGS = 1 << 14
# Articles with words that stand together that are read to see which words follow them.
_READ = 16
# Places of a word behind others that are read to see in which form it stands there, until so many have the
# last of these as it was typed: „banca națională", not „banca naționale" for all the „băncii naționale".
_READ_EACH, _AS_TYPED = 6, 2


@dataclass
class _Lemma:
    """A completion in the making: its forms and their counts.

    `count` estimates the articles that have it and the words before, `next` those where it follows them;
    `followers` counts its forms there; `places` are some of them: segment, article, position.
    """

    forms: Counter[str] = field(default_factory=Counter)
    followers: Counter[str] = field(default_factory=Counter)
    places: list[tuple[SegmentArticles, int, int]] = field(default_factory=list)
    count: float = 0.0
    next: float = 0.0

    @property
    def commonest(self) -> str:
        """The commonest form."""
        return min(self.forms, key=lambda form: (-self.forms[form], len(form), form))

    @property
    def form(self) -> str:
        """The commonest form after the words before, or else the commonest."""
        return max(self.followers, key=self.followers.__getitem__, default=self.commonest)


class WordCompleter:
    """Completes the last word of a text; safe for many threads."""

    def __init__(self, source: CompletionSource) -> None:
        self._source = source

    def complete(self, head: str, before: Sequence[Token], start: str, limit: int) -> list[Completion]:
        """Return words completed after `head`: those that follow the words before, then those beside them."""
        lemmas: dict[str, _Lemma] = defaultdict(_Lemma)
        segments = self._source.segments
        forms = [list(commonest(segment, start)) for segment in segments]
        known = [
            [lemma_of(segment, form) for form, _ in own] for segment, own in zip(segments, forms, strict=True)
        ]
        company = self._source.company(before, start, [[concept for _, concept in own] for own in known])
        for number, segment in enumerate(segments):
            check()
            of_each = zip(forms[number], known[number], company.shares[number], strict=True)
            for (form, count), (key, _), share in of_each:
                lemmas[key].forms[segment.forms.word(form)] += count
                lemmas[key].count += count * share
            if met := company.before[number]:
                _add_followers(met, start, lemmas)
        ranked = sorted(lemmas.values(), key=_rank)
        ranked = [each for each in ranked if is_written(each.commonest, start)]
        last = fold(before[-1].text.lower()) if before else ""
        for each in ranked[: 2 * limit]:
            self._read_followers(each, start, last)
        # A form of two words, such as the participle and the noun `trecut`, is one completion.
        best = list({each.form: each for each in sorted(ranked, key=_rank, reverse=True)}.values())
        best = sorted(best, key=_rank)[:limit]
        # What was read behind other words is written so.
        spelled = iter(written(self._source, [each.form for each in best if not each.followers]))
        shown = [each.form if each.followers else next(spelled) for each in best]
        return [
            completion(head, word, start, max(each.count, each.next))
            for word, each in zip(shown, best, strict=True)
        ]

    def _read_followers(self, lemma: _Lemma, start: str, last: str) -> None:
        """See in which form a word stands behind the words before, `last` folded at the end of these.

        A form behind that very form comes first; a word that only stands there otherwise is no neighbour.
        """
        folded = fold(start.lower())
        others: Counter[str] = Counter()
        as_typed = 0
        for segment, doc, position in lemma.places[:_READ_EACH]:
            article = segment.article(doc)
            word = _word_at(article, position)
            if as_typed < _AS_TYPED and fold(word.lower()).startswith(folded):
                same = fold(_word_at(article, position - 1).lower()) == last
                as_typed += same
                forms = (part.form for each in tokenize(word).words for part in shape(each).parts)
                (lemma.followers if same else others).update(forms)
        lemma.followers = lemma.followers or others
        if not lemma.followers:
            lemma.next = 0.0


def _rank(lemma: _Lemma) -> tuple[float, float, str]:
    return -lemma.next, -lemma.count, lemma.commonest


def completion(head: str, word: str, start: str, count: float) -> Completion:
    """Return the completion of `start` after `head`."""
    typed = len(head) + typed_letters(word, start)
    return Completion(head + word, "word", count=round(count), ranges=((0, typed),))


def is_written(form: str, start: str) -> bool:
    """Tell whether a form is of the letters of what was typed: others are a text's that was read wrongly."""
    return fold(form.lower()).isascii() or not start.isascii()


def commonest(segment: SegmentWords, start: str, most: int = _SCANNED) -> Iterator[tuple[int, int]]:
    """Yield the commonest forms with a prefix, and how many articles have each; none that nobody has."""
    numbers = segment.forms.prefixed(start)
    for at in _highest(segment.form_counts[numbers.start : numbers.stop], most):
        form = numbers.start + at
        if count := segment.articles_with_form(form):
            yield form, count


def lemma_of(segment: SegmentWords, form: int) -> tuple[str, int]:
    """Return the main concept of a form, and what forms are one lemma by."""
    concept = max((concept for concept, _ in segment.concepts_of(form)), key=segment.frequency)
    return fold(segment.concepts.word(concept)), concept


def _add_followers(before: Before, start: str, lemmas: dict[str, _Lemma]) -> None:
    """Add the words that follow some others, and count how many articles have each lemma there."""
    segment = before.segment
    numbers = segment.forms.prefixed(start)
    concepts, bits = segment.concepts_with_forms(numbers)
    every, counts = concepts, segment.count_among(concepts, bits, None, _POSTINGS)
    rare: Counter[str] = Counter()
    if len(concepts) > _NEIGHBOURS:
        concepts = np.sort(concepts[np.argpartition(-counts, _NEIGHBOURS)[:_NEIGHBOURS]])
        rare = _next_words(before, fold(start.lower()))
    read = [lemma_of(segment, form)[1] for form in map(segment.forms.find, rare) if form >= 0]
    concepts = np.union1d(concepts, np.array(read, np.int64))
    whose, places = places_of(segment, concepts.tolist(), before.docs)
    follows = before.ends[np.searchsorted(before.ends[:-1], places - 1)] == places - 1
    whose, places = whose[follows], places[follows]
    pairs, first = np.unique((whose << POSITION_BITS) + (places >> POSITION_BITS), return_index=True)
    met = np.bincount(pairs >> POSITION_BITS, minlength=len(concepts))
    for at in np.flatnonzero(met).tolist():
        concept = int(concepts[at])
        lemma = lemmas[fold(segment.concepts.word(concept))]
        # Of a word like `a avea` only `neavând` may begin so, and others of its forms stand there.
        share = counts[np.searchsorted(every, concept)] / max(segment.frequency(concept), 1)
        lemma.next += int(met[at]) * before.step * min(float(share), 1.0)
        forms = (form for form in segment.variants(concept) if form in numbers)
        for form in islice(forms, 1 if not lemma.forms else 0):
            lemma.forms[segment.forms.word(form)] += 1
        for place in places[first[pairs >> POSITION_BITS == at][:_READ_EACH]].tolist():
            doc = int(before.docs[place >> POSITION_BITS])
            lemma.places.append((segment, doc, place & ((1 << POSITION_BITS) - 1)))


def _next_words(before: Before, folded: str) -> Counter[str]:
    """Return the words with a prefix, folded, that follow the words before in some of the articles."""
    articles, first = np.unique(before.ends >> POSITION_BITS, return_index=True)
    chosen = slice(None, None, len(articles) // _READ + 1)
    texts = [before.segment.article(int(doc)) for doc in before.docs[articles[chosen]]]
    positions = (before.ends[first[chosen]] & ((1 << POSITION_BITS) - 1)) + 1
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


def typed_letters(form: str, start: str) -> int:
    """Return how many letters of a form stand for a prefix of its folding."""
    length = len(fold(start.lower()))
    return next((at for at in range(len(form)) if len(fold(form[:at].lower())) >= length), len(form))


def _highest(counts: NDArray[np.uint32], most: int) -> list[int]:
    """Return the places of the highest counts."""
    at = np.arange(len(counts))
    if len(counts) > most:
        at = np.flatnonzero(counts >= np.partition(counts, len(counts) - most)[len(counts) - most])
    highest: list[int] = at[np.argsort(-counts[at].astype(np.int64), kind="stable")][:most].tolist()
    return highest
