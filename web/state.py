"""The state of a search: read from the URL, written back into every link."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any, NamedTuple
from urllib.parse import quote, quote_plus

from werkzeug.datastructures import MultiDict

from ..index.caching import cached_if_short
from ..index.errors import BadQuery
from ..search.engine import SORTS, Index
from ..search.query.dates import day_range
from ..search.query.filters import MAX_NAMES
from ..search.query.parser import MAX_NAME
from ..search.results import SearchPage
from .i18n import N_

PAGE_SIZE = 10

_quote = cached_if_short(4096)(quote_plus)

Args = MultiDict[str, str]


class BadParameter(BadQuery):
    """A parameter of the URL has a value that cannot be used; `wanted` is a message to translate."""

    def __init__(self, name: str, value: str, wanted: str) -> None:
        super().__init__(f"The parameter {name!r} cannot be {value[:60]!r}: give {wanted}.")
        self.name, self.value, self.wanted = name, value[:60], wanted


class SearchState(NamedTuple):
    """What is searched: query, order, filters and page, as the URL says them.

    Without `correct` the query is searched as typed, misspelt or not; with `duplicates` articles with
    nearly the same text are not folded; with `prefix` the query is still being typed.

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

    def search(self, index: Index, *, limit: int, offset: int, **options: bool) -> SearchPage:
        """Run this search."""
        return index.search(
            self.q,
            limit=limit,
            offset=offset,
            sort=self.sort,
            after=self.after,
            before=self.before,
            source=self.source or None,
            section=self.section or None,
            correct=self.correct,
            duplicates=self.duplicates,
            prefix=self.prefix,
            **options,
        )


def extend(link: str, name: str, value: object) -> str:
    """Return a link with one more parameter."""
    return f"{link}{'&' if '?' in link else '?'}{name}={_quote(str(value))}"


def read_state(args: Args) -> SearchState:
    """Read a search from the parameters of a URL; of a repeated single one the first counts."""
    return SearchState(
        q=args.get("q", ""),
        sort=_read_sort(args),
        after=_read_day(args, "from", last=False),
        before=_read_day(args, "to", last=True),
        source=_read_values(args, "source"),
        section=_read_values(args, "section"),
        correct=read_flag(args, "correct", default="1"),
        duplicates=read_flag(args, "duplicates"),
        prefix=read_flag(args, "prefix"),
    )


def read_number(args: Args, name: str, default: int) -> int:
    """Read a whole number; its range is for the engine to judge."""
    value = args.get(name)
    if not value:
        return default
    if not re.fullmatch(r"-?\d{1,12}", value, re.ASCII):
        raise BadParameter(name, value, N_("a whole number"))
    return int(value)


def read_flag(args: Args, name: str, default: str = "0") -> bool:
    """Read a yes or no."""
    value = args.get(name, default).lower()
    if value not in ("", "0", "1", "false", "true"):
        raise BadParameter(name, value, N_("1 or 0"))
    return value in ("1", "true")


def read_page(args: Args) -> int:
    """Read the number of a page of results, from 1."""
    page = read_number(args, "page", 1)
    if not 1 <= page <= 1_000_000:
        raise BadParameter("page", str(page), N_("a number from 1 to 1,000,000"))
    return page


def article_path(identifier: str) -> str:
    """Return an article's id as part of a URL that no browser shortens."""
    parts = identifier.split("/")
    plain = not any(part in ("", ".", "..") for part in parts)
    return quote(identifier, safe="/" if plain else "")


def _read_sort(args: Args) -> str:
    sort = args.get("sort") or "relevance"
    if sort not in SORTS:
        raise BadParameter("sort", sort, N_("relevance, newest or oldest"))
    return sort


def _read_values(args: Args, name: str) -> tuple[str, ...]:
    if name not in args:
        return ()
    values = tuple(dict.fromkeys(value for value in args.getlist(name) if value))
    if len(values) > MAX_NAMES:
        raise BadParameter(name, values[0], N_("at most 50 values"))
    if long := next((value for value in values if len(value) > MAX_NAME), ""):
        raise BadParameter(name, long, N_("a name of at most 500 characters"))
    return values


def _read_day(args: Args, name: str, *, last: bool) -> date | None:
    """Read a date; of a month or a year the first day, or the last."""
    value = args.get(name, "").strip()
    if not value:
        return None
    try:
        first, end = day_range(value)
    except BadQuery:
        raise BadParameter(name, value, N_("a date such as 2025-04-28, 2025-04 or 2025")) from None
    return end - timedelta(days=1) if last else first
