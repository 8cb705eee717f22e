"""What articles score, as a query of OpenSearch: the whole numbers of `ranking/term_weights.py`.

A word is the boost of a feature whose value is the impact; what a form as typed is worth more is the boost
of the feature of that form. A float holds whole numbers up to 2 ** 24 without loss: higher scores are off by
one or two of the 130,560 parts of a point.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from ...index.cluster import mapping as fields
from ...index.segment.format import VARIANT_BITS
from ...index.segment.impacts import LEVELS
from ..located_query import LocatedQuery
from ..ranking.all_words import Having
from ..ranking.clauses import Clause, content_words
from ..ranking.neighbours import NEAR_SPAN
from ..ranking.scores.scoring import Scoring, Weighted
from ..ranking.term_weights import Weigher, pair_count
from .clauses import Query, all_of, any_of, at_least, best_of, constant, feature, terms
from .match_query import MatchQueries, at_places, having
from .words import WordsSegment

# A query of OpenSearch may have 1,024 clauses.
_MOST = 900
# Forms of a word that are looked for with their lemma; of more only the foldings are.
_TYPED = 8
_CLAUSES = ("term", "terms", "rank_feature", "match_phrase", "prefix", "range")


@dataclass(frozen=True)
class _List:
    """A lemma of a word in all segments: its worth, and what forms of it, by feature, are worth more."""

    key: str
    weighted: Weighted
    worth: int
    forms: Mapping[str, int]

    @property
    def clauses(self) -> int:
        """How many clauses of a query it takes."""
        return 1 + len(self.forms)

    def queries(self) -> Iterator[Query]:
        """Yield what scores it."""
        field, of_forms = fields.IMPACTS, fields.FORM_IMPACTS
        if self.weighted.in_title:
            field, of_forms = fields.TITLE_IMPACTS, fields.TITLE_FORM_IMPACTS
        yield feature(field, fields.feature(self.key), self.worth)
        if self.forms:
            yield best_of([feature(of_forms, name, more) for name, more in self.forms.items()])


class ScoringQueries:
    """Makes queries that score as the embedded engine does."""

    def __init__(self, segments: Sequence[WordsSegment], weigher: Weigher, matching: MatchQueries) -> None:
        self._segments, self._weigher, self._matching = segments, weigher, matching

    def query(self, located: LocatedQuery, found: Having | None, filters: Sequence[Query]) -> Query:
        """Return what finds and scores the articles that answer a query and pass filters.

        `found` counts those with all content words, where these come first.
        """
        if not located.words:
            return all_of([self._matching.query(located), *filters])
        none = found is not None and not found.articles
        scorings = [
            self._weigher.scoring(located.words, number, titles_count=not none)
            for number in range(len(self._segments))
        ]
        anywhere = self._lists([each.anywhere for each in scorings])
        titles = self._titles(self._lists([each.titles for each in scorings]), scorings[0])
        if found is not None and found.articles:
            levels = self._levels(located, found)
            titles = [all_of_scored([*self.all_words(located)], [*titles, *levels])]
        anywhere, whole = _fitting(anywhere, _MOST - _size(titles))
        optional = [query for each in anywhere if not each.weighted.required for query in each.queries()]
        required = [query for each in anywhere if each.weighted.required for query in each.queries()]
        if located.simple and whole:
            return _bool(required, optional, titles, filters)
        return all_of_scored([self._matching.query(located), *filters], [*required, *optional, *titles])

    def _lists(self, scored: Sequence[Sequence[Weighted]]) -> list[_List]:
        """Return the lists of all segments, those of the same lemma in one."""
        places: dict[tuple[str, bool, int], list[tuple[WordsSegment, Weighted]]] = defaultdict(list)
        for segment, lists in zip(self._segments, scored, strict=True):
            seen: Counter[tuple[str, bool]] = Counter()
            for weighted in lists:
                of = segment.concepts.word(weighted.concept), weighted.in_title
                # Two words of a query may have a lemma in common.
                places[*of, seen[of]].append((segment, weighted))
                seen[of] += 1
        return [_list(key, found) for (key, _, _), found in places.items()]

    def all_words(self, located: LocatedQuery) -> list[Query]:
        """Return what the articles with all content words have, each, of those that answer a query."""
        if not located.simple:
            return [self._matching.node(node) for node in located.known_content]
        return [having(clause.term, clause.field) for clause in content_words(located.words)]

    def _titles(self, lists: Sequence[_List], scoring: Scoring) -> list[Query]:
        found = [query for each in lists for query in each.queries()]
        return [*found, _coverage(lists, scoring)] if scoring.bonus and lists else found

    def _levels(self, located: LocatedQuery, found: Having) -> Iterator[Query]:
        """Yield what articles with all content words get: by typed forms, titles, and pairs side by side."""
        worth = self._weigher.level_worth(located.words, found)
        words, pairs = content_words(located.words), self._pairs(located)
        whole = [each.query for each in pairs if each.is_compound]
        typed = all_of([*map(self._typed, words), *whole])
        titled = all_of([*(having(clause.term, "title") for clause in words), *whole])
        yield {"match_all": {"boost": worth.every * LEVELS}}
        # Both are worth less than the two together.
        both = worth.both / worth.matching - 1
        either = [constant(each, worth.matching * LEVELS) for each in (typed, titled)]
        yield {"dis_max": {"queries": either, "tie_breaker": both}}
        for pair in pairs:
            yield best_of([
                constant(pair.query, worth.pair * LEVELS), constant(titled, worth.titled * LEVELS)
            ])  # fmt: skip
        for _ in range(found.pairs - len(pairs)):
            yield constant(titled, worth.titled * LEVELS)

    def _typed(self, clause: Clause) -> Query:
        """Return what has a word in a form as typed, or one that looks like it."""
        names: dict[str, None] = {}
        foldings: dict[str, None] = {}
        for number, segment in enumerate(self._segments):
            for listed in clause.term.lists[number]:
                bits = listed.exact | listed.similar
                names |= dict.fromkeys(form_features(segment, listed.concept, bits))
                foldings |= dict.fromkeys(_foldings(segment, listed.concept, bits))
        if len(names) > _TYPED:
            return terms(fields.FORMS, list(foldings))
        return any_of([feature(fields.FORM_IMPACTS, name) for name in names])

    def paired(self, located: LocatedQuery) -> Query:
        """Return what has all pairs of content words side by side."""
        return at_least(pair_count(located.words), [each.query for each in self._pairs(located)])

    def _pairs(self, located: LocatedQuery) -> list[_Pair]:
        """Return the pairs of neighbours among the content words that may stand as the query has them.

        A compound may stand in one word; where its parts are apart, an article is of the lowest level.
        """
        found = []
        for first, second in pairwise(located.refining):
            apart = second.place - first.place
            keys = list(first.term.keys), list(second.term.keys)
            gaps = range(1, apart + 1) if apart <= NEAR_SPAN else ()
            beside = [at_places({0: keys[0], gap: keys[1]}) for gap in gaps]
            joined = self._joined(first, second)
            if beside or joined:
                whole = [terms(fields.CONCEPTS, joined)] if joined else []
                found.append(_Pair(any_of([*beside, *whole]), bool(joined)))
        return found

    def _joined(self, first: Clause, second: Clause) -> list[str]:
        """Return the lemmas of two words in one, if they are the parts of a compound."""
        keys: dict[str, None] = {}
        for number, segment in enumerate(self._segments):
            other = {each.concept for each in second.term.lists[number]}
            for each in first.term.lists[number]:
                if each.joined and each.concept in other:
                    keys[segment.concepts.word(each.concept)] = None
        return list(keys)


class _Pair(NamedTuple):
    """What finds two words side by side, and whether they are the parts of a compound."""

    query: Query
    is_compound: bool


def all_of_scored(needed: Sequence[Query], scores: Sequence[Query]) -> Query:
    """Return what finds what all of some find, with the scores of others added up."""
    return {"bool": {"filter": list(needed), "should": list(scores)}}


def _bool(
    required: Sequence[Query], optional: Sequence[Query], titles: Sequence[Query], filters: Sequence[Query]
) -> Query:
    """Return what finds what any of the `required` finds."""
    if not optional:
        found: Query = {"should": [*required, *titles], "minimum_should_match": 1}
    else:
        found = {"must": [any_of(required)], "should": [*optional, *titles]}
    return {"bool": found | ({"filter": list(filters)} if filters else {})}


def _list(key: str, found: Sequence[tuple[WordsSegment, Weighted]]) -> _List:
    weighted = found[0][1]
    worth = int(weighted.worth[0])
    forms: dict[str, int] = {}
    for segment, each in found:
        for rank in range(min(len(segment.variants(each.concept)), VARIANT_BITS)):
            names = form_features(segment, each.concept, 1 << rank)
            forms |= dict.fromkeys(names, int(each.worth[1 << rank]) - worth)
    least = min(forms.values())
    return _List(
        key, weighted, worth + least, {name: more - least for name, more in forms.items() if more > least}
    )


def form_features(segment: WordsSegment, concept: int, bits: int) -> Iterator[str]:
    """Yield the features of a lemma's forms whose bits are among some."""
    key = segment.concepts.word(concept)
    for rank, form in enumerate(segment.variants(concept)[: VARIANT_BITS - 1]):
        if bits >> rank & 1:
            yield fields.feature(key, segment.forms.word(form))
    if bits >> (VARIANT_BITS - 1):
        yield fields.feature(key, fields.beyond(segment.number))


def _foldings(segment: WordsSegment, concept: int, bits: int) -> Iterator[str]:
    """Yield what the articles have among their forms that have a lemma in forms with these bits."""
    for rank, form in enumerate(segment.variants(concept)[: VARIANT_BITS - 1]):
        if bits >> rank & 1:
            yield segment.forms.folded(form)
    if bits >> (VARIANT_BITS - 1):
        yield f"{fields.beyond(segment.number)} {segment.concepts.word(concept)}"


def _fitting(lists: Sequence[_List], room: int) -> tuple[list[_List], bool]:
    """Return the lists that are worth most, as many as there is room for, and whether that is all."""
    kept, used = set(), 0
    for at in sorted(range(len(lists)), key=lambda at: -lists[at].worth):
        used += lists[at].clauses
        if used > room:
            break
        kept.add(at)
    return [each for at, each in enumerate(lists) if at in kept], len(kept) == len(lists)


def _size(queries: object) -> int:
    """Return how many clauses some queries have."""
    if isinstance(queries, dict):
        parts = [name for name in queries if name in _CLAUSES]
        return len(parts) + sum(map(_size, queries.values()))
    return sum(map(_size, queries)) if isinstance(queries, list) else 0


def _coverage(lists: Sequence[_List], scoring: Scoring) -> Query:
    """Return the bonus of titles by the words that they have, whose share of the query's mass is cubed."""
    found = [terms(fields.TITLE_CONCEPTS, [each.key]) for each in lists]
    shares = [
        {"filter": query, "weight": each.weighted.mass / scoring.title_mass}
        for query, each in zip(found, lists, strict=True)
    ]
    query = constant(any_of(found), round(scoring.highest_bonus))
    product = {"functions": shares, "score_mode": "sum", "max_boost": 1.0, "boost_mode": "multiply"}
    for _ in range(3):
        query = {"function_score": {"query": query, **product}}
    return query
