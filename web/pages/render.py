"""Rendering templates without the parts of Flask's rendering that these pages do not use."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import Response, request
from markupsafe import Markup

from ..assets import asset_path
from ..i18n import COOKIE, LANGUAGES, Language
from .presentation import safe_link
from .state import SearchState, article_path


def fresh_search(query: str) -> str:
    """Return the address of a new search, without the filters of the present one."""
    return "/" + SearchState(q=query).query_string()


# What a date field may hold, as the server reads it too.
DATE_PATTERN = r"\d{4}(-\d{1,2}){0,2}|(\d{1,2}\.){0,2}\d{4}"

SHARED: dict[str, Any] = {
    "asset": asset_path,
    "date_pattern": DATE_PATTERN,
    "article_path": article_path,
    "fresh_search": fresh_search,
    "safe_link": safe_link,
    "languages": LANGUAGES,
}


@lru_cache(maxsize=16)
def help_panel(language: Language, root: str) -> Markup:
    """Return the help, which is the same on every page of a language."""
    return Markup(language.templates.get_template("_help.html").render(root=root, **SHARED))


def render(template: str, language: Language, mimetype: str = "text/html", **context: Any) -> Response:
    """Return a template as a response in a language."""
    root = request.script_root
    text = language.templates.get_template(template).render(
        root=root,
        base=request.url_root.rstrip("/"),
        help=help_panel(language, root),
        lang=language.code,
        ngettext=language.ngettext,
        write=language.write,
        **SHARED,
        **context,
    )
    response = Response(text, mimetype=mimetype)
    response.headers["Vary"] = "Accept-Language, Cookie"
    response.headers["Content-Language"] = language.code
    if (chosen := request.args.get("lang")) in LANGUAGES:
        # Below a prefix it is no cookie of the application that has the rest.
        place = request.script_root or "/"
        response.set_cookie(COOKIE, chosen or "", 31_536_000, path=place, httponly=True, samesite="Lax")
    return response
