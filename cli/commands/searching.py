"""The command that searches."""

from __future__ import annotations

import contextlib
import gc
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from ...index.errors import RasfoiError
from ..group import main
from ..hit_options import hit_options, refuse_both
from ..options import DICTIONARY, INDEX, IndexAddress, check_day
from ..printers import Answer, MakePrinter

if TYPE_CHECKING:
    from ...search.engine import Index

_FROM_STANDARD_INPUT = "-"


class _QueryCommand(click.Command):
    """A command whose QUERY may begin with a hyphen, as `-fără cu` does."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        end = args.index("--") if "--" in args else len(args)
        excluding = [arg for arg in args[:end] if arg[:1] == "-" and arg != "-h" and _begins_clause(arg[1:2])]
        others = [arg for arg in args[:end] if arg not in excluding]
        return super().parse_args(ctx, [*others, "--", *excluding, *args[end + 1 :]] if excluding else args)


def _begins_clause(letter: str) -> bool:
    return letter.isalnum() or letter in ('"', "„", "”", "(")


@contextlib.contextmanager
def _short_lived() -> Iterator[None]:
    """Spare a process that ends soon the search for garbage, and at its end that among all it has loaded."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@main.command(cls=_QueryCommand)
@click.argument("query")
@INDEX
@DICTIONARY
@click.option("--limit", default=10, show_default=True, type=click.IntRange(0, 100), help="Hits to print.")
@click.option("--offset", default=0, type=click.IntRange(0), help="Hits to pass over.")
@click.option("--all", "every", is_flag=True, help="Print all hits, however many.")
@click.option("--sort", default="relevance", type=click.Choice(["relevance", "newest", "oldest"]))
@click.option(
    "--from", "after", callback=check_day, help="Not before this day, as 2025-04-28, 2025-04 or 2025."
)
@click.option("--to", "before", callback=check_day, help="Not after this day.")
@click.option("--source", multiple=True, help="Only this source; may be repeated.")
@click.option("--section", multiple=True, help="Only this section; may be repeated.")
@click.option("--duplicates", is_flag=True, help="Do not fold articles with nearly the same text.")
@click.option(
    "--meaning",
    default="auto",
    type=click.Choice(["auto", "off", "only"]),
    help="Find by meaning too, where the index has vectors and the query is long enough; not; or only so.",
)
@click.option("--explain", is_flag=True, help="Show where each score comes from.")
@hit_options
@_short_lived()
def search(
    query: str,
    index_dir: IndexAddress,
    dictionary: Path | None,
    printer: MakePrinter,
    every: bool,
    **options: Any,
) -> None:
    """Print the articles that answer QUERY, the best first.

    Words are found in all their forms, with or without diacritics. "In quotes" they stand side by side,
    -word must not be there, OR lets one of two be enough, titlu:word looks in titles, word* is a beginning.
    QUERY - reads queries from standard input, one a line.

    \b
    rasfoi search "trupe nord-coreene" --index index
    rasfoi search '"linie de metrou" -București' --index index --from 2024
    rasfoi search 'titlu:pod (Dunăre OR Prut)' --index index --all --csv > poduri.csv
    printf 'metrou\\npod\\n' | rasfoi search - --index index --format '{query}: {date} {title}'

    The fields of --format are {id}, {title}, {date}, {source}, {section}, {url}, {score}, {snippet},
    {number}, {duplicates} and {query}, as Python formats them: {date:%d.%m.%Y}, {score:.1f}, {title:40.40}.
    """
    from ...search.opening import open_index

    if every:
        _refuse_limits(options["explain"])
    index = open_index(index_dir, dictionary=dictionary)
    if query == _FROM_STANDARD_INPUT:
        _answer_many(index, printer, every, options)
        return
    with printer(False) as output:
        output.answer(_ask(index, query, every, options))


def _refuse_limits(explain: bool) -> None:
    """Raise a usage error for what contradicts `--all`."""
    given = click.get_current_context().get_parameter_source
    for name in ("limit", "offset"):
        refuse_both(("--all", True), (f"--{name}", given(name) is ParameterSource.COMMANDLINE))
    refuse_both(("--all", True), ("--explain", explain))


def _ask(index: Index, query: str, every: bool, options: dict[str, Any]) -> Answer:
    if not every:
        page = index.search(query, **options)
        return Answer(page, page.hits)
    wanted = {name: value for name, value in options.items() if name not in ("limit", "offset", "explain")}
    return Answer(index.search(query, limit=0, **wanted), index.search_iter(query, **wanted))


def _answer_many(index: Index, printer: MakePrinter, every: bool, options: dict[str, Any]) -> None:
    """Answer the queries of standard input; exit with 1 at the end if one of them could not be."""
    # This process may live long.
    gc.enable()
    failed = False
    with printer(True) as output:
        for query in _queries():
            try:
                answer = _ask(index, query, every, options)
            except RasfoiError as error:
                failed = True
                output.failed(query, str(error))
            else:
                output.answer(answer)
    click.get_current_context().exit(int(failed))


def _queries() -> Iterator[str]:
    """Yield the queries of standard input as they come, without blank lines."""
    for number, line in enumerate(sys.stdin.buffer):
        query = line.decode("utf-8-sig" if number == 0 else "utf-8", "replace").strip()
        if query:
            yield query
