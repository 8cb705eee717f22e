"""What is noted of every request: its count and time for `/metrics`, and a line of the access log.

The access log (`RASFOI_ACCESS_LOG=1`) is a JSON object a line on standard error. What people search for
is nobody's business: the query stands there only at `RASFOI_LOG_LEVEL=debug`. A request that the server
could not answer has its `reason` there, the kind of the error.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from time import perf_counter
from typing import TYPE_CHECKING, Any

from ..api.operations import to_bytes
from ..errors import REASON
from .metrics import DURATION, REQUESTS
from .settings import ACCESS_LOG, LOG_LEVEL

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Few names, so that nobody makes a new series of figures by inventing addresses.
_KINDS = {
    "/": "page",
    "/api/v1/search": "search",
    "/api/v1/suggest": "suggest",
    "/suggest": "suggest",
    "/feed.atom": "feed",
    "/healthz": "health",
    "/readyz": "health",
    "/metrics": "metrics",
}
_PREFIXES = {"/articol/": "article", "/api/v1/articles/": "article", "/static/": "static"}


def kind(path: str) -> str:
    """Return what sort of request an address is."""
    if known := _KINDS.get(path):
        return known
    return next((name for prefix, name in _PREFIXES.items() if path.startswith(prefix)), "other")


# A label is looked up under a lock each time it is named.
_requests = cache(REQUESTS.labels)
_duration = cache(DURATION.labels)


class Observed:
    """WSGI middleware that counts, times and, if asked to, logs."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app
        self._logs = os.environ.get(ACCESS_LOG, "") not in ("", "0")
        self._debug = os.environ.get(LOG_LEVEL, "").lower() == "debug"

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        begun = perf_counter()
        seen: list[str] = []

        def start(status, headers, exc_info=None):  # type: ignore[no-untyped-def]
            seen[:] = [status[:3]]
            return start_response(status, headers, exc_info)

        body = self._app(environ, start)
        spent = perf_counter() - begun
        path, status = environ.get("PATH_INFO", ""), seen[0] if seen else "500"
        name = kind(path)
        _requests(name, status).inc()
        _duration(name).observe(spent)
        if self._logs:
            sys.stderr.buffer.write(self._line(environ, path, status, spent))
            sys.stderr.buffer.flush()
        return body

    def _line(self, environ: WSGIEnvironment, path: str, status: str, spent: float) -> bytes:
        line: dict[str, Any] = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "client": environ.get("REMOTE_ADDR", ""),
            "method": environ.get("REQUEST_METHOD", ""),
            "path": path.encode("latin-1", "replace").decode("utf-8", "replace")[:200],
            "status": int(status),
            "ms": round(spent * 1000, 2),
        }
        if REASON in environ:
            line["reason"] = environ[REASON]
        if self._debug:
            line["query"] = environ.get("QUERY_STRING", "")[:500]
        return to_bytes(line) + b"\n"
