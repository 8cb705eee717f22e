"""An opened index: what a program, the page and the API ask, whatever store holds the articles."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from ..index.article import Article
from ..index.deadline import unlimited
from ..index.errors import BadQuery, CursorExpired
from .answer.deep_paging import Criteria, read_cursor
from .answer.folding import distinct
from .answer.results import Hit, SearchPage, Snippet
from .arguments import MAX_LIMIT, MAX_OFFSET, MAX_PREFIX, MAX_QUERY, check_number, check_search, check_text
from .execution import Execution
from .fetch.hits import highlight, make_hits, with_passages
from .guarded import Closed, guarded
from .query.dates.date_ranges import DateLike
from .query.dictionary import EMPTY, Dictionary
from .query.syntax.filters import Filters, Values, make_filters
from .store import Answer, Found, Store

if TYPE_CHECKING:
    from ..index.report import BuildReport
    from .answer.details import Completion, IndexInfo


class Index:
    """An opened index; it stays as it was opened, and may be searched from many threads."""

    def __init__(self, store: Store, dictionary: Dictionary = EMPTY) -> None:
        """Search in what a store holds; `open_index` opens one by its address."""
        self.store, self._dictionary = store, dictionary
        self._execution = Execution(store, dictionary)
        self.report: BuildReport | None = None
        """What was told of its building; None for one that was opened."""
        self._other: Index | None = None

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        if isinstance(self.store, Closed):
            return "<rasfoi.Index, closed>"
        return f"<rasfoi.Index at {self.address}, {self.generation}>"

    def close(self) -> None:
        """Let go of the files; what is asked of the index after that raises ValueError."""
        self.store = self._execution = Closed()  # type: ignore[assignment]
        self._other = None

    @property
    def address(self) -> str:
        """Where it is, as `open_index` takes it."""
        return self.store.address

    @property
    def generation(self) -> str:
        """The name of the generation that is open."""
        return self.store.generation

    @property
    def version(self) -> str:
        """What tells its answers from those of others: the generation, the user's dictionary, and models.

        Where a model is still being loaded queries are answered by their words alone.
        """
        # Here, as only the web asks for it.
        from ..index.embedding.models.model import loaded

        return f"{self.generation} {self._dictionary.digest} {loaded()}"

    def refresh(self) -> Index:
        """Return this index, or a newly opened one if another generation was published since.

        Or if the user's dictionary was changed.
        """
        store, dictionary = self.store.refresh(), self._dictionary.refresh()
        if store is self.store and dictionary is self._dictionary:
            return self
        return Index(store, dictionary)

    def info(self) -> IndexInfo:
        """Return the size and origin of the index."""
        return self.store.info()

    def check_present(self) -> None:
        """Raise IndexMissing if it is gone from its address, though it still answers from what is open."""
        self.store.check_present()

    def check(self) -> None:
        """Compare all of it with checksums; raise IndexCorrupt naming what differs."""
        self.store.check()

    @guarded
    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        offset: int = 0,
        sort: str = "relevance",
        after: DateLike | None = None,
        before: DateLike | None = None,
        source: Values = None,
        section: Values = None,
        facets: bool = False,
        explain: bool = False,
        correct: bool = True,
        duplicates: bool = False,
        prefix: bool = False,
        meaning: str = "auto",
        cursor: str | None = None,
        timeout: float | None = None,
    ) -> SearchPage:
        """Return a page of the articles that answer `query`.

        `after` and `before` are inclusive days (or months or years); `source` and `section` take one
        name or several. With `facets` the page counts sources, sections and months; with `explain`
        every hit tells where its score comes from; without `correct` the query is searched as typed.
        With `prefix` the query is still being typed: its last word is read as the beginning of the likeliest
        ones, as long as nothing follows it, and not corrected while it can still become a word.
        Of articles with nearly the same text the best one stands for all, unless `duplicates` are to be hits
        too. A query without a word lists all articles where there is a filter or an order by date.
        Where the index has vectors, `meaning` finds what means the same as the query, in other words too:
        `auto` beside its words, for a query of several content words without operators, quotes or fields
        that is ordered by relevance; `only` instead of them, and raises ModelUnavailable where that cannot
        be; `off` goes by words alone.
        A page's `next`, as the `cursor` of the same search, continues it from there on, at any depth up to
        100,000 hits at the same cost: in the generation that it began in, as long as that is kept. Raises
        BadCursor for one that is altered or of another search, CursorExpired where its generation is gone.
        Raises TypeError for an argument of another type, BadQuery for one out of range and for a query that
        has too much of something; one that makes no sense is explained in the page's `notes`. As do all
        methods that take a `timeout` in seconds, it raises SearchTimeout when these have passed; without one
        it takes the time it takes.
        """
        begun = time.perf_counter()
        check_search(query, limit, offset, sort, meaning)
        filters = make_filters(after, before, source, section)
        criteria = Criteria(query, sort, filters, correct, duplicates, prefix, meaning)
        if not cursor:
            return self._execution.page(criteria, limit, offset, begun, facets=facets, explain=explain)
        if offset:
            raise BadQuery("Give an offset or a cursor, not both.")
        place = read_cursor(cursor, criteria)
        if place.dictionary != self._dictionary.digest:
            raise CursorExpired
        index = self._kept(place.generation)
        with index.store.guarded():
            return index._execution.page(
                criteria, limit, place.offset, begun, facets=facets, explain=explain, walks=True
            )

    def _kept(self, generation: str) -> Index:
        """Return this index, or that of another generation which is kept beside it; raises CursorExpired."""
        other = self if generation == self.generation else self._other
        if other is None or other.generation != generation:
            # Opened once for all that ask.
            with unlimited():
                other = self._other = Index(self.store.kept(generation), self._dictionary)
        return other

    def search_iter(
        self,
        query: str,
        *,
        sort: str = "relevance",
        after: DateLike | None = None,
        before: DateLike | None = None,
        source: Values = None,
        section: Values = None,
        correct: bool = True,
        duplicates: bool = False,
        meaning: str = "auto",
    ) -> Iterator[Hit]:
        """Yield all hits of a search, however many, in the order of its pages.

        The query is read and ranked once; arguments and errors are those of `search`.
        """
        filters = make_filters(after, before, source, section)
        criteria = Criteria(query, sort, filters, correct, duplicates, False, meaning)
        answer, found = self._every(criteria)
        return self._in_batches(answer, found, duplicates)

    @guarded
    def _every(self, criteria: Criteria) -> tuple[Answer, list[Found]]:
        check_search(criteria.query, 0, 0, criteria.sort, criteria.meaning)
        _, answer = self._execution.answer(criteria)
        found, _ = answer.run(MAX_OFFSET, 0, criteria.sort)
        return answer, found if criteria.duplicates else list(distinct(found, self.store))

    def _in_batches(self, answer: Answer, found: list[Found], duplicates: bool) -> Iterator[Hit]:
        for at in range(0, len(found), MAX_LIMIT):
            yield from self._hits(answer, found[at : at + MAX_LIMIT], duplicates)

    @guarded
    def _hits(self, answer: Answer, found: list[Found], duplicates: bool) -> tuple[Hit, ...]:
        hits = make_hits(self.store, answer, found, () if duplicates else answer.folded(found)[0])
        return with_passages(self.store, answer, found, hits) if answer.by_meaning else hits

    def _find(self, article_id: str) -> Found:
        check_text("the id of an article", article_id)
        return self.store.find(article_id)

    @guarded
    def get(self, article_id: str) -> Article:
        """Return an article; raises KeyError for an id that the index does not have."""
        [article] = self.store.articles([self._find(article_id)])
        return article

    @guarded
    def highlight(
        self, article_id: str, query: str, *, prefix: bool = False, timeout: float | None = None
    ) -> tuple[Snippet, Snippet]:
        """Return an article's title and whole body with the matches of `query` marked; raises KeyError."""
        check_text("query", query)
        found = self._find(article_id)
        read = self._execution.read(query[:MAX_QUERY], prefix=prefix)
        return highlight(self.store, self.store.answer(read.tree, Filters(), listing=False), found)

    @guarded
    def similar(self, article_id: str, limit: int = 5, *, timeout: float | None = None) -> tuple[Hit, ...]:
        """Return the articles most like one, by words, pairs of words and time; raises KeyError.

        Where the index has vectors they are also the nearest in meaning.
        Those with nearly its text are not among them, see `duplicates`.
        """
        check_number("limit", limit)
        found = self._find(article_id)
        others = distinct(self.store.similar(found), self.store, seen=(self.store.group(found),))
        return make_hits(self.store, None, list(islice(others, limit)))

    @guarded
    def duplicates(self, article_id: str) -> tuple[Hit, ...]:
        """Return the other articles with nearly the text of one, the newest first; raises KeyError."""
        alike = self.store.duplicates(self._find(article_id))
        return make_hits(self.store, None, alike[:MAX_LIMIT])

    @guarded
    def suggest(self, prefix: str, limit: int = 8, *, timeout: float | None = None) -> tuple[Completion, ...]:
        """Return completions of the last word of `prefix`, and titles that have all its words."""
        check_text("prefix", prefix)
        check_number("limit", limit)
        return self.store.suggest(prefix[:MAX_PREFIX], limit)
