"""Răsfoi: a search engine over a folder of Romanian article files."""

from __future__ import annotations

from .index.article import Article, BuildReport, Failure
from .index.build import Progress, build
from .index.errors import (
    BadArticle,
    BadQuery,
    IndexBusy,
    IndexCorrupt,
    IndexMissing,
    IndexOutdated,
    RasfoiError,
)
from .index.update import update
from .search.engine import Index, IndexInfo
from .search.engine import open_index as open
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
    "Index",
    "IndexBusy",
    "IndexCorrupt",
    "IndexInfo",
    "IndexMissing",
    "IndexOutdated",
    "Progress",
    "RasfoiError",
    "SearchPage",
    "Snippet",
    "Suggestion",
    "build",
    "open",
    "update",
]
