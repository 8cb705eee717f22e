"""Xapian as Debian's python3-xapian ships it, with its Romanian stemmer."""

from __future__ import annotations

import json
from pathlib import Path

import xapian

from . import Row, is_phrase, read, words

TITLE_WEIGHT = 8  # mean .928; .869 with 1, .920 with 3, .926 with 5
SNIPPET_LENGTH = 200


class Peer:
    """A Xapian database: title and body are one text, the title's words counting twice."""

    def __init__(self) -> None:
        self.stemmer = xapian.Stem("romanian")

    def build(self, corpus: Path, folder: Path) -> None:
        database = xapian.WritableDatabase(str(folder), xapian.DB_CREATE_OR_OPEN)
        terms = xapian.TermGenerator()
        terms.set_stemmer(self.stemmer)
        for article in read(corpus):
            document = xapian.Document()
            terms.set_document(document)
            terms.index_text(article["title"], TITLE_WEIGHT)
            terms.increase_termpos()
            terms.index_text(article["body"])
            shown = article["id"], article["title"], article["body"]
            document.set_data(json.dumps(shown, ensure_ascii=False))
            database.add_document(document)
        database.commit()
        database.close()

    def open(self, folder: Path) -> None:
        self.enquire = xapian.Enquire(xapian.Database(str(folder)))
        self.parser = xapian.QueryParser()
        self.parser.set_stemmer(self.stemmer)
        self.parser.set_stemming_strategy(xapian.QueryParser.STEM_SOME)
        self.parser.set_default_op(xapian.Query.OP_OR)

    def _best(self, query: str, limit: int) -> xapian.MSet:
        text = " ".join(words(query))
        if is_phrase(query):
            parsed = self.parser.parse_query(f'"{text}"', xapian.QueryParser.FLAG_PHRASE)
        else:
            parsed = self.parser.parse_query(text, 0)
        self.enquire.set_query(parsed)
        return self.enquire.get_mset(0, limit)

    def search(self, query: str, limit: int) -> list[str]:
        return [json.loads(match.document.get_data())[0] for match in self._best(query, limit)]

    def search_with_snippets(self, query: str, limit: int) -> list[Row]:
        best, rows = self._best(query, limit), []
        for match in best:
            key, title, body = json.loads(match.document.get_data())
            rows.append((key, title, best.snippet(body, SNIPPET_LENGTH, self.stemmer).decode()))
        return rows
