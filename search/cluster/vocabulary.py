"""The words of a generation on a cluster, for the reading of queries: what its files do not tell is asked."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from ...index.analysis.folding import fold
from ...index.cluster.articles import mapping as fields
from ..query.terms import Token
from ..vocabulary.beginnings import begun, content_terms
from ..vocabulary.term_resolver import TermResolver
from .articles import ArticleIndex, total
from .query.clauses import Query, all_of, any_of, feature
from .query.match_query import having
from .query.weighted_lists import form_features
from .words import WordsSegment

# Forms that are looked at to tell which words are likely.
_FORMS = 500
# Words that are counted exactly, the likeliest.
_CANDIDATES = 48


class ClusterVocabulary(TermResolver):
    """Locates the words of queries; safe for many threads."""

    def __init__(self, segments: Sequence[WordsSegment], index: ArticleIndex) -> None:
        super().__init__(segments)
        self._words, self._index = segments, index

    def beginning(self, typed: str, before: Iterable[Token]) -> Token | None:
        """Return a token for the words that likeliest begin so, behind others; None if no word does.

        Likely are those of the articles with the content words before.
        """
        terms = content_terms(before)
        company = all_of([having(term) for term in terms])
        among = re.escape(fold(typed.lower())) + ".*"
        counted = {"forms": {"terms": {"field": fields.FORMS, "include": among, "size": _FORMS}}}
        asked = {"query": company, "size": 0, "aggs": counted, "track_total_hits": 1}
        answer = self._index.search(asked) if terms else None
        if not answer or not total(answer):
            return super().beginning(typed, ())
        forms = {each["key"]: each["doc_count"] for each in answer["aggregations"]["forms"]["buckets"]}
        keys = self._concepts_of(forms)
        bits = [_bits(segment, typed, keys) for segment in self._words]
        return begun(self._words, typed, self._exactly(company, bits), bits, self.articles)

    def _concepts_of(self, forms: dict[str, int]) -> list[str]:
        """Return the concepts of folded forms by the number of articles with these, the likeliest."""
        likely: Counter[str] = Counter()
        for folded, count in forms.items():
            keys = {
                segment.concepts.word(concept)
                for segment in self._words
                for form in segment.forms.folding(folded)
                for concept, _ in segment.concepts_of(form)
            }
            likely.update(dict.fromkeys(keys, count))
        return [key for key, _ in likely.most_common(_CANDIDATES)]

    def _exactly(self, company: Query, bits: Sequence[Mapping[str, int]]) -> dict[str, int]:
        """Return how many articles of a company have each concept in a form of some bits."""
        names: dict[str, dict[str, None]] = defaultdict(dict)
        for segment, own in zip(self._words, bits, strict=True):
            for key, of_forms in own.items():
                names[key] |= dict.fromkeys(form_features(segment, segment.concepts.find(key), of_forms))
        queries = {
            key: any_of([feature(fields.FORM_IMPACTS, name) for name in found])
            for key, found in names.items()
        }
        body = {"query": company, "size": 0, "aggs": {"words": {"filters": {"filters": queries}}}}
        buckets = self._index.search(body)["aggregations"]["words"]["buckets"] if queries else {}
        return {key: each["doc_count"] for key, each in buckets.items() if each["doc_count"]}


def _bits(segment: WordsSegment, typed: str, keys: Sequence[str]) -> dict[str, int]:
    """Return the bits of the forms of some concepts that begin so, of those that have any."""
    columns = segment.concepts_with_forms(segment.forms.prefixed(typed))
    bits = dict(zip(*(column.tolist() for column in columns), strict=True))
    found = {key: bits.get(segment.concepts.find(key), 0) for key in keys}
    return {key: of_forms for key, of_forms in found.items() if of_forms}
