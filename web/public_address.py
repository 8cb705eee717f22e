"""The address that people know the server by, where a proxy stands before it.

`RASFOI_BASE_URL=https://cauta.example.ro/arhiva` fixes it, and requests for other hosts are refused;
`RASFOI_PROXIES=1` believes the forwarding headers of that many proxies instead, or beside it only who the
client is. Without either, links carry the host that the request names.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from ..index.errors import RasfoiError
from .server.settings import BASE_URL, PROXIES

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_PORTS = {"http": ":80", "https": ":443"}
# A health check on the machine itself knows no public name.
_LOCAL = {"localhost", "127.0.0.1", "[::1]"}


class BadAddress(RasfoiError):
    """A setting of the server's public address cannot be used."""


def configured(app: WSGIApplication) -> WSGIApplication:
    """Return the application behind what the environment says of its address; raises BadAddress."""
    proxies = os.environ.get(PROXIES, "").strip() or "0"
    if not proxies.isascii() or not proxies.isdigit():
        raise BadAddress(f"{PROXIES} is {proxies[:40]!r}: give the number of proxies before the server.")
    count = int(proxies)
    if base := os.environ.get(BASE_URL, "").strip():
        # The proxies are believed who the client is, which a rate is counted by, but no address.
        fixed = FixedAddress(app, base)
        return ProxyFix(fixed, count, 0, 0, 0, 0) if count else fixed
    return ProxyFix(app, count, count, count, 0, count) if count else app


class FixedAddress:
    """WSGI middleware that answers under one public address only."""

    def __init__(self, app: WSGIApplication, base: str) -> None:
        """Raises BadAddress if `base` is no address such as `https://cauta.example.ro/arhiva`."""
        parts = urlsplit(base)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
            raise BadAddress(
                f"{BASE_URL} is {base[:100]!r}: give an address such as https://cauta.example.ro."
            )
        self._app = app
        self._scheme, self._host = parts.scheme, parts.netloc.lower().removesuffix(_PORTS[parts.scheme])
        self._prefix = parts.path.rstrip("/")

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        asked = environ.get("HTTP_HOST", "").lower().removesuffix(_PORTS[self._scheme])
        if asked != self._host and asked.rpartition(":")[0] not in _LOCAL and asked not in _LOCAL:
            refused = Response(f"This server answers for {self._host} only.\n", 400)
            return refused(environ, start_response)
        environ["wsgi.url_scheme"], environ["HTTP_HOST"] = self._scheme, self._host
        if self._prefix:
            environ["SCRIPT_NAME"] = self._prefix
            path = environ.get("PATH_INFO", "")
            # A proxy may hand the prefix on or take it away.
            if path == self._prefix or path.startswith(self._prefix + "/"):
                environ["PATH_INFO"] = path[len(self._prefix) :]
        return self._app(environ, start_response)
