"""The JSON API. A hot path: typed answers and their encoder, nothing else per request."""

from __future__ import annotations

from flask import Blueprint, Response, url_for

from ...search.answer.plain_data import (
    Article,
    SearchPage,
    article_data,
    completion_data,
    hit_data,
    page_data,
)
from ..cache import entity_tag, tagged, unchanged
from ..errors import UnknownArticle
from ..live import current_index
from .answers import Completions, Description, Similar
from .openapi import description
from .operations import operation, to_json
from .parameters import ApiSearch, Beginning, SimilarTo

api = Blueprint("api", __name__)
# What any operation but the description may answer with: no token, too many requests, no index or no time.
_ANY = (401, 429, 503)
_DESCRIPTION = "/api/v1/openapi.json"


@operation(api, "/api/v1/search", SearchPage, reads=ApiSearch, problems=(400, 410, 414, *_ANY))
def search(asked: ApiSearch) -> Response:
    """Search, and return a page of hits."""
    index = current_index()
    tag = entity_tag(index)
    if same := unchanged(tag):
        return same
    page = asked.state().search(
        index,
        limit=asked.limit,
        offset=asked.offset,
        cursor=asked.cursor,
        facets=asked.facets,
        explain=asked.explain,
    )
    return tagged(to_json(page_data(page)), tag)


@operation(api, "/api/v1/suggest", Completions, reads=Beginning, problems=(400, *_ANY))
def suggest(asked: Beginning) -> Response:
    """Complete what is being typed, by words and titles.

    With `format=opensearch` as browsers want it.
    """
    found = current_index().suggest(asked.q, asked.limit) if asked.q.strip() else ()
    if asked.format == "opensearch":
        return to_json([asked.q, [each.text for each in found]], "application/x-suggestions+json")
    return to_json(Completions(asked.q, tuple(map(completion_data, found))))


@operation(api, "/api/v1/articles/<path:id>", Article, problems=(404, *_ANY))
def article(id: str) -> Response:
    """Return a whole article."""
    try:
        found = current_index().get(id)
    except KeyError:
        raise UnknownArticle(id) from None
    return to_json(article_data(found))


@operation(api, "/api/v1/articles/<path:id>/similar", Similar, reads=SimilarTo, problems=(400, 404, *_ANY))
def similar(asked: SimilarTo, id: str) -> Response:
    """Return the articles most like one."""
    try:
        found = current_index().similar(id, asked.limit)
    except KeyError:
        # An id may end so itself.
        return article(id=f"{id}/similar")
    return to_json(Similar(id, tuple(map(hit_data, found))))


@operation(api, "/api/v1/articles/<path:id>/duplicates", Similar, problems=(404, *_ANY))
def duplicates(id: str) -> Response:
    """Return the articles with nearly the text of one."""
    try:
        found = current_index().duplicates(id)
    except KeyError:
        return article(id=f"{id}/duplicates")
    return to_json(Similar(id, tuple(map(hit_data, found))))


@operation(api, _DESCRIPTION, Description, problems=(401, 429))
def openapi() -> Response:
    """Describe the API."""
    return to_json(description(url_for(".openapi").removesuffix(_DESCRIPTION)))
