"""The articles of a cluster, as completions take them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np

from ...index.analysis.folding import fold
from ...index.article import Article
from ...index.cluster.articles import mapping as fields
from ...index.cluster.articles.record import WHOLE, read, read_article
from ..completion.source import READ_OF_A_COMPOUND, READ_OF_A_FORM, Before, Company
from ..completion.words_before import chain_of, company_terms, ends_in
from ..query.terms import Term, Token
from .articles import ArticleIndex, Articles, total
from .fetched import Fetched, FetchedSegment
from .query.clauses import Query, all_of, terms
from .query.match_query import at_places
from .words import WordsSegment

# Articles with the words before that are read to see what follows them; to send them is what takes longest.
_SAMPLE = 32
# Names of sources or sections that are counted at once.
_NAMES = 10_000
_PLACES: list[Any] = [{fields.SEGMENT: "asc"}, {fields.DOC: "asc"}]
_NEWEST: dict[str, Any] = {fields.DATE: {"order": "desc", "missing": "_last"}}


class ClusterCompletions:
    """It is documented as `CompletionSource`."""

    def __init__(self, index: ArticleIndex, articles: Articles, segments: Sequence[WordsSegment]) -> None:
        self._index, self._articles, self.segments = index, articles, segments

    def company(self, before: Sequence[Token], start: str, concepts: Sequence[Sequence[int]]) -> Company:
        """Return what is known of the articles with the words before: by one request, or two."""
        # No word begins so.
        if not any(concepts):
            return Company([()] * len(concepts), [None] * len(concepts))
        wanted = [_having(_keys_of(found)) for found in company_terms(before)]
        chains = [chain_of(before, number) for number in range(len(self.segments))]
        words = self._words(chains)
        begins = _begins(fields.FORMS, start)
        if wanted:
            keys = self._keys(concepts)
            samples = _samples(all_of([*wanted, begins]), words)
            counted, *first = self._index.search_each([_counting(all_of(wanted), keys), *samples[:1]])
            if total(counted):
                shares = self._shares(concepts, counted["aggregations"]["with"]["buckets"])
                return Company(shares, self._before(first, samples[1:], chains))
        samples = _samples(all_of([*map(_having, words[-1:]), begins]), words)
        return Company([[1.0] * len(own) for own in concepts], self._before((), samples, chains))

    def _words(self, chains: Sequence[Sequence[Sequence[int]]]) -> list[list[str]]:
        """Return the lemmas of the last words before, in whatever segments they are."""
        found: list[dict[str, None]] = [{} for _ in max(chains, key=len, default=())]
        for segment, own in zip(self.segments, chains, strict=True):
            for keys, listed in zip(found, own, strict=False):
                keys |= dict.fromkeys(map(segment.concepts.word, listed))
        return [list(keys) for keys in found]

    def _keys(self, concepts: Sequence[Sequence[int]]) -> list[str]:
        pairs = zip(self.segments, concepts, strict=True)
        return list(dict.fromkeys(segment.concepts.word(each) for segment, own in pairs for each in own))

    def _shares(
        self, concepts: Sequence[Sequence[int]], counts: Mapping[str, Mapping[str, int]]
    ) -> list[list[float]]:
        """Return the share of the articles with each concept that are in company."""
        return [
            [self._share(segment, concept, counts) for concept in own]
            for segment, own in zip(self.segments, concepts, strict=True)
        ]

    def _share(self, segment: WordsSegment, concept: int, counts: Mapping[str, Mapping[str, int]]) -> float:
        key = segment.concepts.word(concept)
        numbers = ((each, each.concepts.find(key)) for each in self.segments)
        every = sum(each.frequency(number) for each, number in numbers if number >= 0)
        return counts[key]["doc_count"] / max(every, 1)

    def _before(
        self, asked: Sequence[Mapping[str, Any]], to_ask: Sequence[Mapping[str, Any]],
        chains: Sequence[Sequence[Sequence[int]]],
    ) -> list[Before | None]:  # fmt: skip
        """Return where the words before end in the first sample that has any articles."""
        answers = chain(asked, map(self._index.search, to_ask))
        answer = next((each for each in answers if each["hits"]["hits"]), None)
        if not answer:
            return [None] * len(chains)
        hits = answer["hits"]["hits"]
        fetched = Fetched(self.segments, [self._articles.document(read(hit)) for hit in hits])
        step = total(answer) / len(hits)
        return [
            _ends(segment, own, step) if own else None
            for segment, own in zip(fetched.segments, chains, strict=True)
        ]

    def count_names(self, field: str) -> Counter[str]:
        """Return how many articles have each source or section."""
        name = fields.SOURCE if field == "source" else fields.SECTIONS
        counted = {"names": {"terms": {"field": name, "size": _NAMES}}}
        answer = self._index.search({"size": 0, "track_total_hits": False, "aggs": counted})
        return Counter({
            each["key"]: each["doc_count"] for each in answer["aggregations"]["names"]["buckets"]
        })  # fmt: skip

    def titles(self, complete: Sequence[Token], start: str, limit: int) -> list[tuple[str, str]]:
        """Return id and title of the newest articles whose titles have some words and one that begins so."""
        needed = [terms(fields.TITLE_CONCEPTS, _keys_of(token.terms)) for token in complete]
        if start:
            needed.append(_begins(fields.TITLE_FORMS, start))
        body = {"query": all_of(needed), "size": limit, "sort": [_NEWEST, *_PLACES]}
        return [(each.id, each.title) for each in self._read(body)]

    def texts_with(self, forms: Sequence[str], most: int) -> list[list[str]]:
        """Return of each form some texts that have it; none where more than `most` articles have it."""
        asked = [form for form in forms if 0 < self._count(form) <= most]
        bodies = [
            {"query": terms(fields.FORMS, [fold(form.lower())]), "size": READ_OF_A_FORM, "sort": _PLACES}
            for form in asked
        ]
        answers = self._index.search_each([body | WHOLE for body in bodies])
        found = dict(zip(asked, map(_articles, answers), strict=True))
        return [[f"{each.title}\n{each.body}" for each in found.get(form, ())] for form in forms]

    def _count(self, form: str) -> int:
        """Return how many articles have a form."""
        numbers = ((segment, segment.forms.find(form)) for segment in self.segments)
        return sum(int(segment.form_counts[number]) for segment, number in numbers if number >= 0)

    def bodies_with(self, folded: str) -> list[list[str]]:
        """Return the bodies of some articles that have a word that folds so, as of one segment.

        They have a longer word that begins so, as a compound does.
        """
        longer = {"regexp": {fields.FORMS: {"value": f"{re.escape(folded)}..+"}}}
        found = {"query": all_of([terms(fields.FORMS, [folded]), longer]), "size": READ_OF_A_COMPOUND}
        return [[each.body for each in self._read(found | {"sort": [{fields.HASH: "asc"}]})]]

    def _read(self, body: Mapping[str, Any]) -> list[Article]:
        wanted = {"track_total_hits": False, **WHOLE}
        return _articles(self._index.search({**body, **wanted}))


def _articles(answer: Mapping[str, Any]) -> list[Article]:
    return [read_article(read(hit)) for hit in answer["hits"]["hits"]]


def _keys_of(found: Sequence[Term]) -> list[str]:
    return list(dict.fromkeys(key for term in found for key in term.keys))


def _having(keys: Sequence[str]) -> Query:
    return terms(fields.CONCEPTS, keys)


def _counting(company: Query, keys: Sequence[str]) -> dict[str, Any]:
    """Return a search for how many articles are in company, in all and with each of some lemmas."""
    having = {key: _having([key]) for key in keys}
    counted = {"with": {"filters": {"filters": having}}}
    return {"query": company, "size": 0, "track_total_hits": True, "aggs": counted}


def _samples(company: Query, words: Sequence[list[str]]) -> list[dict[str, Any]]:
    """Return searches for some of the articles in company: with the words side by side, then all of them."""
    beside = [all_of([company, at_places(dict(enumerate(words)))])] if len(words) > 1 and all(words) else []
    queries = [*beside, company] if words else []
    body = {"size": _SAMPLE, "sort": [{fields.HASH: "asc"}], "track_total_hits": True, **WHOLE}
    return [{"query": query, **body} for query in queries]


def _begins(field: str, start: str) -> Query:
    return {"prefix": {field: {"value": fold(start.lower())}}}


def _ends(segment: FetchedSegment, chain: Sequence[Sequence[int]], step: float) -> Before | None:
    docs = np.arange(segment.articles)
    ends = ends_in(segment, chain, docs)
    return Before(segment, docs, step, ends) if len(ends) else None
