"""What Whoosh calls an article: its schema, and an article as a document of it."""

# Whoosh is typed in part only.
# mypy: allow-untyped-calls

from __future__ import annotations

from functools import partial
from typing import Any

from whoosh.fields import DATETIME, ID, STORED, TEXT, Schema

from ..article import Article
from ..local_time import local_time
from .analyzer import RomanianAnalyzer

# Fields with terms, in the order in which Whoosh lists them.
INDEXED = ("body", "date", "id", "section", "source", "title")


def article_schema() -> Schema:
    """Return the schema of every index.

    Several terms of one written word are alternatives, so a query for the word asks for any of them.
    """
    text = partial(TEXT, RomanianAnalyzer(), phrase=True, stored=True, multitoken_query="or")
    return Schema(
        id=ID(stored=True, unique=True),
        title=text(),
        body=text(),
        date=DATETIME(stored=True, sortable=True),
        source=ID(stored=True, sortable=True),
        section=ID(stored=True, sortable=True),
        author=STORED(),
        url=STORED(),
    )


def whoosh_document(article: Article) -> dict[str, Any]:
    """Return an article as keyword arguments of Whoosh's `add_document`, without its empty fields.

    Dates are kept to the second on Romania's clock, as the index has them.
    """
    fields: dict[str, Any] = {"id": article.id, "title": article.title, "body": article.body}
    if article.date:
        fields["date"] = local_time(article.date).replace(microsecond=0)
    for name in ("source", "section", "author", "url"):
        if value := getattr(article, name):
            fields[name] = value
    return fields
