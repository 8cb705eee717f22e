"""Răsfoi: a search engine over a folder of Romanian article files."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .index.errors import (
    BadArticle,
    BadQuery,
    CorpusShrunk,
    IndexBusy,
    IndexCorrupt,
    IndexMissing,
    IndexOutdated,
    RasfoiError,
    SearchTimeout,
)

if TYPE_CHECKING:
    from .index.article import Article
    from .index.directory.generation import GenerationInfo, generations
    from .index.directory.publication import rollback
    from .index.early import build
    from .index.progress import Progress
    from .index.report import BuildReport, Failure, Note
    from .index.update import update
    from .search.engine import Index
    from .search.engine import open_index as open
    from .search.results import (
        Completion,
        Explanation,
        FacetCount,
        Facets,
        Hit,
        IndexInfo,
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
    "CorpusShrunk",
    "Explanation",
    "FacetCount",
    "Facets",
    "Failure",
    "GenerationInfo",
    "Hit",
    "Index",
    "IndexBusy",
    "IndexCorrupt",
    "IndexInfo",
    "IndexMissing",
    "IndexOutdated",
    "Note",
    "Progress",
    "RasfoiError",
    "SearchPage",
    "SearchTimeout",
    "Snippet",
    "Suggestion",
    "build",
    "generations",
    "open",
    "rollback",
    "update",
]


# What is imported when it is asked for: a search need not wait for the builder, nor the builder for it.
_BUILDING = {
    "Article": "article",
    "BuildReport": "report",
    "Failure": "report",
    "GenerationInfo": "directory.generation",
    "Note": "report",
    "Progress": "progress",
    "build": "early",
    "generations": "directory.generation",
    "rollback": "directory.publication",
    "update": "update",
}
_SEARCHING = {"Index": "Index", "open": "open_index"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name in _BUILDING:
        value = getattr(import_module(f".index.{_BUILDING[name]}", __name__), name)
    elif name in _SEARCHING:
        value = getattr(import_module(".search.engine", __name__), _SEARCHING[name])
    else:
        value = getattr(import_module(".search.results", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
