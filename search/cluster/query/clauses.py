"""Queries in the language of OpenSearch, put together from parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import orjson

Query = dict[str, Any]

# What a cluster counts as a clause, and the text of a phrase, of which it counts each place.
_CLAUSES = re.compile(rb'"(?:terms?|rank_feature|prefix|range|match_all)":')
_PHRASES = re.compile(rb'"match_phrase":{"\w+":{"query":"([^"]*)"')

EVERYTHING: Query = {"match_all": {}}
NOTHING: Query = {"match_none": {}}


def any_of(queries: Sequence[Query]) -> Query:
    """Return a query for what any of some finds; scores add up."""
    if not queries:
        return NOTHING
    return queries[0] if len(queries) == 1 else {"bool": {"should": list(queries)}}


def all_of(queries: Sequence[Query], without: Sequence[Query] = ()) -> Query:
    """Return a query for what all of some find, and none of others, without a score."""
    if len(queries) == 1 and not without:
        return queries[0]
    parts = {"filter": list(queries), "must_not": list(without)}
    return (
        {"bool": {name: found for name, found in parts.items() if found}}
        if queries or without
        else EVERYTHING
    )


def at_least(count: int, queries: Sequence[Query]) -> Query:
    """Return a query for what so many of some find."""
    if count > len(queries):
        return NOTHING
    return {"bool": {"should": list(queries), "minimum_should_match": count}} if count else EVERYTHING


def terms(field: str, values: Sequence[str]) -> Query:
    """Return a query for any of some values of a field."""
    if not values:
        return NOTHING
    if len(values) == 1:
        return {"term": {field: {"value": values[0]}}}
    return {"terms": {field: list(values)}}


def constant(query: Query, score: int) -> Query:
    """Return a query that gives what another finds a score."""
    return {"constant_score": {"filter": query, "boost": score}}


def feature(field: str, name: str, worth: int = 1) -> Query:
    """Return a query for the articles that have a feature, which scores `worth` times its value."""
    return {"rank_feature": {"field": f"{field}.{name}", "linear": {}, "boost": worth}}


def best_of(queries: Sequence[Query]) -> Query:
    """Return a query that scores what the best of some does."""
    return queries[0] if len(queries) == 1 else {"dis_max": {"queries": list(queries)}}


def scored(needed: Sequence[Query], scores: Sequence[Query]) -> Query:
    """Return what finds what all of some queries find, with the scores of others added up."""
    return {"bool": {"filter": list(needed), "should": list(scores)}}


def size(queries: Sequence[Query]) -> int:
    """Return how many clauses some queries have, as a cluster counts them, or a few more."""
    # Looking through text takes a tenth of the time of a walk through it all.
    text = orjson.dumps(queries)
    phrases: list[bytes] = _PHRASES.findall(text)
    return len(_CLAUSES.findall(text)) + sum(phrase.count(b" ") + 1 for phrase in phrases)
