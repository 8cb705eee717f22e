"""Conditional requests: an answer depends on the address, the index generation and the language."""

from __future__ import annotations

from datetime import date
from hashlib import blake2s

from flask import Response, request

from ..search.engine import Index
from .assets import FINGERPRINT


def entity_tag(index: Index, variant: str = "") -> str:
    """Return a weak ETag for the request's address; `variant` is what else changes the answer.

    The day is part of it, as a query may say *yesterday*.
    """
    environ = request.environ
    parts = (
        FINGERPRINT,
        index.version,
        environ.get("HTTP_HOST", ""),
        environ["PATH_INFO"],
        environ.get("QUERY_STRING", ""),
        variant,
        date.today().isoformat(),
    )
    return f'W/"{blake2s(chr(0).join(parts).encode(), digest_size=12).hexdigest()}"'


def unchanged(tag: str) -> Response | None:
    """Return a 304 response if the client already holds the answer with this tag.

    Never to an address that chooses a language, as the cookie must be set again.
    """
    if "HTTP_IF_NONE_MATCH" not in request.environ or "lang" in request.args:
        return None
    if request.if_none_match.contains_weak(tag[3:-1]):
        return tagged(Response(status=304), tag)
    return None


def tagged(response: Response, tag: str) -> Response:
    """Let a response be kept, to be asked for again with its tag."""
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "no-cache"
    return response
