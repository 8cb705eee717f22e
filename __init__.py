"""Răsfoi: a search engine over a folder of Romanian article files."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .index.errors import (
    BadArticle,
    BadCursor,
    BadDictionary,
    BadQuery,
    ClusterDenied,
    ClusterUnavailable,
    CorpusShrunk,
    CursorExpired,
    IndexBusy,
    IndexCorrupt,
    IndexMissing,
    IndexOutdated,
    ModelUnavailable,
    RasfoiError,
    SearchTimeout,
)

if TYPE_CHECKING:
    from .index.analysis.text_tokens import TextToken, tokens
    from .index.article import Article
    from .index.directory.generation import GenerationInfo
    from .index.early import update
    from .index.embedding.embed import EmbedReport, embed
    from .index.generations import generations, rollback
    from .index.progress import Progress
    from .index.report import BuildReport, Failure, Note
    from .index.whoosh_codec.index import WhooshIndex, open_whoosh
    from .search.answer.details import Completion, IndexInfo
    from .search.answer.results import Explanation, FacetCount, Facets, Hit, SearchPage, Snippet, Suggestion
    from .search.building import build
    from .search.engine import Index
    from .search.fetch.text_highlighter import highlight_text as highlight
    from .search.opening import open_index as open

__version__ = "0.1.0"

__all__ = [
    "Article",
    "BadArticle",
    "BadCursor",
    "BadDictionary",
    "BadQuery",
    "BuildReport",
    "ClusterDenied",
    "ClusterUnavailable",
    "Completion",
    "CorpusShrunk",
    "CursorExpired",
    "EmbedReport",
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
    "ModelUnavailable",
    "Note",
    "Progress",
    "RasfoiError",
    "SearchPage",
    "SearchTimeout",
    "Snippet",
    "Suggestion",
    "TextToken",
    "WhooshIndex",
    "build",
    "embed",
    "generations",
    "highlight",
    "open",
    "open_whoosh",
    "rollback",
    "tokens",
    "update",
]


# Where names are, all others in `search.answer.results`; what is imported when it is asked for: a search need
# not wait for the builder, nor the builder for it.
_MODULES = {
    "Article": ".index.article",
    "BuildReport": ".index.report",
    "Completion": ".search.answer.details",
    "EmbedReport": ".index.embedding.embed",
    "Failure": ".index.report",
    "GenerationInfo": ".index.directory.generation",
    "Index": ".search.engine",
    "IndexInfo": ".search.answer.details",
    "Note": ".index.report",
    "Progress": ".index.progress",
    "build": ".search.building",
    "embed": ".index.embedding.embed",
    "generations": ".index.generations",
    "highlight": ".search.fetch.text_highlighter",
    "WhooshIndex": ".index.whoosh_codec.index",
    "open": ".search.opening",
    "open_whoosh": ".index.whoosh_codec.index",
    "rollback": ".index.generations",
    "tokens": ".index.analysis.text_tokens",
    "update": ".index.early",
}
_OWN_NAMES = {"highlight": "highlight_text", "open": "open_index"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(_MODULES.get(name, ".search.answer.results"), __name__)
    value = globals()[name] = getattr(module, _OWN_NAMES.get(name, name))
    return value


def __dir__() -> list[str]:
    return __all__
