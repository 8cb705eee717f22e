"""One search from its criteria to a page: the query is read, the store answers, the page is put together."""

from __future__ import annotations

import time
from datetime import date

from .answer.deep_paging import DEEPEST, MOST_BYTES, Criteria, Place, Ranking, rank, size, step, write_cursor
from .answer.folding import Folded, run_folded
from .answer.remarks import Asked, date_hint, remarks
from .answer.results import SearchPage
from .caching import cached
from .fetch.hits import make_hits, with_passages
from .query.dictionary import Dictionary
from .query.query_reader import QueryReader, ReadQuery
from .store import Answer, Store


class Execution:
    """Runs the searches of an index: of one store, with one dictionary; safe for many threads."""

    def __init__(self, store: Store, dictionary: Dictionary) -> None:
        self._store, self._digest = store, dictionary.digest
        self._reader = QueryReader(store, dictionary)
        self._ranked = cached(self._rank, MOST_BYTES, size)

    def read(self, query: str, *, prefix: bool) -> ReadQuery:
        """Return a query as it is read, with its corrections."""
        return self._reader.read(query, correct=True, prefix=prefix)

    def answer(self, criteria: Criteria) -> tuple[ReadQuery, Answer]:
        """Return a query as it is read, and what the store answers to it."""
        read = self._reader.read(criteria.query, correct=criteria.correct, prefix=criteria.prefix)
        listing = criteria.listing or read.says_nothing_yet
        answer = self._store.answer(read.tree, criteria.filters, listing=listing)
        only = criteria.meaning == "only"
        by_relevance = criteria.sort == "relevance" and not criteria.prefix
        if only or (criteria.meaning == "auto" and by_relevance):
            suggestion = read.suggestion
            text = suggestion.query if suggestion and suggestion.applied else criteria.query
            answer = self._store.with_meaning(answer, text, only=only)
        return read, answer

    def page(
        self,
        criteria: Criteria,
        limit: int,
        offset: int,
        begun: float,
        *,
        facets: bool,
        explain: bool,
        walks: bool = False,
    ) -> SearchPage:
        """Return a page of hits of a search that was `begun` at this time of `time.perf_counter`.

        Of one that `walks` from page to page the ranking is kept.
        """
        query, filters = criteria.query, criteria.filters
        read, answer = self.answer(criteria)
        run = (self._walk if walks else self._run)(criteria, answer, limit, offset)
        hits = make_hits(self._store, answer, run.found, run.counts, explained=explain)
        added = answer.by_meaning
        if added:
            hits = with_passages(self._store, answer, run.found, hits)
        counts = answer.facets() if facets else None
        end, last = offset + len(hits), run.total - run.folded
        more = hits and end < min(last, DEEPEST)
        here = Place(self._store.generation, end, self._digest)
        asked = Asked(self._store, read, filters, criteria.listing)
        return SearchPage(
            query=query,
            hits=hits,
            total=run.total - (added or 0),
            took_ms=(time.perf_counter() - begun) * 1000,
            limit=limit,
            offset=offset,
            sort=criteria.sort,
            suggestion=read.suggestion,
            facets=counts,
            notes=remarks(asked, answer, run.total, offset=offset, last=last),
            folded=run.folded,
            all_words=answer.all_words(run.total),
            date_hint=None if filters.dated else date_hint(self._store, query),
            meaning=added is not None,
            by_meaning=added or 0,
            next=write_cursor(here, criteria) if more else None,
        )

    def _run(self, criteria: Criteria, answer: Answer, limit: int, offset: int) -> Folded:
        if not criteria.duplicates:
            return run_folded(self._store, answer, limit, offset, criteria.sort)
        found, total = answer.run(limit, offset, criteria.sort)
        return Folded(found, [], total, 0)

    def _walk(self, criteria: Criteria, answer: Answer, limit: int, offset: int) -> Folded:
        # A query may say *yesterday*.
        ranking = self._ranked(criteria, date.today(), step(offset + limit))
        found = ranking.part(offset, offset + limit)
        if criteria.duplicates or not self._store.has_duplicates:
            return Folded(found, [0] * len(found), ranking.total, 0)
        counts, folded = answer.folded(found)
        return Folded(found, counts, ranking.total, folded)

    def _rank(self, criteria: Criteria, day: date, hits: int) -> Ranking:
        folds = self._store.has_duplicates and not criteria.duplicates
        return rank(self._store, self.answer(criteria)[1], criteria.sort, hits, folds=folds)
