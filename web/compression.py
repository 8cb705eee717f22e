"""Answers compressed for those who ask for it: zstd where the client knows it, else gzip."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import zstandard
from flask import Flask, Response, request
from werkzeug.datastructures import Accept

# A shorter answer fits into one packet as it is.
_SMALLEST = 1000
_GZIP_LEVEL = 5
_PACKABLE = {
    "application/atom+xml",
    "application/json",
    "application/opensearchdescription+xml",
    "application/problem+json",
    "text/html",
}
Packer = Callable[[bytes], bytes]


def _zstd(data: bytes) -> bytes:
    # One a call: a compressor serves one thread only, and making it costs microseconds.
    return zstandard.ZstdCompressor().compress(data)


def _gzip(data: bytes) -> bytes:
    return gzip.compress(data, _GZIP_LEVEL, mtime=0)


PACKERS: dict[str, Packer] = {"zstd": _zstd, "gzip": _gzip}


def register(app: Flask) -> None:
    """Compress the pages, feeds and JSON of an application; static files have forms of their own."""
    app.after_request(compress)


def compress(response: Response) -> Response:
    """Compress a response if it is text, long enough, and the client takes it."""
    if response.mimetype not in _PACKABLE:
        return response
    response.vary.add("Accept-Encoding")
    if "Content-Encoding" in response.headers or response.direct_passthrough:
        return response
    name = best_encoding(request.accept_encodings)
    if name and len(data := response.get_data()) >= _SMALLEST:
        response.set_data(PACKERS[name](data))
        response.headers["Content-Encoding"] = name
    return response


def best_encoding(accepted: Accept) -> str:
    """Return the best of our encodings that a client names and does not refuse; "" for none."""
    return next((name for name in PACKERS if accepted.quality(name) > 0), "")
