"""The JSON API. A hot path: plain dictionaries and orjson, nothing else per request."""

from __future__ import annotations

import orjson
from flask import Blueprint, Response, request

from ..index.errors import BadQuery
from ..search.engine import MAX_PREFIX
from ..search.plain_data import article_data, hit_data, page_data
from ..search.results import Completion
from .cache import entity_tag, tagged, unchanged
from .errors import UnknownArticle
from .live import current_index
from .openapi import DESCRIPTION
from .state import BadParameter, read_flag, read_number, read_state

api = Blueprint("api", __name__)


def to_json(data: object, mimetype: str = "application/json", status: int = 200) -> Response:
    """Return a response with `data` as JSON."""
    return Response(orjson.dumps(data), status, mimetype=mimetype)


@api.get("/api/v1/search")
def search() -> Response:
    """Answer a search."""
    index, args = current_index(), request.args
    tag = entity_tag(index)
    if same := unchanged(tag):
        return same
    page = read_state(args).search(
        index,
        limit=read_number(args, "limit", 10),
        offset=read_number(args, "offset", 0),
        facets=read_flag(args, "facets"),
        explain=read_flag(args, "explain"),
    )
    return tagged(to_json(page_data(page)), tag)


@api.get("/api/v1/suggest")
def suggest() -> Response:
    """Complete what is being typed; with `format=opensearch` as browsers want it."""
    prefix, limit = request.args.get("q", ""), read_number(request.args, "limit", 8)
    if not 1 <= limit <= 50:
        raise BadParameter("limit", str(limit), "a number from 1 to 50")
    if len(prefix) > MAX_PREFIX:
        raise BadQuery(f"The prefix is longer than {MAX_PREFIX} characters.")
    form = request.args.get("format", "")
    if form not in ("", "opensearch"):
        raise BadParameter("format", form, "opensearch, or leave it out")
    found = current_index().suggest(prefix, limit) if prefix.strip() else ()
    if form:
        return to_json([prefix, [each.text for each in found]], "application/x-suggestions+json")
    data = [{name: getattr(each, name) for name in Completion.__slots__} for each in found]
    return to_json({"query": prefix, "completions": data})


@api.get("/api/v1/articles/<path:id>")
def article(id: str) -> Response:
    """Return a whole article."""
    try:
        found = current_index().get(id)
    except KeyError:
        raise UnknownArticle(id) from None
    return to_json(article_data(found))


@api.get("/api/v1/articles/<path:id>/similar")
def similar(id: str) -> Response:
    """Return the articles most like one."""
    limit = read_number(request.args, "limit", 5)
    if not 1 <= limit <= 50:
        raise BadParameter("limit", str(limit), "a number from 1 to 50")
    try:
        found = current_index().similar(id, limit)
    except KeyError:
        # An id may end so itself.
        return article(f"{id}/similar")
    return to_json({"id": id, "hits": [hit_data(hit) for hit in found]})


@api.get("/api/v1/articles/<path:id>/duplicates")
def duplicates(id: str) -> Response:
    """Return the other articles with nearly the text of one."""
    try:
        found = current_index().duplicates(id)
    except KeyError:
        return article(f"{id}/duplicates")
    return to_json({"id": id, "hits": [hit_data(hit) for hit in found]})


@api.get("/api/v1/openapi.json")
def openapi() -> Response:
    """Describe the API."""
    return to_json(DESCRIPTION)
