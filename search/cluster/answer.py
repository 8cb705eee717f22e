"""One search on a cluster: a located query to ranked articles, by one or two requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from ..answer.results import Explanation, Facets
from ..fetch.highlighter import Highlighter
from ..fetch.snippets import Marks
from ..located_query import LocatedQuery
from ..ranking.all_words import Having, Together, prefer
from ..ranking.reranker import DEPTH, refine
from ..ranking.scores.scoring import Scoring
from ..ranking.term_weights import Weigher
from ..store import Found
from ..vocabulary.term_resolver import TermResolver
from .articles import ArticleIndex, Articles, total
from .counter import Counter, Counts
from .fetched import Fetched
from .query.clauses import Query, all_of
from .query.facets import (
    GROUPED,
    Groups,
    facet_counts,
    group_counts,
    read_facets,
    read_group_counts,
    read_groups,
)
from .query.match_query import MatchQueries, filter_queries
from .query.scoring_query import ScoringQueries
from .ranking import Ranking
from .words import WordsSegment


class Parts(NamedTuple):
    """What a search works with."""

    searched: ArticleIndex
    counter: Counter
    ranking: Ranking
    segments: Sequence[WordsSegment]
    resolver: TermResolver
    matching: MatchQueries
    scoring: ScoringQueries
    articles: Articles
    names: int
    has_duplicates: bool


class ClusterAnswer:
    """The answer of a cluster to a located query behind filters. It is documented as `store.Answer`."""

    def __init__(self, parts: Parts, located: LocatedQuery) -> None:
        self._parts, self._located = parts, located
        self._filters = filter_queries(located.filters)
        self._groups: Groups | None = None
        self._last: Fetched | None = None

    @cached_property
    def _matching(self) -> Query:
        """What finds all hits."""
        return all_of([self._parts.matching.query(self._located), *self._filters])

    @cached_property
    def _counts(self) -> Counts:
        """How many hits there are, how many have every content word, and how many these side by side."""
        all_words, located = self._parts.scoring.all_words, self._located
        needed = all_words.needed(located)
        # Of a simple query what has all words matches.
        part = all_of([*needed, *self._filters] if located.simple else [self._matching, *needed])
        grouped = self._parts.has_duplicates
        return self._parts.counter.of_search(
            self._matching, part, all_words.paired(located), grouped=grouped, both=self._of_each
        )

    @property
    def _of_each(self) -> int | None:
        """How many articles have each of two words, those with both twice; None where that is not known.

        What the files of words tell of a lemma they do not tell of two, of which articles have either.
        """
        located, words = self._located, self._located.words.content
        if not located.simple or self._filters or len(words) != 2:
            return None
        known = all(len(word.term.keys) == 1 and not word.field for word in words)
        return sum(word.term.articles for word in words) if known else None

    @property
    def _having(self) -> Having:
        """How many hits have every content word, and how many of these all of them side by side."""
        return Having(self._counts.part, self._counts.within, self._located.words.pairs)

    def _search(self, query: Query, body: Mapping[str, Any]) -> dict[str, Any]:
        return self._parts.searched.search({"query": query, "track_total_hits": True, **body})

    def run(self, limit: int, offset: int, sort: str) -> tuple[list[Found], int]:
        """Return the hits from `offset` on and how many there are in all."""
        k = limit + offset
        if sort != "relevance" or not self._located.words:
            found, count = self._ranked(self._matching, k, "newest" if sort == "relevance" else sort)
            return found[offset:], count
        words = self._located.words.refining
        found, count = self._scored(max(k, DEPTH) if words and limit else k)
        if words:
            found = self._refined(found)
        return found[offset:k], count

    def _scored(self, k: int) -> tuple[list[Found], int]:
        """Return the first k hits by their scores, and how many there are in all."""
        scoring, located = self._parts.scoring, self._located
        if not located.prefers_all_words:
            return self._ranked(scoring.query(located, None, self._filters), k, "relevance")
        counts = self._counts
        self._groups = counts.groups
        # Where those with all words fill the page, only they need scores.
        enough = located.all_words_first and counts.part >= k
        query = scoring.query(located, self._having, self._filters, only_all_words=enough)
        known = counts.part if enough else counts.articles
        return self._parts.ranking.run(query, k, "relevance", known=known)[0], counts.articles

    def _ranked(self, query: Query, k: int, sort: str) -> tuple[list[Found], int]:
        """Return the first k hits, and how many there are in all; their groups are counted on the way."""
        counted = GROUPED if self._parts.has_duplicates and self._groups is None else None
        found, answer = self._parts.ranking.run(query, k, sort, counted)
        if counted:
            self._groups = read_groups(answer["aggregations"])
        return found, total(answer)

    def _fetched(self, found: Sequence[Found], *, with_forms: bool = False) -> Fetched:
        """Return articles as segments; those of the second look serve for the marks of a page too."""
        if not with_forms and self._last and self._last.has(found):
            return self._last
        documents = dict.fromkeys(self._parts.articles.get(found))
        fetched = Fetched(self._parts.segments, documents, with_forms=with_forms)
        if not with_forms:
            self._last = fetched
        return fetched

    def _refined(self, found: Sequence[Found]) -> list[Found]:
        best, rest = found[:DEPTH], found[DEPTH:]
        fetched = self._fetched(best)
        again = refine(
            list(map(fetched.local, best)),
            self._located.words.refining,
            self._parts.resolver,
            fetched.segments,
        )
        return [*map(fetched.original, again), *rest]

    def all_words(self, count: int) -> int:
        """Return how many hits have every content word: none where the index lacks one of them."""
        known = self._located.all_words(count)
        return self._having.articles if known is None else known

    def unfiltered(self) -> int:
        """Return how many articles match the query, whatever the filters."""
        return self._parts.searched.count(self._parts.matching.query(self._located))

    def facets(self) -> Facets:
        """Return the counts over all hits."""
        filters = self._located.filters
        dated = filter_queries(filters._replace(sources=(), sections=()))
        query = all_of([self._parts.matching.query(self._located), *dated])
        answer = self._search(query, {"size": 0, "aggs": facet_counts(filters, self._parts.names)})
        return read_facets(answer["aggregations"])

    def folded(self, found: Sequence[Found]) -> tuple[list[int], int]:
        """Return how many hits are near-duplicates of each of some, and how many are of a better one."""
        numbers = list(map(self._parts.articles.group, found))
        groups = self._groups or self._count_groups(sorted({number for number in numbers if number >= 0}))
        return [groups.members[number] - 1 if number >= 0 else 0 for number in numbers], groups.folded

    def _count_groups(self, numbers: Sequence[int]) -> Groups:
        counted = group_counts(numbers)
        return read_group_counts(self._search(self._matching, {"size": 0, "aggs": counted})["aggregations"])

    def marks(self, found: Sequence[Found]) -> Marks:
        """Return which positions of some articles match, in order, counted from the title's first."""
        fetched = self._fetched(found)
        local = list(map(fetched.local, found))
        return Highlighter(self._located.tree, fetched.segments, self._parts.resolver).find(local)

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

        fetched = self._fetched([found], with_forms=True)
        words = self._located.words.refining if found.added else []
        segment = fetched.segments[found.segment]
        scoring = self._scoring(found, fetched)
        return explain(scoring, segment, fetched.local(found), words, self._parts.resolver)

    def _scoring(self, found: Found, fetched: Fetched) -> Scoring:
        """Return how an article is scored."""
        words, number = self._located.words, found.segment
        weigher = Weigher(self._parts.resolver, fetched.segments)
        if not self._located.prefers_all_words:
            return weigher.scoring(words, number)
        if not self._having.articles:
            return weigher.scoring(words, number, titles_count=False)
        together = self._together(found, weigher)
        worths = weigher.level_worth(words, self._having).table(self._having.pairs)
        return prefer(weigher.scoring(words, number), together, worths)

    def _together(self, found: Found, weigher: Weigher) -> Together:
        if self._located.simple:
            return weigher.having_all(self._located.words, found.segment)
        needed = self._parts.scoring.all_words.needed(self._located)
        has_all = self._parts.searched.any(all_of([self._parts.articles.only(found), *needed]))
        return weigher.rated(self._located.words, found.segment, np.arange(int(has_all), dtype=np.int64))
