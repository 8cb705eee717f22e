"""Rendering templates without the parts of Flask's rendering that these pages do not use."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, request

from .assets import asset_path
from .i18n import COOKIE, LANGUAGES, texts
from .presentation import safe_link
from .state import SearchState, article_path


def fresh_search(query: str) -> str:
    """Return the address of a new search, without the filters of the present one."""
    return SearchState(q=query).url()


SHARED: dict[str, Any] = {
    "asset": asset_path,
    "article_path": article_path,
    "fresh_search": fresh_search,
    "safe_link": safe_link,
    "languages": LANGUAGES,
}


def render(template: str, mimetype: str = "text/html", **context: Any) -> Response:
    """Return a template as a response in the language of the request."""
    spoken = texts()
    text = current_app.jinja_env.get_template(template).render(
        root=request.script_root,
        path=request.path,
        base=request.url_root.rstrip("/"),
        **SHARED,
        **spoken,
        **context,
    )
    response = Response(text, mimetype=mimetype)
    response.headers["Vary"] = "Accept-Language, Cookie"
    response.headers["Content-Language"] = spoken["lang"]
    if (chosen := request.args.get("lang")) in LANGUAGES:
        response.set_cookie(COOKIE, chosen or "", max_age=31_536_000, httponly=True, samesite="Lax")
    return response
