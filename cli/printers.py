"""How hits are printed: for a reader, as JSON, as a table, by a template."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Iterable, Iterator
from shlex import quote
from typing import Any, NamedTuple

import click

from ..search.answer.results import Hit, SearchPage
from .output import articles, say, to_json
from .templates import day, filled
from .terminal import linked, marked, plain

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = ("id", "title", "date", "source", "section", "url", "score", "snippet")


class Answer(NamedTuple):
    """What a query was answered: the page, and its hits or, where `--all` asks for them, all there are."""

    page: SearchPage
    hits: Iterable[Hit]


class Printer:
    """Prints hits as text, and on standard error what there is to say of the search.

    `many` says that several queries are answered one after the other. A printer is used once, inside `with`.
    """

    def __init__(self, many: bool = False) -> None:
        self.many = many

    def __enter__(self) -> Printer:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        """Print what ends the output."""

    def answer(self, answer: Answer) -> None:
        """Print what a query was answered."""
        page = answer.page
        # Of many queries a message tells which one it is about, and none is said of each.
        about = f"{page.query}: " if self.many else ""
        if self.many:
            self.heading(page.query)
        for message in readings(page):
            say(about + message)
        self.hits(answer.hits, page.query, page.offset + 1)
        for message in problems(page):
            say(about + message)
        if page.reachable and not self.many:
            say(counts(page))

    def heading(self, query: str) -> None:
        """Print what stands before the hits of one of many queries."""
        click.secho(f"# {plain(query)}", bold=True)

    def hits(self, hits: Iterable[Hit], query: str = "", first: int = 1) -> None:
        """Print hits, counted from `first`."""
        for number, hit in enumerate(hits, first):
            print_hit(number, hit)

    def failed(self, query: str, reason: str) -> None:
        """Print that one of many queries could not be answered."""
        say(f"Error: {query[:60]!r}: {reason}")


class JsonPrinter(Printer):
    """One document: a page, a list of hits or, of many queries, a list of pages."""

    def __enter__(self) -> Printer:
        self._separator = "["
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if self.many and kind is None:
            click.echo("[]" if self._separator == "[" else "\n]")

    def answer(self, answer: Answer) -> None:
        self._print(_page_data(answer))

    def hits(self, hits: Iterable[Hit], query: str = "", first: int = 1) -> None:
        self._print(list(hits))

    def failed(self, query: str, reason: str) -> None:
        super().failed(query, reason)
        self._print({"query": query, "error": reason})

    def _print(self, value: Any) -> None:
        if self.many:
            click.echo(f"{self._separator}\n{to_json(value)}", nl=False)
            self._separator = ","
        else:
            click.echo(to_json(value, indent=1))


class JsonLinesPrinter(Printer):
    """A line a hit; of many queries a line a query, its page."""

    def answer(self, answer: Answer) -> None:
        if self.many:
            click.echo(to_json(_page_data(answer)))
        else:
            super().answer(answer)

    def hits(self, hits: Iterable[Hit], query: str = "", first: int = 1) -> None:
        for hit in hits:
            click.echo(to_json(hit))

    def failed(self, query: str, reason: str) -> None:
        super().failed(query, reason)
        click.echo(to_json({"query": query, "error": reason}))


class TablePrinter(Printer):
    """A table with a line a hit, for spreadsheets.

    With a byte order mark, by which Excel knows UTF-8, dates are as spreadsheets read them. Where `;`
    separates, as in Romanian settings, numbers have a decimal comma.
    """

    def __init__(self, many: bool, separator: str, mark: bool) -> None:
        super().__init__(many)
        # Here, as no other search needs it.
        import csv

        self._separator, self._mark = separator, mark
        self._writer = csv.writer(self, delimiter=separator, lineterminator="\n")

    def __enter__(self) -> Printer:
        if self._mark:
            self.write("\ufeff")
        self._writer.writerow(("query", *_COLUMNS) if self.many else _COLUMNS)
        return self

    def heading(self, query: str) -> None:
        """Print none: each line has its query."""

    def hits(self, hits: Iterable[Hit], query: str = "", first: int = 1) -> None:
        for hit in hits:
            row = self._row(hit)
            self._writer.writerow((_no_formula(query), *row) if self.many else row)

    def write(self, text: str) -> None:
        """Print a part of the table; what the module csv writes to."""
        if sys.stdout.isatty():
            text = plain(text)
        click.echo(text.encode("utf-8", "replace") if self._mark else text, nl=False)

    def _row(self, hit: Hit) -> tuple[str, ...]:
        score = f"{hit.score:.3f}".replace(".", "," if self._separator == ";" else ".")
        texts = hit.source, hit.section, hit.url
        date = self._date(hit)
        return (
            _no_formula(hit.id), _no_formula(hit.title), date, *map(_no_formula, texts), score,
            _no_formula(hit.snippet.text),
        )  # fmt: skip

    def _date(self, hit: Hit) -> str:
        from ..index.local_time import local_time, timestamp

        if not hit.date:
            return ""
        return local_time(hit.date).strftime("%Y-%m-%d %H:%M") if self._mark else timestamp(hit.date)


class TemplatePrinter(Printer):
    """A line of one's own making a hit."""

    def __init__(self, many: bool, template: str) -> None:
        super().__init__(many)
        self._template = template

    def heading(self, query: str) -> None:
        """Print none: a template may have its query."""

    def hits(self, hits: Iterable[Hit], query: str = "", first: int = 1) -> None:
        for number, hit in enumerate(hits, first):
            click.echo(filled(self._template, hit, number, query))


MakePrinter = Callable[[bool], Printer]


def print_hit(number: int, hit: Hit) -> None:
    """Print a hit: title, what is known of it, snippet, its score's explanation if it has one."""
    about = " · ".join(filter(None, (day(hit.date, hit.date_precision), hit.source, hit.section, hit.id)))
    title = linked(hit.url, marked(hit.title_snippet))
    click.echo(f"{number}. {title}\n   {plain(about)}\n   {marked(hit.snippet)}")
    if hit.duplicates:
        click.echo(f"   and {hit.duplicates} more alike")
    if hit.by_meaning:
        click.echo("   found by meaning")
    for part in hit.explanation:
        click.echo(plain(f"     {part.score:7.3f}  {part.word} ({', '.join(part.terms)})"))


def readings(page: SearchPage) -> Iterator[str]:
    """Yield in which other ways a query was, or could be, read."""
    if page.suggestion:
        verb = "Results for" if page.suggestion.applied else "Did you mean"
        yield f"{verb}: {page.suggestion.query}"
    if hint := page.date_hint:
        words = quote(hint.query) if hint.query else "'' --sort newest"
        yield f"For the articles of that date: rasfoi search {words} --from {hint.after} --to {hint.before}"


def problems(page: SearchPage) -> Iterator[str]:
    """Yield that nothing was found, and why, and what was read otherwise."""
    if not page.reachable:
        yield "Nothing found."
    yield from page.notes


def counts(page: SearchPage) -> str:
    """Return how much was found, and in what time."""
    if not page.total:
        return f"{articles(page.by_meaning)} by meaning, {page.took_ms:.1f} ms"
    folded = f", {page.folded} of them folded under others" if page.folded else ""
    together = f", {page.all_words} with all the words" if page.all_words < page.total else ""
    meant = f", and {page.by_meaning} by meaning" if page.by_meaning else ""
    return f"{articles(page.total)}{together}{folded}{meant}, {page.took_ms:.1f} ms"


def _page_data(answer: Answer) -> dict[str, Any]:
    """Return a page as plain data; the days of its date hint are called as the API calls them."""
    page = dataclasses.asdict(dataclasses.replace(answer.page, hits=tuple(answer.hits)))
    if hint := answer.page.date_hint:
        page["date_hint"] = {"query": hint.query, "from": hint.after, "to": hint.before}
    return page


def _no_formula(text: str) -> str:
    """Return a text of an article that no spreadsheet takes for a formula: one may send the table away."""
    return f"'{text}" if text.startswith(_FORMULA) else text
