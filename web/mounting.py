"""The pages and the API as a part of another Flask application, which keeps everything of its own."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from ..search.engine import Index
from .app import create_app

_METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
# What of the head is about this page; a host has its own icon, encoding and colours.
_HEAD = re.compile(r"<link (?!rel=\"icon\")[^>]*>|<script [^>]*></script>")
_TITLE = re.compile("<title>(.*?)</title>", re.DOTALL)
_BODY = re.compile("<body([^>]*)>(.*)</body>", re.DOTALL)
# What a page that stands in the host's own keeps of the answer: its policies and caching are the host's then.
_KEPT = ("Content-Language", "Vary", "Set-Cookie", "Retry-After", "Allow")
# What would give an answer other than a whole page as it is now.
_CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_ACCEPT_ENCODING", "HTTP_RANGE")


@dataclass(frozen=True, slots=True)
class Framed:
    """A page as the template of a host shows it, as `rasfoi`.

    `title` is its text, `head` what else belongs into the head (style, script, feed), `body` what belongs
    into the body, outside of another `<main>`; `language` is `ro` or `en`.
    """

    title: str
    head: Markup
    body: Markup
    language: str


def blueprint(
    index: Index | str | os.PathLike[str], *, name: str = "rasfoi", template: str | None = None
) -> Blueprint:
    """Return a blueprint of pages and API over an index, or over the one that is published in a folder.

    It answers under whatever `url_prefix` it is registered with: links, assets, live results, feeds, errors
    stay below. It asks nothing of the application, whose configuration, error handlers, session and
    static files are untouched; its `before_request` and `after_request` hold for these pages too. Endpoints
    are `name.home` and `name.page` (`path`); several in one application need different names. An index in a
    folder is followed as new generations are published, and one that is missing answers 503.

    With `template`, one of the application's, pages are shown in it: it gets a `Framed` as `rasfoi`.
    The environment variables of the server hold here too, see the README.
    """
    app = create_app(index.address, index=index) if isinstance(index, Index) else create_app(os.fspath(index))
    mounted = Blueprint(name, __name__)

    def answer(**_: object) -> Response:
        if template is None:
            return Response.from_app(app, _below(), buffered=True)
        environ = _below()
        for condition in _CONDITIONS:
            environ.pop(condition, None)
        if request.method == "HEAD":
            environ["REQUEST_METHOD"] = "GET"
        return _framed(Response.from_app(app, environ, buffered=True), template)

    for rule, endpoint in (("/", "home"), ("/<path:path>", "page")):
        mounted.add_url_rule(rule, endpoint, answer, methods=_METHODS, provide_automatic_options=False)
    return mounted


def _below() -> dict[str, Any]:
    """Return the environment of the request as it is below the prefix of the rule that matched it."""
    environ = dict(request.environ)
    environ.pop("werkzeug.request", None)
    rule = request.url_rule
    depth = rule.rule.count("/", 0, rule.rule.rindex("/") + 1) if rule else 1
    parts = environ["PATH_INFO"].split("/", depth)
    environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/".join(parts[:depth])
    environ["PATH_INFO"] = "/" + "".join(parts[depth:])
    return environ


def _framed(answer: Response, template: str) -> Response:
    """Return a page in the template of the host, any other answer as it is."""
    text = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
    title, body = _TITLE.search(text), _BODY.search(text)
    if not title or not body:
        return answer
    page = Framed(
        Markup(title[1]).unescape(),
        Markup("\n".join(_HEAD.findall(text[: body.start()]))),
        Markup(f'<div class="rasfoi"{body[1]}>{body[2]}</div>'),
        answer.headers.get("Content-Language", ""),
    )
    framed = Response(render_template(template, rasfoi=page), answer.status, mimetype="text/html")
    framed.headers.extend([(key, value) for key, value in answer.headers if key in _KEPT])
    return framed
