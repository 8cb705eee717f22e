"""Counts over all hits on a cluster: of sources, sections and months, and of articles with the same text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from ...index.cluster import mapping as fields
from ..facets import make_facets
from ..query.filters import Filters
from ..results import Facets
from .clauses import Query, all_of
from .match_query import filter_queries

# Names that a cluster counts at once.
MOST_NAMES = 65_000
# Up to so many groups are counted exactly, further ones nearly so.
_EXACT = 40_000


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


GROUPED = {
    "grouped": {"value_count": {"field": fields.GROUP}},
    "groups": {"cardinality": {"field": fields.GROUP, "precision_threshold": _EXACT}},
}
"""Aggregations of how many hits have near-duplicates anywhere, and of how many groups they are."""


def read_grouped(counted: Mapping[str, Any]) -> int:
    """Return how many hits are one of a better one, from the answer to `GROUPED`."""
    return int(counted["grouped"]["value"]) - int(counted["groups"]["value"])


def members(groups: Sequence[int]) -> dict[str, Any]:
    """Return the aggregations of how many hits are in each of some groups."""
    queries: dict[str, Query] = {str(number): {"term": {fields.GROUP: number}} for number in groups}
    return {"members": {"filters": {"filters": queries}}}


def read_members(counted: Mapping[str, Any]) -> dict[int, int]:
    """Return how many hits are in each group, from the answer to `members`."""
    return {int(name): each["doc_count"] for name, each in counted["members"]["buckets"].items()}
