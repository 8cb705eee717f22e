"""Results as plain data for JSON: the API's answers, and `to_dict` of the library."""

from __future__ import annotations

from typing import Any

from ..index.article import Article
from ..index.local_time import timestamp
from .results import DateHint, Facets, Hit, SearchPage, Snippet, Suggestion


def page_data(page: SearchPage) -> dict[str, Any]:
    """Return a page of hits as plain data."""
    return {
        "query": page.query,
        "total": page.total,
        "all_words": page.all_words,
        "folded": page.folded,
        "took_ms": round(page.took_ms, 3),
        "limit": page.limit,
        "offset": page.offset,
        "sort": page.sort,
        "suggestion": _suggestion_data(page.suggestion),
        "date_hint": _date_hint_data(page.date_hint),
        "notes": page.notes,
        "hits": [hit_data(hit) for hit in page.hits],
        "facets": _facets_data(page.facets),
    }


def hit_data(hit: Hit) -> dict[str, Any]:
    """Return a hit as plain data; its explanation only where one was asked for."""
    data: dict[str, Any] = {
        "id": hit.id,
        "title": hit.title,
        "date": hit.date and timestamp(hit.date),
        "date_source": hit.date_source,
        "date_precision": hit.date_precision,
        "source": hit.source,
        "section": hit.section,
        "url": hit.url,
        "score": hit.score,
        "snippet": _snippet_data(hit.snippet),
        "title_snippet": _snippet_data(hit.title_snippet),
        "duplicates": hit.duplicates,
    }
    if hit.explanation:
        data["explanation"] = [
            {"word": each.word, "terms": each.terms, "score": each.score} for each in hit.explanation
        ]
    return data


def article_data(article: Article) -> dict[str, Any]:
    """Return an article as plain data."""
    data = {name: getattr(article, name) for name in Article.__slots__}
    return data | {"date": article.date and timestamp(article.date)}


def _snippet_data(snippet: Snippet) -> dict[str, Any]:
    return {"text": snippet.text, "ranges": snippet.ranges, "html": snippet.html()}


def _suggestion_data(suggestion: Suggestion | None) -> dict[str, Any] | None:
    if suggestion is None:
        return None
    return {"query": suggestion.query, "applied": suggestion.applied, "ranges": suggestion.ranges}


def _date_hint_data(hint: DateHint | None) -> dict[str, Any] | None:
    return None if hint is None else {"query": hint.query, "from": hint.after, "to": hint.before}


def _facets_data(facets: Facets | None) -> dict[str, Any] | None:
    if facets is None:
        return None
    counts: dict[str, Any] = {
        name: [{"value": each.value, "count": each.count} for each in getattr(facets, name)]
        for name in ("source", "section", "month")
    }
    return counts | {"undated": facets.undated}
