"""What is known of each article beside its words: the columns, and the stored record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..article import Article
from ..local_time import seconds
from .stored_fields import SECTIONS, Compressor, encode


class Documents(NamedTuple):
    """Columns of N articles.

    `ids` uint64[N] hash the ids (`id_hash`), `keys` uint64[N] tell the record of a file an article
    came from (0 where nobody asked), `dates` int64[N] are seconds since 1970 of the date on
    Romania's clock or NO_DATE, `sources` are strings and so are `sections`, those of an article joined
    by SECTIONS, `sizes` int64[N] and `records` uint8 the compressed articles.
    """

    ids: NDArray[np.uint64]
    keys: NDArray[np.uint64]
    dates: NDArray[np.int64]
    sources: list[str]
    sections: list[str]
    sizes: NDArray[np.int64]
    records: NDArray[np.uint8]


def id_hash(article_id: str) -> int:
    """Return a 64-bit hash of an article's id, the same on every machine."""
    # Here, as a search from a shell needs no hash but would wait for OpenSSL to load.
    import hashlib

    data = article_id.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little")


class DocumentColumns:
    """Collects the columns of articles as they are read; their records wait for the dictionary."""

    def __init__(self) -> None:
        self._compressor: Compressor | None = None
        self._waiting: list[bytes] = []
        self._reset()

    @property
    def ready(self) -> bool:
        """Whether the dictionary is known."""
        return self._compressor is not None

    def use(self, dictionary: bytes) -> None:
        """Compress records with a dictionary from now on, and those that wait."""
        self._compressor = Compressor(dictionary)
        self._records.extend(map(self._compressor.compress, self._waiting))
        self._waiting = []

    def _reset(self) -> None:
        self._ids: list[int] = []
        self._keys: list[int] = []
        self._dates: list[int] = []
        self._sources: list[str] = []
        self._sections: list[str] = []
        self._records: list[bytes] = []

    def add(self, articles: Sequence[Article], keys: Sequence[int]) -> None:
        """Add articles and the keys of the file records that they came from."""
        if self._compressor:
            compress = self._compressor.compress
            self._records.extend([compress(encode(article)) for article in articles])
        else:
            self._waiting.extend(map(encode, articles))
        self._ids.extend([id_hash(article.id) for article in articles])
        self._dates.extend([seconds(article.date) for article in articles])
        self._sources.extend([article.source for article in articles])
        self._sections.extend([SECTIONS.join(article.sections) for article in articles])
        self._keys.extend(keys)

    def flush(self) -> Documents:
        """Return the columns and start afresh."""
        documents = Documents(
            np.array(self._ids, np.uint64),
            np.array(self._keys, np.uint64),
            np.array(self._dates, np.int64),
            self._sources,
            self._sections,
            np.fromiter(map(len, self._records), np.int64, len(self._records)),
            np.frombuffer(b"".join(self._records), np.uint8),
        )
        self._reset()
        return documents
