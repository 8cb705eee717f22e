"""SQLite FTS5: folded words without a stemmer, its bm25() and its snippet()."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from . import Row, is_phrase, read, words

TABLE = """
CREATE VIRTUAL TABLE article
USING fts5(id UNINDEXED, title, body, tokenize = 'unicode61 remove_diacritics 2')
"""
TITLE_WEIGHT = 8  # mean .924; .869 with 1, .921 with 4, .923 with 16
RANK = f"bm25(article, 0, {TITLE_WEIGHT}, 1)"  # the id has no weight
BEST = f"SELECT id FROM article WHERE article MATCH ? ORDER BY {RANK} LIMIT ?"
SHOWN = f"""
SELECT id, title, snippet(article, 2, '<b>', '</b>', '…', 30)
FROM article WHERE article MATCH ? ORDER BY {RANK} LIMIT ?
"""


def _rows(corpus: Path) -> Iterator[tuple[str, str, str]]:
    return ((article["id"], article["title"], article["body"]) for article in read(corpus))


def _match(query: str) -> str:
    """Return the query in the language of FTS5, every word quoted."""
    if is_phrase(query):
        return '"{}"'.format(" ".join(words(query)))
    return " OR ".join(f'"{word}"' for word in words(query))


class Peer:
    """An FTS5 table in a database file of its own."""

    def build(self, corpus: Path, folder: Path) -> None:
        database = sqlite3.connect(folder / "articles.db")
        with database:
            database.execute(TABLE)
            database.executemany("INSERT INTO article VALUES (?, ?, ?)", _rows(corpus))
            database.execute("INSERT INTO article(article) VALUES ('optimize')")
        database.close()

    def open(self, folder: Path) -> None:
        self.database = sqlite3.connect(folder / "articles.db")

    def search(self, query: str, limit: int) -> list[str]:
        return [row[0] for row in self.database.execute(BEST, (_match(query), limit))]

    def search_with_snippets(self, query: str, limit: int) -> list[Row]:
        return self.database.execute(SHOWN, (_match(query), limit)).fetchall()
