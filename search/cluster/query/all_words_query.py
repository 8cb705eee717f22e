"""Articles that have every content word of a query: what finds them, and what they get for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ....index.cluster.articles import mapping as fields
from ....index.segment.postings.impacts import LEVELS
from ...located_query import LocatedQuery
from ...ranking.all_words import Having
from ...ranking.clauses import Clause
from ...ranking.neighbours import NEAR_SPAN
from ...ranking.term_weights import Weigher, named, typed_bits
from ..words import WordsSegment
from .clauses import Query, all_of, any_of, at_least, best_of, constant, feature, terms
from .match_query import MatchQueries, at_places, having
from .weighted_lists import foldings, form_features

# Forms of a word that are looked for with their lemma; of more only the foldings are.
_TYPED = 8


class _Pair(NamedTuple):
    """What finds two words side by side, and whether they are the parts of a compound."""

    query: Query
    is_compound: bool


class AllWordsQueries:
    """Makes queries about the articles with all content words, of those that answer a query."""

    def __init__(self, segments: Sequence[WordsSegment], weigher: Weigher, matching: MatchQueries) -> None:
        self._segments, self._weigher, self._matching = segments, weigher, matching

    def needed(self, located: LocatedQuery) -> list[Query]:
        """Return what finds them: each is to find an article."""
        if not located.simple:
            return [self._matching.node(node) for node in located.known_content]
        return [having(clause.term, clause.field) for clause in located.words.content]

    def scores(self, located: LocatedQuery, found: Having) -> Iterator[Query]:
        """Yield what articles with all content words get: by typed forms, titles, and pairs side by side."""
        worth = self._weigher.level_worth(located.words, found)
        words, pairs = located.words.content, self._pairs(located)
        whole = [each.query for each in pairs if each.is_compound]
        typed = all_of([*(self._typed(clause, located.words.count) for clause in words), *whole])
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

    def _typed(self, clause: Clause, count: int) -> Query:
        """Return what has a word in a form as typed, or one that looks like it."""
        names: dict[str, None] = {}
        folded: dict[str, None] = {}
        for number, segment in enumerate(self._segments):
            for listed in clause.term.lists[number]:
                as_name = 0 if listed.synonym else named(clause.term, count)
                exact, similar = typed_bits(listed, as_name)
                bits = exact | similar
                names |= dict.fromkeys(form_features(segment, listed.concept, bits))
                folded |= dict.fromkeys(foldings(segment, listed.concept, bits))
        if len(names) > _TYPED:
            return terms(fields.FORMS, list(folded))
        return any_of([feature(fields.FORM_IMPACTS, name) for name in names])

    def paired(self, located: LocatedQuery) -> Query:
        """Return what has all pairs of content words side by side."""
        return at_least(located.words.pairs, [each.query for each in self._pairs(located)])

    def _pairs(self, located: LocatedQuery) -> list[_Pair]:
        """Return the pairs of neighbours among the content words that may stand as the query has them.

        A compound may stand in one word; where its parts are apart, an article is of the lowest level.
        """
        found = []
        for first, second in pairwise(located.words.refining):
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
