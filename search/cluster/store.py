"""The store that is an index on a cluster of OpenSearch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from ...index.article import Article, StoredArticle
from ...index.cluster.articles import mapping as fields
from ...index.cluster.articles.documents import document_key
from ...index.cluster.connection.address import parse
from ...index.cluster.connection.client import Client
from ...index.cluster.generations import check
from ...index.cluster.names import articles_index
from ...index.cluster.state import State, published, state_of
from ...index.deadline import within
from ...index.errors import (
    ClusterUnavailable,
    CursorExpired,
    IndexCorrupt,
    IndexMissing,
    IndexOutdated,
    NoVectors,
    SearchTimeout,
)
from ...index.segment.documents import id_hash
from ...index.segment.stored_fields import SECTIONS, read_stored
from ..answer.details import Completion, IndexInfo
from ..located_query import LocatedQuery
from ..query.syntax.filters import Filters
from ..query.syntax.tree import Bool, Node
from ..ranking.term_weights import Weigher
from ..store import Answer, Found
from .answer import ClusterAnswer, Parts
from .articles import ArticleIndex, Articles
from .counter import Counter
from .query.clauses import all_of
from .query.match_query import MatchQueries, filter_queries
from .query.scoring_query import ScoringQueries
from .ranking import Ranking
from .vocabulary import ClusterVocabulary
from .words import open_words

if TYPE_CHECKING:
    from ..completion.suggest import Suggester
    from .similar import ClusterMoreLikeThis

# Articles of one group that are listed.
_MOST_ALIKE = 1000
# Seconds in which it must be told whether there is another generation, as somebody waits for a search.
_LOOK = 2.0


class ClusterStore:
    """A generation of an index on a cluster. Its `Store` methods are documented there."""

    def __init__(self, address: str, client: Client | None = None, generation: str = "") -> None:
        """Open the published generation, or another one that is kept.

        Raises IndexMissing, IndexOutdated, IndexCorrupt, or ClusterUnavailable where nobody answers.
        """
        self._client = client or Client(parse(address))
        self._state: State = state_of(self._client, generation) if generation else published(self._client)
        self._index = ArticleIndex(self._client, articles_index(self._client.address.name, self.generation))
        segments = self._segments = open_words(self._client, self._state)
        self.vocabulary = ClusterVocabulary(segments, self._index)
        weigher = Weigher(self.vocabulary, segments)
        self._matching = MatchQueries(segments)
        self._articles = Articles(self._index, segments)
        self._ranking, self._counter = Ranking(self._index, self._articles), Counter(self._index)
        self._parts = Parts(
            self._index, self._counter, self._ranking, segments, self.vocabulary, self._matching,
            ScoringQueries(segments, weigher, self._matching), self._articles,
            len({*self.names("source"), *self.names("section")}), self.has_duplicates,
        )  # fmt: skip

    # What no search needs is imported when it is asked for, so that one from a shell need not wait for it.
    @cached_property
    def _suggester(self) -> Suggester:
        from ..completion.suggest import Suggester
        from .suggest import ClusterCompletions

        return Suggester(ClusterCompletions(self._index, self._articles, self._segments), self.vocabulary)

    @cached_property
    def _more_like_this(self) -> ClusterMoreLikeThis:
        from .similar import ClusterMoreLikeThis

        return ClusterMoreLikeThis(self._index, self._articles, self._segments, self.vocabulary)

    @property
    def address(self) -> str:
        """Its address, without any password."""
        return str(self._client.address)

    @property
    def generation(self) -> str:
        """The name of the generation that is open."""
        return self._state.generation

    @property
    def has_duplicates(self) -> bool:
        """Whether any two articles have nearly the same text."""
        return self._state.duplicates

    def refresh(self) -> ClusterStore:
        """Return this store, or a newly opened one if another generation was published since."""
        same = self._published_now() == self.generation
        return self if same else ClusterStore(self.address, self._client)

    def _published_now(self) -> str:
        """Return the generation that is published; raise ClusterUnavailable where that takes too long."""
        try:
            with within(_LOOK):
                return published(self._client).generation
        except SearchTimeout:
            told = (
                f"The cluster of {self.address} does not tell in {_LOOK:g} s which generation is published."
            )
            raise ClusterUnavailable(told) from None

    def kept(self, generation: str) -> ClusterStore:
        """Return an opened store of another generation that is still kept; raises CursorExpired."""
        try:
            return ClusterStore(self.address, self._client, generation)
        except (IndexMissing, IndexOutdated, IndexCorrupt):
            raise CursorExpired from None

    def info(self) -> IndexInfo:
        """Return its size and origin; who may not ask for the bytes of its articles is told of its files'."""
        return IndexInfo(
            articles=self._state.articles,
            terms=sum(len(segment.forms) for segment in self._segments),
            size_bytes=sum(each.length for each in self._state.files.values()) + self._index.bytes(),
            built=datetime.fromisoformat(self._state.built),
            analyzer=self._state.analyzer,
            generation=self.generation,
            segments=len(self._segments),
        )

    def check(self) -> None:
        """Compare all files with their checksums, and the number of articles with the state's."""
        for segment in self._segments:
            segment.box.check()
            segment.counts.check()
        check(self._client, self._state)

    def check_present(self) -> None:
        """Raise IndexMissing if no generation is published any more."""
        self._published_now()

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Let a file of words that was cut meanwhile be told, as reading it would end the process.

        A cluster that answers nothing is told, too.
        """
        for segment in self._segments:
            segment.box.check_length()
            segment.counts.check_length()
        with self._client.answering():
            yield

    def answer(self, query: Bool, filters: Filters, *, listing: bool) -> ClusterAnswer:
        """Return the answer to a located query."""
        return ClusterAnswer(self._parts, LocatedQuery(query, filters, listing=listing))

    def with_meaning(self, answer: Answer, text: str, *, only: bool) -> Answer:
        """Return the answer as it was: a cluster knows no meanings."""
        if only:
            raise NoVectors(
                f"The index {self.address} has no vectors: a cluster finds by words alone. Search by meaning "
                "in an index that is a folder."
            )
        return answer

    def count(self, node: Node) -> int:
        """Return how many articles satisfy a part of a query."""
        return self.counts([node])[0]

    def counts(self, nodes: Sequence[Node]) -> list[int]:
        """Return how many articles satisfy each of some parts, by one request."""
        return self._counter.of_each([self._matching.node(node) for node in nodes])

    def any(self, filters: Filters) -> bool:
        """Tell whether any article passes filters."""
        return self._index.any(all_of(filter_queries(filters)))

    def names(self, field: str) -> list[str]:
        """Return the names of all sources or all sections."""
        each = (
            segment.source_names if field == "source" else segment.section_names for segment in self._segments
        )
        return [part for names in each for name in names for part in name.split(SECTIONS) if part]

    def find(self, article_id: str) -> Found:
        """Return an article by its id; raises KeyError."""
        place = self._articles.with_key(document_key(id_hash(article_id)))
        if place is None:
            raise KeyError(article_id)
        return Found(*place, 0.0)

    def articles(self, found: Sequence[Found]) -> list[Article]:
        """Return the texts and fields of some articles."""
        return [each.article for each in self._articles.get(found)]

    def stored(self, found: Sequence[Found]) -> list[StoredArticle]:
        """Return some articles, their texts in UTF-8."""
        return [read_stored(each.record) for each in self._articles.get(found)]

    def group(self, found: Found) -> int:
        """Return the number that an article shares with those of nearly its text, -1 without any."""
        return self._articles.group(found) if self.has_duplicates else -1

    def duplicates(self, found: Found) -> list[Found]:
        """Return the other articles with nearly the text of one, the newest first."""
        number = self.group(found)
        if number < 0:
            return []
        alike, _ = self._ranking.run({"term": {fields.GROUP: number}}, _MOST_ALIKE, "newest")
        return [each for each in alike if each[:2] != found[:2]]

    def similar(self, found: Found) -> list[Found]:
        """Return the articles most like one, the best first, without itself."""
        return self._more_like_this.find(found)

    def suggest(self, prefix: str, limit: int) -> tuple[Completion, ...]:
        """Return completions of the last word of `prefix`, and titles that have all its words."""
        return self._suggester.suggest(prefix, limit)
