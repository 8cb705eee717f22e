"""Răsfoi: a search engine over a folder of Romanian article files."""

from __future__ import annotations

from .index.article import Article, BuildReport, Failure
from .index.errors import (
    BadArticle,
    BadQuery,
    IndexBusy,
    IndexCorrupt,
    IndexMissing,
    IndexOutdated,
    RasfoiError,
)
from .search.results import (
    Completion,
    Explanation,
    FacetCount,
    Facets,
    Hit,
    SearchPage,
    Snippet,
    Suggestion,
)

__version__ = "0.1.0"

__all__ = [
    "Article",
    "BadArticle",
    "BadQuery",
    "BuildReport",
    "Completion",
    "Explanation",
    "FacetCount",
    "Facets",
    "Failure",
    "Hit",
    "IndexBusy",
    "IndexCorrupt",
    "IndexMissing",
    "IndexOutdated",
    "RasfoiError",
    "SearchPage",
    "Snippet",
    "Suggestion",
]
