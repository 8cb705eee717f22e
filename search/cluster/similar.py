"""Articles of a cluster like another: its telling words as one query, then pairs of words, then the day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...index.cluster.articles import mapping as fields
from ...index.cluster.articles.record import WHOLE
from ..more_like_this import DEPTH, TITLE, TellingTerm, TellingTerms, look_again, whole_worth
from ..ranking.scores.scoring import SCALE
from ..store import Found
from ..vocabulary.term_resolver import TermResolver
from .articles import ArticleIndex, Articles
from .fetched import Fetched
from .query.clauses import Query, feature
from .words import WordsSegment


class ClusterMoreLikeThis:
    """Finds articles like others of a cluster; safe for many threads."""

    def __init__(
        self, index: ArticleIndex, articles: Articles, segments: Sequence[WordsSegment],
        resolver: TermResolver,
    ) -> None:  # fmt: skip
        self._index, self._articles, self._segments = index, articles, segments
        self._terms = TellingTerms(segments, resolver)

    def find(self, article: Found) -> list[Found]:
        """Return the articles most like one, the best first, without itself; at most a hundred."""
        [document] = self._articles.get([article])
        terms = self._terms.find(article.segment, document.article)
        if not terms:
            return []
        found = {"should": list(self._queries(terms)), "must_not": [self._articles.only(article)]}
        body = {"query": {"bool": found}, "size": DEPTH, "sort": [{"_score": "desc"}, {fields.HASH: "asc"}]}
        hits = self._index.search(body | WHOLE | {"track_total_hits": False})["hits"]["hits"]
        # The first of them are shown, so they are kept.
        documents = self._articles.documents(hits)
        fetched = Fetched(self._segments, [document, *documents])
        best = [
            fetched.local(Found(each.segment, each.doc, hit["_score"] / SCALE))
            for each, hit in zip(documents, hits, strict=True)
        ]
        return list(map(fetched.original, look_again(fetched.segments, fetched.local(article), best, terms)))

    def _queries(self, terms: Sequence[TellingTerm]) -> Iterator[Query]:
        for term in terms:
            name = fields.feature(self._word(term))
            yield feature(fields.IMPACTS, name, whole_worth(term.weight))
            yield feature(fields.TITLE_IMPACTS, name, whole_worth(term.weight * TITLE))

    def _word(self, term: TellingTerm) -> str:
        pairs = zip(self._segments, term.concepts, strict=True)
        return next(segment.concepts.word(concept) for segment, concept in pairs if concept >= 0)
