"""Stored articles: compressed one by one with a shared dictionary, for access at random."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import zstandard

from ..article import Article, StoredArticle

DICTIONARY_BYTES = 500_000
# A dictionary is at most this part of the articles that it is made of.
_SHARE = 8
# Of what is read first of a large corpus it is made of less, and may be a larger part.
LARGE_SHARE = 4
_LEVEL = 4
_SAMPLE = 1 << 19
# More than any article has: a file above 64 MiB is not read.
_LARGEST = 1 << 29
SEPARATOR = "\x00"
# Between the sections of an article, in its record and in the names of their column.
SECTIONS = "\x1f"


def train_dictionary(articles: Sequence[Article], share: int = _SHARE) -> bytes:
    """Return a compression dictionary for articles like these; b"" where there are too few to tell.

    It has at most one byte for so many of the articles.
    """
    samples: list[Any] = [encode(article) for article in articles]
    size = sum(map(len, samples))
    if size < _SAMPLE:
        return b""
    size = min(DICTIONARY_BYTES, size // share)
    try:
        # With f=20 and accel=4 it takes three times as long, and records are .2 % shorter.
        return zstandard.train_dictionary(size, samples, k=1024, d=8, f=18, accel=10).as_bytes()
    except zstandard.ZstdError:  # a few long articles are too few
        return b""


def encode(article: Article) -> bytes:
    """Return an article's fields as bytes; no field holds a NUL, which `clean_text` takes out."""
    date = article.date.isoformat() if article.date else ""
    fields = (
        article.id, article.title, article.body, date, article.source, SECTIONS.join(article.sections),
        article.author, article.url, article.date_source or "", article.date_precision or "",
    )  # fmt: skip
    return SEPARATOR.join(fields).encode("utf-8", "replace")


def read_stored(data: bytes) -> StoredArticle:
    """Return the article that `encode` made these bytes of, its texts as they are there."""
    id_, title, body, rest = data.split(b"\0", 3)
    date, source, joined, author, url, date_source, precision = rest.decode().split(SEPARATOR)
    sections = tuple(joined.split(SECTIONS)) if joined else ()
    return StoredArticle(
        id_.decode(), title, body, datetime.fromisoformat(date) if date else None, source,
        sections[0] if sections else "", author, url, date_source or None,  # type: ignore[arg-type]
        precision or None, sections,  # type: ignore[arg-type]
    )  # fmt: skip


def decode(data: bytes) -> Article:
    """Return the article that `encode` made these bytes of."""
    return read_stored(data).article()


class Compressor:
    """Compresses records with a dictionary from `train_dictionary`, or without one for b""."""

    def __init__(self, dictionary: bytes) -> None:
        if dictionary:
            data = zstandard.ZstdCompressionDict(dictionary)
            data.precompute_compress(_LEVEL)
            self._zstd = zstandard.ZstdCompressor(
                _LEVEL, dict_data=data, write_dict_id=False, write_checksum=True
            )
        else:
            self._zstd = zstandard.ZstdCompressor(_LEVEL, write_checksum=True)

    def compress(self, record: bytes) -> bytes:
        """Return one record compressed."""
        return self._zstd.compress(record)


class Decompressor:
    """Reads records back; safe to use from many threads."""

    def __init__(self, dictionary: bytes) -> None:
        self._dictionary = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
        self._local = threading.local()

    def decompress(self, record: Any) -> bytes:
        """Return one record as it was before compression; raises ValueError if it was altered.

        Each has a checksum of its own, so that what is shown is what was stored.
        """
        try:
            zstd = self._local.zstd
        except AttributeError:
            zstd = self._local.zstd = zstandard.ZstdDecompressor(dict_data=self._dictionary)
        try:
            if not 0 < zstandard.frame_content_size(record) <= _LARGEST:
                raise ValueError("the record does not tell its size")
            data: bytes = zstd.decompress(record)
        except zstandard.ZstdError as error:
            raise ValueError(str(error)) from error
        return data
