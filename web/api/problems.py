"""The kinds of errors that programs are told of, each with an address where it is described (RFC 9457)."""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """A kind of error: the status it comes with, what it is called, when it comes and what helps."""

    status: int
    title: str
    meaning: str


KINDS = {
    "invalid-parameter": Kind(
        400,
        "A parameter cannot be used",
        "`parameter` names it, `detail` says what it may be. Send it so, or leave it out.",
    ),
    "invalid-query": Kind(
        400,
        "The query cannot be run",
        "It is too long, or has too much of something; `detail` says of what, and how much is allowed.",
    ),
    "invalid-cursor": Kind(
        400,
        "The cursor belongs to another search",
        "A cursor is sent as `next` gave it, with the same query, order and filters.",
    ),
    "no-vectors": Kind(
        400,
        "The index knows no meanings",
        "`detail` names the command that gives it vectors. Ask without `meaning=only` to search by words.",
    ),
    "bad-request": Kind(400, "The request cannot be read", "`detail` says why."),
    "unauthorized": Kind(
        401,
        "A token is missing",
        "The server demands one of its tokens, as `Authorization: Bearer TOKEN`.",
    ),
    "unknown-article": Kind(
        404,
        "There is no such article",
        "No article of the index has this id: it was removed, or never was.",
    ),
    "unknown-address": Kind(404, "There is no such address", "The API has the addresses on this page."),
    "method-not-allowed": Kind(405, "Only reading is possible", "Ask with GET or HEAD."),
    "expired-cursor": Kind(
        410,
        "The index has changed since the search began",
        "The generation that the cursor belongs to is no longer kept, or its synonyms or stop words have "
        "changed. Start again without a cursor.",
    ),
    "too-many-requests": Kind(
        429,
        "The client has asked too often",
        "Ask again after the seconds in `Retry-After`.",
    ),
    "internal-error": Kind(500, "The server failed", "Its log says why."),
    "no-index": Kind(
        503,
        "There is no index to search in",
        "It is being built, or must be built: `detail` names the command. Ask again later.",
    ),
    "unusable-index": Kind(
        503,
        "The index cannot be read",
        "It is damaged, or of another version; `detail` names the command that makes it new.",
    ),
    "unusable-dictionary": Kind(
        503,
        "The synonyms or stop words cannot be read",
        "`detail` names the file, its line and what is wrong.",
    ),
    "cluster-unavailable": Kind(
        503,
        "The cluster that holds the index does not answer",
        "Or could answer only from a part of it; `detail` says why. Ask again after `Retry-After`.",
    ),
    "cluster-denied": Kind(
        503,
        "The cluster refuses the server",
        "`detail` names the permission that its user lacks, or says that it has none.",
    ),
    "no-model": Kind(
        503,
        "The model of search by meaning cannot be used",
        "`detail` says why, and which command helps. Ask without `meaning=only` to search by words.",
    ),
    "search-timeout": Kind(
        503,
        "The search took too long",
        "It was stopped so that others can search. Ask with fewer or rarer words.",
    ),
    "busy": Kind(503, "The server is busy", "Ask again after the seconds in `Retry-After`."),
}
_OF_ERRORS = {
    "BadParameter": "invalid-parameter",
    "BadCursor": "invalid-cursor",
    "CursorExpired": "expired-cursor",
    "BadQuery": "invalid-query",
    "NoVectors": "no-vectors",
    "ModelUnavailable": "no-model",
    "Unauthorized": "unauthorized",
    "UnknownArticle": "unknown-article",
    "IndexMissing": "no-index",
    "IndexOutdated": "unusable-index",
    "IndexCorrupt": "unusable-index",
    "ClusterUnavailable": "cluster-unavailable",
    "ClusterDenied": "cluster-denied",
    "BadDictionary": "unusable-dictionary",
    "SearchTimeout": "search-timeout",
    "Busy": "busy",
}
_OF_STATUSES = {
    400: "bad-request",
    404: "unknown-address",
    405: "method-not-allowed",
    429: "too-many-requests",
}


def kind_of(error: Exception, status: int) -> str:
    """Return the name of an error's kind."""
    for each in type(error).__mro__:
        if name := _OF_ERRORS.get(each.__name__):
            return name
    return _OF_STATUSES.get(status, "internal-error" if status >= 500 else "bad-request")
