"""One search: from a located query to ranked article numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...index.building.near_duplicates import Duplicates
from ...index.deadline import checked
from ...index.segment.reader import Segment
from ..answer.results import Explanation, Facets
from ..fetch.highlighter import Highlighter
from ..fetch.snippets import Marks
from ..located_query import LocatedQuery
from ..query.dates.date_ranges import BEGIN, END
from ..query.syntax.filters import Filters
from ..query.syntax.tree import Bool
from ..ranking.all_words import Together
from ..ranking.filter_masks import allowed
from ..ranking.matcher import Bools, Matcher
from ..ranking.reranker import DEPTH, refine
from ..ranking.scores.bits import in_any
from ..ranking.scores.scoring import Scoring
from ..ranking.scores.top_k import Ranked, top_k
from ..ranking.term_weights import Weigher
from ..store import Found
from ..vocabulary.term_resolver import TermResolver
from .facets import count_facets


class Parts(NamedTuple):
    """What a search works with."""

    segments: Sequence[Segment]
    matchers: Sequence[Matcher]
    resolver: TermResolver
    weigher: Weigher
    duplicates: Duplicates


class Search:
    """The answer of some segments to a located query behind filters. It is documented as `store.Answer`."""

    def __init__(self, parts: Parts, query: Bool, filters: Filters, *, listing: bool = False) -> None:
        """`listing` makes a query without a word match every article."""
        self._segments, self._matchers = parts.segments, parts.matchers
        self._resolver, self._weigher = parts.resolver, parts.weigher
        self._duplicates = parts.duplicates
        self._located = LocatedQuery(query, filters, listing=listing)
        self.query, self._filters, self._words = query, filters, self._located.words
        self._matches: list[Bools] | None = None
        self._with_all: dict[int, Together] = {}

    def unfiltered(self) -> int:
        """Return how many articles match the query, whatever the filters."""
        alive = (allowed(Filters(), segment) for segment in self._segments)
        masks = zip(map(self._match, self._matchers), alive, strict=True)
        return sum(int(np.count_nonzero(mask if live is None else mask & live)) for mask, live in masks)

    def run(self, limit: int, offset: int, sort: str) -> tuple[list[Found], int]:
        """Return the hits from `offset` on and how many there are in all."""
        k = limit + offset
        if sort != "relevance":
            return self._by_date(offset, k, newest=sort == "newest")
        words = self._located.words.refining
        seen = max(k, DEPTH) if words and limit else k
        rank = self._ranked if self._located.simple else self._matched
        ranked = [rank(number, seen) for number in range(len(self._segments))]
        found = self._merge(ranked, seen)
        if words:
            found = refine(found, words, self._resolver, self._segments)
        return found[offset:k], sum(each.total for each in ranked)

    def scoring(self, number: int) -> Scoring:
        """Return how articles of a segment are scored."""
        if not self._located.prefers_all_words:
            return self._weigher.scoring(self._words, number)
        having_all = [self._having_all(each) for each in range(len(self._segments))]
        return self._weigher.preferring(self._words, number, having_all)

    def all_words(self, total: int) -> int:
        """Return how many of `total` hits have every content word: none where the index lacks one of them."""
        known = self._located.all_words(total)
        if known is not None:
            return known
        return sum(len(self._having_all(number).docs) for number in range(len(self._segments)))

    def is_title(self) -> bool:
        """Tell whether the title of a hit has every content word of a query of several."""
        known = self._located.all_words(1)
        return known is None and any(self._having_all(at).any_titled for at in range(len(self._segments)))

    def _having_all(self, number: int) -> Together:
        """Return the hits in a segment that have every content word the index knows."""
        if number not in self._with_all:
            self._with_all[number] = self._find_having_all(self._matchers[number])
        return self._with_all[number]

    def _find_having_all(self, matcher: Matcher) -> Together:
        number = matcher.number
        if not self._located.simple:
            known, matched = self._located.known_content, self._located.matched
            mask = self._mask(number)
            # What a query of one loose part matches has all of it.
            alone = len(known) == 1 and known == matched.should and not matched.must
            docs = np.flatnonzero(mask if alone else mask & matcher.mask(Bool(must=known)))
            return self._weigher.rated(self._words, number, docs)
        together = self._weigher.having_all(self._words, number)
        passing = allowed(self._filters, matcher.segment)
        return together if passing is None else together.among(passing)

    def passing(self) -> list[Bools | None]:
        """Return the articles of each segment that pass the filters, None where all do."""
        return [allowed(self._filters, segment) for segment in self._segments]

    def matching(self, places: Iterable[tuple[int, int]]) -> list[bool]:
        """Tell of each of some articles, by segment and number, whether it is a hit."""
        masks = list(map(self._mask, range(len(self._segments))))
        return [bool(masks[number][doc]) for number, doc in places]

    def facets(self) -> Facets:
        """Return the counts over all hits."""
        return count_facets(
            (segment, self._mask(number), self._mask(number, "source"), self._mask(number, "section"))
            for number, segment in enumerate(self._segments)
        )

    def folded(self, found: Sequence[Found]) -> tuple[list[int], int]:
        """Return how many hits are near-duplicates of each of some, and how many are of a better one."""
        duplicates = self._duplicates
        pairs = enumerate(zip(duplicates.docs, duplicates.groups, strict=True))
        groups = np.concatenate([numbers[self._mask(at)[docs]] for at, (docs, numbers) in pairs])
        numbers = [duplicates.group(each.segment, each.doc) for each in found]
        # Those of articles that only their meaning finds may be of no hit.
        members = np.bincount(groups, minlength=max(numbers, default=0) + 1)
        counts = [int(members[number]) - 1 if number >= 0 else 0 for number in numbers]
        return counts, len(groups) - int(np.count_nonzero(members))

    def marks(self, found: Sequence[Found]) -> Marks:
        """Return which positions of some articles match, in order, counted from the title's first."""
        return Highlighter(self.query, self._segments, self._resolver).find(found)

    @property
    def by_meaning(self) -> None:
        """None: it goes by words."""

    def passages(self, found: Sequence[Found]) -> list[int | None]:
        """Return None for every hit: all have words of the query."""
        return [None] * len(found)

    def explain(self, found: Found) -> tuple[Explanation, ...]:
        """Return the shares that make up a hit's score."""
        # Here, as few searches ask.
        from ..fetch.explain import explain

        words = self._located.words.refining if found.added else []
        scoring, segment = self.scoring(found.segment), self._segments[found.segment]
        return explain(scoring, segment, found, words, self._resolver)

    def _ranked(self, number: int, k: int) -> Ranked:
        segment = self._segments[number]
        return top_k(self.scoring(number), k, segment.articles, allowed(self._filters, segment))

    def _matched(self, number: int, k: int) -> Ranked:
        matches = np.flatnonzero(self._mask(number))
        if not self._words:
            return Ranked(matches, np.zeros(len(matches)), len(matches))
        return top_k(self.scoring(number), k, self._segments[number].articles, None, matches=matches)

    def _merge(self, ranked: list[Ranked], k: int) -> list[Found]:
        """Merge the segments' hits: by score, then the newest, then the same order every time."""
        if len(ranked) == 1 and not (ranked[0].scores[1:] == ranked[0].scores[:-1]).any():
            pairs = zip(ranked[0].docs[:k].tolist(), ranked[0].scores[:k].tolist(), strict=True)
            return [Found(0, doc, score) for doc, score in checked(pairs)]
        segments = np.repeat(np.arange(len(ranked)), [len(each.docs) for each in ranked])
        docs = np.concatenate([each.docs for each in ranked]).astype(np.int64)
        scores = np.concatenate([each.scores for each in ranked])
        if len(docs) > k > 0:
            kept = np.flatnonzero(scores >= np.partition(scores, len(scores) - k)[len(scores) - k])
            segments, docs, scores = segments[kept], docs[kept], scores[kept]
        dates, ids = self._columns(segments, docs)
        order = np.lexsort((ids, -np.maximum(dates, BEGIN), -scores))[:k]
        chosen = (column[order].tolist() for column in (segments, docs, scores))
        return [Found(*each) for each in checked(zip(*chosen, strict=True))]

    def _by_date(self, offset: int, k: int, newest: bool) -> tuple[list[Found], int]:
        matches = [np.flatnonzero(self._mask(number)) for number in range(len(self._segments))]
        segments = np.repeat(np.arange(len(matches)), [len(each) for each in matches])
        docs = np.concatenate(matches)
        dates, ids = self._columns(segments, docs)
        order = np.lexsort((ids, np.where(dates < BEGIN, END, -dates if newest else dates)))[offset:k]
        return [Found(int(segments[at]), int(docs[at]), 0.0) for at in checked(order)], len(docs)

    def _columns(
        self, segments: NDArray[np.int64], docs: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
        """Return the dates and id hashes of some articles."""
        dates, ids = np.empty(len(docs), np.int64), np.empty(len(docs), np.uint64)
        for number, segment in enumerate(self._segments):
            here = np.flatnonzero(segments == number)
            dates[here], ids[here] = segment.dates[docs[here]], segment.ids[docs[here]]
        return dates, ids

    def _mask(self, number: int, skip: str = "") -> Bools:
        """Return the articles of a segment that match the query and the filters, but for `skip`."""
        if self._matches is None:
            self._matches = [self._match(matcher) for matcher in self._matchers]
        passing = allowed(self._filters, self._segments[number], skip)
        return self._matches[number] if passing is None else self._matches[number] & passing

    def _match(self, matcher: Matcher) -> Bools:
        if self.query == Bool():
            return np.full(matcher.segment.articles, self._located.lists_all, np.bool_)
        if not self._located.simple:
            return matcher.mask(self._located.matched)
        segment, terms = matcher.segment, self._located.required_terms
        concepts = {listed.concept for term in terms for listed in term.lists[matcher.number]}
        return in_any(map(segment.postings, concepts), segment.articles)
