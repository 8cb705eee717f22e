"""Static files, held in memory: addressed by content hash and kept by browsers for a year."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from hashlib import blake2s
from pathlib import Path

from flask import Blueprint, Response, abort, request

HERE = Path(__file__).parent
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
# Indentation and comment lines of a script, none of which stands within a text of several lines.
_INDENTS_AND_COMMENTS = re.compile(rb"^\s*//.*\n|^\s+", re.MULTILINE)

assets = Blueprint("assets", __name__)


def _hash(*contents: bytes) -> str:
    return blake2s(b"\0".join(contents), digest_size=6).hexdigest()


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file: content, its gzip form, type and content hash."""

    body: bytes
    packed: bytes
    mimetype: str
    version: str


def _load(path: Path) -> Asset:
    body = path.read_bytes()
    if path.suffix == ".js":
        body = _INDENTS_AND_COMMENTS.sub(b"", body)
    return Asset(body, gzip.compress(body, 9, mtime=0), TYPES[path.suffix], _hash(body))


FILES = {path.name: _load(path) for path in sorted((HERE / "static").iterdir()) if path.suffix in TYPES}

# Changes whenever a page could look different, so that no browser keeps a page of an older release.
FINGERPRINT = _hash(
    *(path.read_bytes() for path in sorted(HERE.rglob("*")) if path.is_file() and path.suffix != ".pyc")
)


def asset_path(name: str) -> str:
    """Return the address of a static file, which changes with its content."""
    return f"/static/{name}?v={FILES[name].version}"


@assets.get("/static/<name>")
def static(name: str) -> Response:
    """Serve a static file; for ever if asked for by its hash, else to be checked each time."""
    asset = FILES.get(name) or abort(404)
    packs = "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(asset.packed if packs else asset.body, mimetype=asset.mimetype)
    if packs:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    forever = request.args.get("v") == asset.version
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if forever else "no-cache"
    response.set_etag(asset.version + ("-gz" if packs else ""))
    response.make_conditional(request)
    return response


@assets.get("/rasfoi-search.js")
def search_element() -> Response:
    """Serve the script of the element that searches from any other page, which loads it as a module."""
    response = static("rasfoi-search.js")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@assets.get("/embed.js")
def embed() -> Response:
    """Serve the script that puts a search box on any other page."""
    return static("embed.js")
