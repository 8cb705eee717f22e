"""The embedded engine: an opened index."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, wraps
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from ..index.analysis import lemmatizer
from ..index.article import Article
from ..index.deadline import within
from ..index.directory.array_file import Container
from ..index.directory.generation import Generation, current_name, opened
from ..index.directory.info_file import check as check_generation
from ..index.errors import BadQuery, IndexCorrupt, RasfoiError
from ..index.near_duplicates import Duplicates
from ..index.segment.documents import id_hash
from ..index.segment.reader import Segment, open_segment
from .fetch.hits import highlight, make_hits
from .folding import Folded, distinct, run_folded
from .query.dates import DateLike
from .query.filters import Filters, Values, make_filters
from .query.query_reader import QueryReader
from .query.term_resolver import TermResolver
from .ranking.matcher import Matcher
from .ranking.reranker import Found
from .ranking.term_weights import Weigher
from .remarks import remarks
from .results import Completion, DateHint, Hit, Remark, SearchPage, Snippet
from .searcher import Parts, Search

if TYPE_CHECKING:
    from .more_like_this import MoreLikeThis
    from .suggest import Suggester

MAX_LIMIT = 100
MAX_OFFSET = 10_000_000
MAX_QUERY = 2000
SORTS = ("relevance", "newest", "oldest")
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What an index is: articles, distinct word forms, bytes on disk, when and by what it was built."""

    articles: int
    terms: int
    size_bytes: int
    built: datetime
    analyzer: str
    generation: str
    segments: int


def _guarded(method: Callable[P, T]) -> Callable[P, T]:
    """Let a method end at its `timeout`, and damage to an open file be told as IndexCorrupt that names it.

    What is read is compared with its checksum once. A file that is cut after that is told here, as reading
    it would end the process; so is one that is altered after that, where it leads to an error.
    """

    @wraps(method)
    def checked(*arguments: P.args, **options: P.kwargs) -> T:
        timeout = options.get("timeout")
        assert timeout is None or isinstance(timeout, int | float)
        index = arguments[0]
        assert isinstance(index, Index)
        index.check_lengths()
        try:
            with within(timeout):
                return method(*arguments, **options)
        except (RasfoiError, KeyError) as error:
            if isinstance(error, IndexCorrupt) and str(index.index_dir) not in str(error):
                raise IndexCorrupt(f"{index.index_dir / index.generation}: {error}") from error
            raise
        except Exception:
            index.check_once()
            raise

    return checked


class Index:
    """An opened index; it stays as it was opened, and may be searched from many threads."""

    def __init__(self, index_dir: str | os.PathLike[str]) -> None:
        """Open the published generation; raises IndexMissing, IndexOutdated or IndexCorrupt."""
        self.index_dir = Path(index_dir)
        self._checked = False
        self._generation, segments, duplicates, self._size = opened(self.index_dir, _open)
        resolver = TermResolver(segments)
        matchers = [Matcher(segment, number) for number, segment in enumerate(segments)]
        reader, weigher = QueryReader(segments, resolver, matchers), Weigher(resolver, segments)
        self._parts = Parts(segments, matchers, resolver, reader, weigher, duplicates)

    # What no search needs is imported when it is asked for, so that one from a shell need not wait for it.
    @cached_property
    def _suggester(self) -> Suggester:
        from .suggest import Suggester

        return Suggester(self._parts.segments, self._parts.resolver)

    @cached_property
    def _more_like_this(self) -> MoreLikeThis:
        from .more_like_this import MoreLikeThis

        return MoreLikeThis(self._parts.segments, self._parts.resolver)

    @property
    def generation(self) -> str:
        """The name of the generation that is open."""
        return self._generation.name

    def refresh(self) -> Index:
        """Return this index, or a newly opened one if another generation was published since."""
        if current_name(self.index_dir) == self.generation:
            return self
        return Index(self.index_dir)

    def info(self) -> IndexInfo:
        """Return the size and origin of the index."""
        segments = self._parts.segments
        return IndexInfo(
            articles=sum(segment.live_articles for segment in segments),
            terms=sum(len(segment.forms) for segment in segments),
            size_bytes=self._size,
            built=self._generation.built,
            analyzer=self._generation.analyzer,
            generation=self._generation.name,
            segments=len(segments),
        )

    def check_lengths(self) -> None:
        """Raise IndexCorrupt if an open file was cut."""
        for box in self._boxes():
            box.check_length()

    def check_once(self) -> None:
        """Do what `check` does, but only once: it takes seconds a gigabyte."""
        if not self._checked:
            self.check()
        self._checked = True

    def _boxes(self) -> list[Container]:
        return [segment.box for segment in self._parts.segments] + [self._parts.duplicates.box]

    def check(self) -> None:
        """Compare every file with its checksums; raise IndexCorrupt naming one that differs.

        Once two later generations are published, only what this one still reads is left to compare.
        """
        for box in self._boxes():
            box.check()
        if self._generation.folder.exists():
            check_generation(self._generation.folder)

    @_guarded
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
        Raises BadQuery for an argument out of range and for a query that has too much of something; one
        that makes no sense is explained in the page's `notes`. As do all methods that take a `timeout` in
        seconds, it raises SearchTimeout when these have passed; without one it takes the time it takes.
        """
        begun = time.perf_counter()
        _check(query, limit, offset, sort)
        filters = make_filters(after, before, source, section)
        listing = sort != "relevance"
        search = Search(self._parts, query, filters, correct=correct, listing=listing, prefix=prefix)
        if duplicates:
            found, total = search.run(limit, offset, sort)
            run = Folded(found, [], total, 0)
        else:
            run = run_folded(search, self._parts.duplicates, limit, offset, sort)
        hits = make_hits(self._parts, search, run.found, run.counts, explained=explain)
        counts = search.facets() if facets else None
        return SearchPage(
            query=query,
            hits=hits,
            total=run.total,
            took_ms=(time.perf_counter() - begun) * 1000,
            limit=limit,
            offset=offset,
            sort=sort,
            suggestion=search.suggestion,
            facets=counts,
            notes=remarks(search, filters, run.total),
            folded=run.folded,
            all_words=search.all_words(run.total),
            date_hint=None if after or before else self._date_hint(query),
        )

    def _date_hint(self, query: str) -> DateHint | None:
        """Return the date that a query names, if any article is of that date."""
        # Here, as most queries have no year in them.
        if not any(map(str.isdigit, query)):
            return None
        from .query.date_mentions import mentioned_date

        mention = mentioned_date(query)
        if mention is None:
            return None
        filters = make_filters(mention.after, mention.before, None, None)
        masks = map(filters.allowed, self._parts.segments)
        return DateHint(*mention) if any(mask is not None and mask.any() for mask in masks) else None

    @_guarded
    def get(self, article_id: str) -> Article:
        """Return an article; raises KeyError for an id that the index does not have."""
        found = self._find(article_id)
        return self._parts.segments[found.segment].article(found.doc)

    @_guarded
    def highlight(
        self, article_id: str, query: str, *, prefix: bool = False, timeout: float | None = None
    ) -> tuple[Snippet, Snippet]:
        """Return an article's title and whole body with the matches of `query` marked; raises KeyError."""
        found = self._find(article_id)
        search = Search(self._parts, query[:MAX_QUERY], Filters(), correct=True, prefix=prefix)
        return highlight(self._parts, search, found)

    @_guarded
    def similar(self, article_id: str, limit: int = 5, *, timeout: float | None = None) -> tuple[Hit, ...]:
        """Return the articles most like one, by words, pairs of words and time; raises KeyError.

        Those with nearly its text are not among them, see `duplicates`.
        """
        found, duplicates = self._find(article_id), self._parts.duplicates
        own = duplicates.group(found.segment, found.doc)
        others = distinct(self._more_like_this.find(found), duplicates, seen=(own,))
        return make_hits(self._parts, None, list(islice(others, limit)))

    @_guarded
    def duplicates(self, article_id: str) -> tuple[Hit, ...]:
        """Return the other articles with nearly the text of one, the newest first; raises KeyError."""
        article, duplicates = self._find(article_id), self._parts.duplicates
        group = duplicates.group(article.segment, article.doc)
        alike = [Found(*each, 0.0) for each in duplicates.members(group) if each != article[:2]]
        return make_hits(self._parts, None, sorted(alike, key=self._newest_first)[:MAX_LIMIT])

    def _newest_first(self, found: Found) -> tuple[int, int]:
        segment = self._parts.segments[found.segment]
        return -int(segment.dates[found.doc]), int(segment.ids[found.doc])

    @_guarded
    def suggest(self, prefix: str, limit: int = 8, *, timeout: float | None = None) -> tuple[Completion, ...]:
        """Return completions of the last word of `prefix`, and titles that have all its words."""
        return self._suggester.suggest(prefix, limit)

    def _find(self, article_id: str) -> Found:
        hashed = id_hash(article_id)
        for number, segment in enumerate(self._parts.segments):
            doc = segment.find(hashed)
            if doc >= 0:
                return Found(number, doc, 0.0)
        raise KeyError(article_id)


def _open(generation: Generation) -> tuple[Generation, list[Segment], Duplicates, int]:
    """Open all files of a generation, and add up their bytes: they may be removed from now on."""
    segments = [open_segment(generation, files) for files in generation.segments]
    size = sum(path.stat().st_size for path in generation.folder.iterdir())
    return generation, segments, Duplicates(generation), size


def _check(query: str, limit: int, offset: int, sort: str) -> None:
    if len(query) > MAX_QUERY:
        raise BadQuery(Remark("too_long", MAX_QUERY, len(query)))
    if not 0 <= limit <= MAX_LIMIT:
        raise BadQuery(f"limit is {limit}; it must be from 0 to {MAX_LIMIT}.")
    if not 0 <= offset <= MAX_OFFSET:
        raise BadQuery(f"offset is {offset}; it must be from 0 to {MAX_OFFSET}.")
    if sort not in SORTS:
        raise BadQuery(f"sort is `{sort}`; it must be one of {', '.join(SORTS)}.")


def warm_up() -> None:
    """Load the dictionary now rather than at the first word that the index does not know."""
    lemmatizer.load()


def open_index(address: str | os.PathLike[str]) -> Index:
    """Open an index by its address: a folder is an index of this machine.

    Raises IndexMissing where there is none, IndexOutdated or IndexCorrupt for one that cannot be read,
    and BadQuery for an address of a kind that this version does not know.
    """
    kind, found, _ = str(address).partition("://")
    if found:
        raise BadQuery(f"`{kind}://` addresses are not supported; give the folder of an index.")
    return Index(address)
