"""What articles score, as a query of OpenSearch: the whole numbers of `ranking/term_weights.py`.

A word is the boost of a feature whose value is the impact; what a form as typed is worth more is the boost
of the feature of that form. A float holds whole numbers up to 2 ** 24 without loss: higher scores are off by
one or two of the 130,560 parts of a point.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ....index.cluster.articles import mapping as fields
from ...located_query import LocatedQuery
from ...ranking.all_words import Having
from ...ranking.clauses import Clause
from ...ranking.scores.scoring import Scoring, coverage
from ...ranking.term_weights import Weigher
from ..words import WordsSegment
from .all_words_query import AllWordsQueries
from .clauses import EVERYTHING, Query, all_of, any_of, constant, scored, size, terms
from .match_query import MatchQueries
from .weighted_lists import WeightedList, fitting, lists_of

# A query of OpenSearch may have 1,024 clauses.
_MOST = 1000
# Words of titles that count for covering a query: the weightiest.
_COVERED = 100
# Words of titles of which every combination is told, and by how many parts these may be off for that.
_COMBINED, _ROUNDED = 4, 4
# What a title covers that has no word: nobody sees it, but the product of nothing is one.
_LEAST = 1e-9


class ScoringQueries:
    """Makes queries that score as the embedded engine does."""

    def __init__(self, segments: Sequence[WordsSegment], weigher: Weigher, matching: MatchQueries) -> None:
        self._segments, self._weigher, self._matching = segments, weigher, matching
        self.all_words = AllWordsQueries(segments, weigher, matching)

    def query(
        self, located: LocatedQuery, found: Having | None, filters: Sequence[Query], *,
        only_all_words: bool = False,
    ) -> Query:  # fmt: skip
        """Return what finds and scores the articles that answer a query and pass filters.

        `found` counts those with all content words, where these come first; `only_all_words` leaves out all
        others.
        """
        matching = self._matching.query(located)
        if not located.words:
            return all_of([matching, *filters])
        together = list(self.all_words.scores(located, found)) if found and found.articles else []
        scorings = [
            self._weigher.scoring(located.words, number, titles_count=not found or found.articles > 0)
            for number in range(len(self._segments))
        ]
        anywhere = lists_of(self._segments, [each.anywhere for each in scorings])
        titles = lists_of(self._segments, [each.titles for each in scorings])
        bonus = _coverage(titles, scorings[0]) if scorings[0].bonus and titles else []
        kept = fitting([*anywhere, *titles], _MOST - size([matching, *filters, *together, *bonus]))
        in_titles = [*_queries(kept[len(anywhere) :]), *bonus]
        everywhere, needed = kept[: len(anywhere)], self.all_words.needed(located)
        if only_all_words:
            scores = [*in_titles, *together]
            if located.simple and (words := _by_word(located.words.content, everywhere)):
                return _of_all_words(words, everywhere, scores, filters)
            found_by = needed if located.simple else [matching, *needed]
            return scored([*found_by, *filters], [*_queries(everywhere), *scores])
        if together:
            in_titles = [scored(needed, [*in_titles, *together])]
        if not located.simple or any(each is None for each in everywhere):
            return scored([matching, *filters], [*_queries(everywhere), *in_titles])
        required = _queries([each for each in everywhere if each and each.weighted.required])
        optional = _queries([each for each in everywhere if each and not each.weighted.required])
        # What scores also finds, which takes a tenth less time; the bonus alone would find everything.
        if optional or (bonus and not together):
            parts: Query = {"must": [any_of(required)], "should": [*optional, *in_titles]}
        else:
            parts = {"should": [*required, *in_titles], "minimum_should_match": 1}
        return {"bool": {**parts, "filter": list(filters)}}


def _queries(lists: Sequence[WeightedList | None]) -> list[Query]:
    return [query for each in lists if each for query in each.queries()]


def _by_word(
    words: Sequence[Clause], lists: Sequence[WeightedList | None]
) -> list[list[WeightedList]] | None:
    """Return the lists of each of some words; None where some are left out, or are of two words."""
    found = [
        [
            each
            for each in lists
            if each and each.key in word.term.keys and each.weighted.in_title == (word.field == "title")
        ]
        for word in words
    ]
    distinct = {id(each) for own in found for each in own}
    every = all(lists) and all(found) and len(distinct) == sum(map(len, found))
    return found if every else None


def _of_all_words(
    words: Sequence[Sequence[WeightedList]],
    lists: Sequence[WeightedList | None],
    scores: Sequence[Query],
    filters: Sequence[Query],
) -> Query:
    """Return what finds the articles with all of some words by what these score."""
    needed = {id(each) for own in words for each in own}
    others = _queries([each for each in lists if id(each) not in needed])
    forms = [query for own in words for each in own for query in each.of_forms()]
    parts = {"must": [any_of([each.of_lemma() for each in own]) for own in words]}
    return {"bool": {**parts, "should": [*forms, *others, *scores], "filter": list(filters)}}


def _coverage(lists: Sequence[WeightedList], scoring: Scoring) -> list[Query]:
    """Return the bonus of titles by the words that they have, whose share of the query's mass is cubed."""
    best = sorted(lists, key=lambda each: -each.weighted.mass)[:_COVERED]
    having = [terms(fields.TITLE_CONCEPTS, [each.key]) for each in best]
    masses = [each.weighted.mass for each in best]
    if len(best) <= _COMBINED and (more := _combined(masses, scoring)):
        return [
            constant(all_of([query for at, query in enumerate(having) if chosen >> at & 1]), worth)
            for chosen, worth in more.items()
        ]
    shares = [
        {"filter": query, "weight": mass / scoring.title_mass}
        for query, mass in zip(having, masses, strict=True)
    ]
    shares.append({"filter": EVERYTHING, "weight": _LEAST})
    product = {"functions": shares, "score_mode": "sum", "max_boost": 1.0, "boost_mode": "multiply"}
    query: Query = {"match_all": {"boost": round(scoring.highest_bonus)}}
    for _ in range(3):
        query = {"function_score": {"query": query, **product}}
    return [query]


def _combined(masses: Sequence[float], scoring: Scoring) -> dict[int, int]:
    """Return what each combination of title words, as bits, adds to the bonus of those within it.

    These are constants, which a cluster can leave out where they lift no article onto the page. {} where one
    would have to be less than nothing, as of two lemmas of one word.
    """
    every = range(1, 1 << len(masses))
    covered = [sum(mass for at, mass in enumerate(masses) if chosen >> at & 1) for chosen in every]
    bonus = coverage(np.array(covered), scoring.title_mass, scoring.highest_bonus).tolist()
    more: dict[int, int] = {}
    for chosen, whole in zip(every, bonus, strict=True):
        more[chosen] = whole - sum(worth for part, worth in more.items() if part & chosen == part)
    if min(more.values()) < -_ROUNDED:
        return {}
    return {chosen: worth for chosen, worth in more.items() if worth > 0}
