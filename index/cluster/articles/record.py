"""What a cluster sends back of an article, in one field: its texts, where its lemmas stand, where it is.

A record is a column of its own, as fields that are stored together are compressed in blocks of many articles:
to send twenty of them would take longer than to find them. One is JSON, compressed by zstd, in base64.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

import orjson

from ...article import Article
from ...segment.stored_fields import Compressor, Decompressor, decode
from . import mapping as fields

# Parameters of a search that let it send whole articles.
WHOLE = {"_source": False, "stored_fields": "_none_", "docvalue_fields": [fields.RECORD]}

_compressor, _decompressor = Compressor(b""), Decompressor(b"")


def pack(record: bytes) -> str:
    """Return JSON as the field of a record."""
    return base64.b64encode(_compressor.compress(record)).decode()


def unpack(record: str) -> dict[str, Any]:
    """Return what was packed; raises ValueError where it was altered."""
    # A cluster leaves out the padding.
    packed = base64.b64decode(f"{record}==")
    found: dict[str, Any] = orjson.loads(_decompressor.decompress(packed))
    return found


def read(hit: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record of what a search with `WHOLE` found."""
    return unpack(hit["fields"][fields.RECORD][0])


def stored(record: Mapping[str, Any]) -> bytes:
    """Return what `stored_fields.encode` made of an article."""
    found: bytes = record[fields.ARTICLE].encode()
    return found


def read_article(record: Mapping[str, Any]) -> Article:
    """Return the texts and fields of an article."""
    return decode(stored(record))
