"""Errors as answers: a page that helps, or `application/problem+json` (RFC 9457) for programs."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, request, url_for
from werkzeug.exceptions import HTTPException

from ..index.errors import (
    BadCursor,
    BadDictionary,
    ClusterDenied,
    ClusterUnavailable,
    IndexCorrupt,
    IndexMissing,
    IndexOutdated,
    ModelUnavailable,
    RasfoiError,
    SearchTimeout,
)
from ..search.answer.remark import Remark
from ..search.arguments import MAX_QUERY
from .api.operations import to_bytes
from .api.parameters import BadParameter
from .api.problems import KINDS, kind_of
from .i18n import N_, current_language
from .pages.presentation import written
from .pages.render import render
from .pages.state import SearchState
from .server.limits import Busy

# Where the log of requests finds the kind of an error, in the WSGI environment.
REASON = "rasfoi.reason"
_FOLDERS = re.compile(r"(?<![\w/:.])/(?:[^\s/]+/)+")
# The hosts of an index on a cluster, and who listens there.
_HOSTS = re.compile(r"opensearchs?://[^\s/]+/")
# Why nothing can be searched, for readers, as messages are in English and for whoever runs the server.
_CAUSES: dict[type[Exception], str] = {
    ClusterUnavailable: N_("One of them is away, or cannot be reached from here."),
    ClusterDenied: N_("They are there, but refuse this site."),
    IndexMissing: N_("No index has been published yet."),
    IndexOutdated: N_("The index is of another version of the program and must be built again."),
    IndexCorrupt: N_("A file of the index is damaged; it must be built again."),
    BadDictionary: N_("The dictionary of synonyms cannot be read."),
    ModelUnavailable: N_("The model for searching by meaning cannot be used."),
}
_DEMANDED = ("Allow", "Retry-After", "WWW-Authenticate")


class UnknownArticle(RasfoiError):
    """No article of the index has this id."""

    status = 404

    def __init__(self, identifier: str) -> None:
        super().__init__(f"No article has the id {identifier[:200]!r}.")


def answer(status: int, detail: str, error: Exception, **facts: Any) -> Response:
    """Return an error in the form that the caller reads; a program reads the `facts` too."""
    if status >= 500:
        request.environ[REASON] = type(error).__name__
    if request.path.startswith("/api/") or request.path in ("/suggest", "/healthz", "/readyz", "/metrics"):
        if isinstance(error, BadParameter):
            facts["parameter"] = error.name
        elif isinstance(error, BadCursor):
            facts["parameter"] = "cursor"
        response = _problem(status, detail, kind_of(error, status), facts)
    else:
        response = _page(status, detail, error)
    if status == 503:
        response.headers["Retry-After"] = "5"
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="rasfoi"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _problem(status: int, detail: str, kind: str, facts: dict[str, Any]) -> Response:
    problem = {
        "type": url_for("reference.show", _anchor=kind),
        "title": KINDS[kind].title if KINDS[kind].status == status else HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": request.script_root + request.path,
        **facts,
    }
    return Response(to_bytes(problem), status, mimetype="application/problem+json")


def _page(status: int, detail: str, error: Exception) -> Response:
    query = request.args.get("q", "")
    state = SearchState(q=query if len(query) <= MAX_QUERY else query[:200])
    language = current_language()
    context: dict[str, Any] = {"status": status, "detail": detail, "parameter": None, "reason": ""}
    unreachable = isinstance(error, ClusterUnavailable | ClusterDenied)
    context["unreachable"] = unreachable
    context["overloaded"] = isinstance(error, SearchTimeout | Busy) and not unreachable
    cause = next((_CAUSES[kind] for kind in type(error).__mro__ if kind in _CAUSES), "")
    context["cause"] = language.gettext(cause) if cause else ""
    if isinstance(error, BadParameter):
        context |= {"parameter": error, "wanted": language.gettext(error.wanted)}
    elif error.args and isinstance(error.args[0], Remark):
        context["reason"] = written(error.args[0], language)
    response = render("error.html", language, state=state, **context)
    response.status_code = status
    return response


def for_strangers(error: RasfoiError) -> str:
    """Return what an error says without where things lie, which is for the server's log."""
    return _FOLDERS.sub("", _HOSTS.sub("", str(error)))


def _rasfoi_error(error: RasfoiError) -> Response:
    if error.status >= 500:
        current_app.logger.warning("%s: %s", type(error).__name__, error)
    if error.status >= 500 or isinstance(error, ModelUnavailable):
        return answer(error.status, for_strangers(error), error)
    return answer(error.status, str(error), error)


def _http_error(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return Response(error.get_response().get_data(), error.code, error.get_headers())
    response = answer(error.code, error.description or "", error)
    # What the status demands beside it, as the methods of a 405.
    response.headers.extend(header for header in error.get_headers() if header[0] in _DEMANDED)
    return response


def _crash(error: Exception) -> Response:
    current_app.logger.exception("failed: %r", request.path)
    return answer(500, "The server failed; its log says why.", error)


def register(app: Flask) -> None:
    """Answer every error of an application in this way."""
    app.register_error_handler(RasfoiError, _rasfoi_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _crash)
