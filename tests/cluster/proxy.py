"""What may stand before a cluster: a reverse proxy that refuses, is slow, or speaks TLS."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Refuse = Callable[[str, str], tuple[int, bytes] | None]


class Proxy:
    """Hands requests on to a node. `refuse` may answer one by itself, `delay` are seconds before each."""

    def __init__(self, node: str, context: ssl.SSLContext | None = None) -> None:
        self.refuse: Refuse = lambda method, path: None
        self.delay = 0.0
        self._node = node
        self._server = _Server(("127.0.0.1", 0), self._handler())
        if context:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.host = f"127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def __enter__(self) -> Proxy:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, method: str, path: str, content: bytes, kind: str) -> tuple[int, bytes]:
        """Return what the node answers, or what this answers instead."""
        time.sleep(self.delay)
        if refused := self.refuse(method, path):
            return refused
        connection = HTTPConnection(self._node, timeout=60)
        try:
            connection.request(method, path, content or None, {"Content-Type": kind} if content else {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, HTTPException):
            return 502, b"bad gateway"
        finally:
            connection.close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                kind = self.headers.get("Content-Type", "")
                status, data = proxy.answer(self.command, self.path, content, kind)
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                with suppress(OSError):
                    self.wfile.write(b"" if self.command == "HEAD" else data)

            do_GET = do_PUT = do_DELETE = do_HEAD = do_POST

            def log_message(self, *_: object) -> None:
                pass

        return Handler


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: socket.socket | tuple[bytes, socket.socket], client_address: Any) -> None:
        """Say nothing of clients that went away."""
