"""The articles of segments in files, as completions take them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...index.deadline import check
from ...index.segment.reader import Segment
from ...index.segment.stored_fields import SECTIONS
from ..query.dates.date_ranges import BEGIN
from ..query.terms import Token
from .source import READ_OF_A_COMPOUND, READ_OF_A_FORM, Before, Company
from .words_before import chain_of, company_terms, ends_in

# Articles of a word that are looked at to tell how often it comes with the words before.
_SHARE_SAMPLE = 1024
# Articles with the words before that are looked at.
_SAMPLE = 256

Bools = NDArray[np.bool_]


class SegmentCompletions:
    """It is documented as `CompletionSource`."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = segments

    def company(self, before: Sequence[Token], start: str, concepts: Sequence[Sequence[int]]) -> Company:
        """Return what is known of the articles with the words before."""
        among = [_company(segment, number, before) for number, segment in enumerate(self.segments)]
        if not any(each is None or each.any() for each in among):
            among = [None] * len(among)
        shares = [
            [_share(segment, concept, mask) for concept in own]
            for segment, own, mask in zip(self.segments, concepts, among, strict=True)
        ]
        return Company(shares, [
            _before(segment, number, before, mask)
            for number, (segment, mask) in enumerate(zip(self.segments, among, strict=True))
        ])  # fmt: skip

    def count_names(self, field: str) -> Counter[str]:
        """Return how many articles have each source or section."""
        counts = Counter[str]()
        for segment in self.segments:
            counts += _counts(segment, field)
        return counts

    def titles(self, complete: Sequence[Token], start: str, limit: int) -> list[tuple[str, str]]:
        """Return id and title of the newest articles whose titles have some words and one that begins so."""
        found: list[tuple[int, int, int]] = []
        for number, segment in enumerate(self.segments):
            check()
            docs = _newest(segment, _title_docs(segment, number, complete, start), limit)
            found += [(-max(date, BEGIN), number, doc) for doc, date in docs]
        articles = (self.segments[number].article(doc) for _, number, doc in sorted(found)[:limit])
        return [(article.id, article.title) for article in articles]

    def texts_with(self, forms: Sequence[str], most: int) -> list[list[str]]:
        """Return of each form some texts that have it; none where more than `most` articles have it."""
        return [[text for segment in self.segments for text in _texts(segment, form, most)] for form in forms]

    def bodies_with(self, folded: str) -> list[list[str]]:
        """Return the bodies of some articles of each segment that have a word that folds so."""
        found = []
        for segment in self.segments:
            check()
            docs = segment.docs_with_forms(segment.forms.folding(folded))
            sample = docs[:: len(docs) // READ_OF_A_COMPOUND + 1].tolist()
            found.append([segment.article(doc).body for doc in sample])
        return found


def _company(segment: Segment, number: int, tokens: Sequence[Token]) -> Bools | None:
    """Return which articles have all of some words, as far as the index knows them; None without any."""
    masks = []
    for terms in company_terms(tokens):
        mask = np.zeros(segment.articles, np.bool_)
        for term in terms:
            for listed in term.lists[number]:
                mask[segment.postings(listed.concept).docs] = True
        masks.append(mask)
    return segment.living(np.logical_and.reduce(masks)) if masks else None


def _share(segment: Segment, concept: int, company: Bools | None) -> float:
    """Return the share of the articles with a concept that are among some, from a sample; 1 without these."""
    if company is None:
        return 1.0
    docs = segment.postings(concept).docs
    sample = docs[:: len(docs) // _SHARE_SAMPLE + 1]
    if segment.alive is not None:
        sample = sample[segment.alive[sample]]
    return np.count_nonzero(company[sample]) / max(len(sample), 1)


def _before(segment: Segment, number: int, tokens: Sequence[Token], company: Bools | None) -> Before | None:
    """Return where the words before end in some articles of the company, or of all that have the last."""
    chain = chain_of(tokens, number)
    if not chain:
        return None
    every = segment.postings(chain[-1][0]).docs if company is None else np.flatnonzero(company)
    step = len(every) // _SAMPLE + 1
    docs = every[::step].astype(np.int64)
    if segment.alive is not None:
        docs = docs[segment.alive[docs]]
    ends = ends_in(segment, chain, docs)
    return Before(segment, docs, step, ends) if len(ends) else None


def _counts(segment: Segment, field: str) -> Counter[str]:
    source = field == "source"
    names, numbers = (
        (segment.source_names, segment.sources) if source else (segment.section_names, segment.sections)
    )
    counted = np.bincount(numbers if segment.alive is None else numbers[segment.alive], minlength=len(names))
    found = Counter[str]()
    for name, count in zip(names, counted.tolist(), strict=False):
        found.update({part: count for part in name.split(SECTIONS) if part and count})
    return found


def _texts(segment: Segment, form: str, most: int) -> list[str]:
    number = segment.forms.find(form)
    if number < 0 or segment.form_counts[number] > most:
        return []
    docs = segment.docs_with_forms(range(number, number + 1))[:READ_OF_A_FORM]
    return [f"{article.title}\n{article.body}" for article in map(segment.article, docs.tolist())]


def _title_docs(segment: Segment, number: int, complete: Sequence[Token], start: str) -> np.ndarray:
    having = [_with_word(segment, number, token) for token in complete]
    if start:
        numbers = segment.forms.prefixed(start)
        having.append(segment.title_docs_with_forms(numbers))
    if segment.alive is not None:
        having.append(np.flatnonzero(segment.alive))
    times = np.zeros(segment.articles, np.uint8)
    for at, docs in enumerate(having):
        # An article may come several times in a list; it counts if it was in all before.
        times[docs[times[docs] == at]] = at + 1
    return np.flatnonzero(times == len(having))


def _with_word(segment: Segment, number: int, token: Token) -> np.ndarray:
    lists = [segment.title_postings(each.concept).docs for term in token.terms for each in term.lists[number]]
    return np.concatenate([np.empty(0, np.uint32), *lists])


def _newest(segment: Segment, docs: np.ndarray, most: int) -> list[tuple[int, int]]:
    """Return the newest of some articles and the dates of these."""
    dates = segment.dates[docs]
    if len(docs) > most:
        kept = np.flatnonzero(dates >= np.partition(dates, len(dates) - most)[len(dates) - most])
        docs, dates = docs[kept], dates[kept]
    order = np.lexsort((docs, -np.maximum(dates, BEGIN)))[:most]
    return list(zip(docs[order].tolist(), dates[order].tolist(), strict=True))
