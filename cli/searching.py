"""The command that searches."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from .group import main
from .options import INDEX, JSON
from .output import articles, print_csv, print_hit, print_json, say


class _QueryCommand(click.Command):
    """A command whose QUERY may begin with a hyphen, as `-fără cu` does."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        excluding = [arg for arg in args if arg[:1] == "-" and arg != "-h" and _begins_clause(arg[1:2])]
        others = [arg for arg in args if arg not in excluding]
        return super().parse_args(ctx, [*others, "--", *excluding] if excluding else args)


def _begins_clause(letter: str) -> bool:
    return letter.isalpha() or letter in ('"', "„", "”", "(")


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
@click.option("--limit", default=10, show_default=True, type=click.IntRange(0, 100), help="Hits to print.")
@click.option("--offset", default=0, type=click.IntRange(0), help="Hits to pass over.")
@click.option("--sort", default="relevance", type=click.Choice(["relevance", "newest", "oldest"]))
@click.option("--from", "after", help="Not before this day, as 2025-04-28, 2025-04 or 2025.")
@click.option("--to", "before", help="Not after this day.")
@click.option("--source", multiple=True, help="Only this source; may be repeated.")
@click.option("--section", multiple=True, help="Only this section; may be repeated.")
@click.option("--duplicates", is_flag=True, help="Do not fold articles with nearly the same text.")
@click.option("--explain", is_flag=True, help="Show where each score comes from.")
@JSON
@click.option("--csv", "as_csv", is_flag=True, help="Print a table for spreadsheets.")
@_short_lived()
def search(query: str, index_dir: Path, as_json: bool, as_csv: bool, explain: bool, **options: Any) -> None:
    """Print the articles that answer QUERY, the best first.

    Words are found in all their forms, with or without diacritics. "In quotes" they stand side by side,
    -word must not be there, OR lets one of two be enough, titlu:word looks in titles, word* is a beginning.

    \b
    rasfoi search "trupe nord-coreene" --index index
    rasfoi search '"linie de metrou" -București' --index index --from 2024
    rasfoi search 'titlu:pod (Dunăre OR Prut)' --index index --csv > poduri.csv
    """
    from ..search.engine import open_index

    page = open_index(index_dir).search(query, explain=explain, **options)
    if as_json:
        print_json(page)
        return
    if as_csv:
        print_csv(page.hits)
    if page.suggestion:
        verb = "Results for" if page.suggestion.applied else "Did you mean"
        say(f"{verb}: {page.suggestion.query}")
    if hint := page.date_hint:
        say(f"By date: {hint.query!r} --from {hint.after} --to {hint.before}")
    for number, hit in enumerate(() if as_csv else page.hits, page.offset + 1):
        print_hit(number, hit, explain)
    if not page.total:
        say("Nothing found.")
    for note in page.notes:
        say(note)
    if page.total:
        folded = f", {page.folded} of them folded under others" if page.folded else ""
        together = f", {page.all_words} with all the words" if page.all_words < page.total else ""
        say(f"{articles(page.total)}{together}{folded}, {page.took_ms:.1f} ms")
