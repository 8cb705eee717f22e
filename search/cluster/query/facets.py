"""Counts over all hits on a cluster: of sources, sections and months, and of articles with the same text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ....index.cluster.articles import mapping as fields
from ...answer.results import Facets
from ...embedded.facets import make_facets
from ...query.syntax.filters import Filters
from .clauses import Query, all_of
from .match_query import filter_queries

# Names that a cluster counts at once.
MOST_NAMES = 65_000
# Up to so many groups are counted exactly, further ones nearly so.
_EXACT = 40_000
_ALL = "all"


def facet_counts(filters: Filters, names: int) -> dict[str, Any]:
    """Return the aggregations over all articles that match a query, of which there are so many names."""
    size = min(names + 1, MOST_NAMES)
    return {
        "source": _among(filters, "source", {"names": {"terms": {"field": fields.SOURCE, "size": size}}}),
        "section": _among(filters, "section", {"names": {"terms": {"field": fields.SECTIONS, "size": size}}}),
        "month": _among(
            filters, "",
            {
                "names": {"terms": {"field": fields.MONTH, "size": MOST_NAMES}},
                "none": {"missing": {"field": fields.MONTH}},
            },
        ),
    }  # fmt: skip


def _among(filters: Filters, skip: str, counted: dict[str, Any]) -> dict[str, Any]:
    return {"filter": all_of(filter_queries(filters, skip)), "aggs": counted}


def read_facets(counted: Mapping[str, Any]) -> Facets:
    """Return the facets in the answer to `facet_counts`."""
    sources, sections, months = (
        Counter({each["key"]: each["doc_count"] for each in counted[name]["names"]["buckets"]})
        for name in ("source", "section", "month")
    )
    months[""] = counted["month"]["none"]["doc_count"]
    return make_facets(sources, sections, months)


# Groups whose hits come with the hits themselves.
_MOST_GROUPS = 1000
GROUPED = {"groups": {"terms": {"field": fields.GROUP, "size": _MOST_GROUPS}}}
"""The aggregation of how many hits are in each group of articles with nearly the same text."""


class Groups(NamedTuple):
    """How many hits are in each group, and how many in all are one of a better one."""

    members: Mapping[int, int]
    folded: int


def read_groups(counted: Mapping[str, Any]) -> Groups | None:
    """Return the groups in the answer to `GROUPED`, None where they are more than it tells."""
    found = counted["groups"]
    members = {int(each["key"]): int(each["doc_count"]) for each in found["buckets"]}
    return None if found["sum_other_doc_count"] else Groups(members, sum(members.values()) - len(members))


def group_counts(groups: Sequence[int]) -> dict[str, Any]:
    """Return the aggregations of how many hits are in each of some groups, and of all groups together."""
    queries: dict[str, Query] = {str(number): {"term": {fields.GROUP: number}} for number in groups}
    return {
        "members": {"filters": {"filters": {**queries, _ALL: {"exists": {"field": fields.GROUP}}}}},
        "groups": {"cardinality": {"field": fields.GROUP, "precision_threshold": _EXACT}},
    }


def read_group_counts(counted: Mapping[str, Any]) -> Groups:
    """Return the groups in the answer to `group_counts`."""
    members = {name: int(each["doc_count"]) for name, each in counted["members"]["buckets"].items()}
    grouped = members.pop(_ALL)
    return Groups(
        {int(name): count for name, count in members.items()}, grouped - int(counted["groups"]["value"])
    )
