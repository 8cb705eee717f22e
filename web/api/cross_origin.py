"""Which other sites' pages may call the API from a browser (CORS).

Any, unless `RASFOI_CORS` names origins: `https://ziar.example.ro https://www.example.ro`. The API is
read-only and looks at no cookie; named origins may send cookies all the same, for a proxy before it.
"""

from __future__ import annotations

import os
import re

from flask import Flask, Response, request

from ...index.errors import RasfoiError
from ..server.settings import ORIGINS

_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?|https?://\[[0-9a-f:]+\](:[0-9]{1,5})?")
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, If-None-Match",
    # Seconds; browsers keep it for two hours at most, some for less.
    "Access-Control-Max-Age": "7200",
}


class BadOrigin(RasfoiError):
    """The setting of the origins that may call the API cannot be used."""


def configured() -> frozenset[str]:
    """Return the origins that the environment names, none where any may call; raises BadOrigin."""
    named = os.environ.get(ORIGINS, "").lower().split()
    if named in ([], ["*"]):
        return frozenset()
    for origin in named:
        if not _ORIGIN.fullmatch(origin):
            raise BadOrigin(
                f"{ORIGINS} has {origin[:100]!r}: give origins such as https://ziar.example.ro, without a "
                "path and with blanks between them, or * for any."
            )
    return frozenset(named)


def register(app: Flask) -> None:
    """Let pages of the origins that the environment names call an application's API; raises BadOrigin."""
    named = configured()

    def preflight() -> Response | None:
        asked = "Access-Control-Request-Method" in request.headers
        if request.method != "OPTIONS" or not asked or not _callable():
            return None
        return Response(status=204, headers=_PREFLIGHT)

    def allow(response: Response) -> Response:
        if not _callable():
            return response
        headers = response.headers
        if not named:
            headers["Access-Control-Allow-Origin"] = "*"
        else:
            response.vary.add("Origin")
            origin = request.headers.get("Origin", "")
            if origin.lower() not in named:
                return response
            headers["Access-Control-Allow-Origin"] = origin
            headers["Access-Control-Allow-Credentials"] = "true"
        headers["Access-Control-Expose-Headers"] = "ETag, Retry-After"
        return response

    # Before any other: a preflight carries no token.
    app.before_request_funcs.setdefault(None, []).insert(0, preflight)
    app.after_request(allow)


def _callable() -> bool:
    return request.path.startswith(("/api/", "/suggest"))
