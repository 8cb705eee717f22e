"""The state of a search: as `parameters` read it from the URL, written back into every link."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple
from urllib.parse import quote, quote_plus

from ...index.caching import cached_if_short
from ...search.answer.results import SearchPage
from ...search.engine import Index

PAGE_SIZE = 10

_quote = cached_if_short(4096)(quote_plus)


class SearchState(NamedTuple):
    """What is searched: query, order, filters and page, as the URL says them.

    Without `correct` the query is searched as typed, misspelt or not; with `duplicates` articles with
    nearly the same text are not folded; with `prefix` the query is still being typed. `meaning` is one of
    `engine.MEANINGS`.

    `before` includes its whole day. `link` and `query_string` leave out what has its default.
    """

    q: str = ""
    sort: str = "relevance"
    after: date | None = None
    before: date | None = None
    source: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    correct: bool = True
    duplicates: bool = False
    prefix: bool = False
    meaning: str = "auto"
    page: int = 1

    @property
    def filtered(self) -> bool:
        """Whether any filter narrows the search."""
        return bool(self.after or self.before or self.source or self.section)

    def but(self, **changes: Any) -> SearchState:
        """Return this state with changes, at its first page unless `page` is one of them.

        Another query is a finished one.
        """
        finished = {"prefix": False} if "q" in changes else {}
        return self._replace(**({"page": 1} | finished | changes))

    def pairs(self) -> list[tuple[str, str]]:
        """Return the state as name and value of every parameter that is not at its default."""
        pairs = [("q", self.q)] if self.q else []
        if self.sort != "relevance":
            pairs.append(("sort", self.sort))
        if self.after:
            pairs.append(("from", self.after.isoformat()))
        if self.before:
            pairs.append(("to", self.before.isoformat()))
        pairs += [("source", value) for value in self.source]
        pairs += [("section", value) for value in self.section]
        if not self.correct:
            pairs.append(("correct", "0"))
        if self.duplicates:
            pairs.append(("duplicates", "1"))
        if self.prefix:
            pairs.append(("prefix", "1"))
        if self.meaning != "auto":
            pairs.append(("meaning", self.meaning))
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        return pairs

    def query_string(self) -> str:
        """Return the state as `?…`, or nothing where all is at its default."""
        text = "&".join([f"{name}={_quote(value)}" for name, value in self.pairs()])
        return "?" + text if text else ""

    def link(self, **changes: Any) -> str:
        """Return the address of the results with `changes`, relative to the results page."""
        return self.but(**changes).query_string() or "./"

    def search(
        self,
        index: Index,
        *,
        limit: int,
        offset: int,
        cursor: str = "",
        facets: bool = False,
        explain: bool = False,
    ) -> SearchPage:
        """Run this search."""
        return index.search(
            self.q,
            limit=limit,
            offset=offset,
            cursor=cursor,
            sort=self.sort,
            after=self.after,
            before=self.before,
            source=self.source or None,
            section=self.section or None,
            correct=self.correct,
            duplicates=self.duplicates,
            prefix=self.prefix,
            meaning=self.meaning,
            facets=facets,
            explain=explain,
        )


def extend(link: str, name: str, value: object) -> str:
    """Return a link with one more parameter."""
    return f"{link}{'&' if '?' in link else '?'}{name}={_quote(str(value))}"


def article_path(identifier: str) -> str:
    """Return an article's id as part of a URL that no browser shortens."""
    parts = identifier.split("/")
    plain = not any(part in ("", ".", "..") for part in parts)
    return quote(identifier, safe="/" if plain else "")
