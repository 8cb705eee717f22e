"""The options that tell how hits are printed, and which of them contradict each other."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from .options import JSON
from .printers import JsonLinesPrinter, JsonPrinter, MakePrinter, Printer, TablePrinter, TemplatePrinter
from .templates import Template

_FORMS = {"as_json": "--json", "as_jsonl": "--jsonl", "as_csv": "--csv", "template": "--format"}
_OPTIONS = (
    JSON,
    click.option("--jsonl", "as_jsonl", is_flag=True, help="Print JSON, a line a hit; of - a line a query."),
    click.option("--csv", "as_csv", is_flag=True, help="Print a table for spreadsheets."),
    click.option("--bom", is_flag=True, help="With --csv: a byte order mark, by which Excel knows UTF-8."),
    click.option(
        "--separator",
        type=click.Choice([",", ";", "tab"]),
        help="With --csv: what stands between columns; Excel in Romanian takes ;.",
    ),
    click.option("--format", "template", type=Template(), help="Print a line a hit, as '{date} {title}'."),
)


def hit_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options; the function gets `printer`, which makes the printer they ask for."""

    @wraps(function)
    def with_printer(**given: Any) -> Any:
        chosen = {name: given.pop(name) for name in (*_FORMS, "bom", "separator")}
        return function(printer=_choose(**chosen, explain=bool(given.get("explain"))), **given)

    for option in reversed(_OPTIONS):
        with_printer = option(with_printer)
    return with_printer


def refuse_both(*given: tuple[str, object]) -> None:
    """Raise a usage error if more than one of these options is given; each is its name and its value."""
    names = [name for name, value in given if value]
    if len(names) > 1:
        raise click.UsageError(f"{names[0]} and {names[1]} contradict each other: give one of them.")


def _choose(
    *, as_json: bool, as_jsonl: bool, as_csv: bool, template: str | None, bom: bool, separator: str | None,
    explain: bool,
) -> MakePrinter:  # fmt: skip
    refuse_both(("--json", as_json), ("--jsonl", as_jsonl), ("--csv", as_csv), ("--format", template))
    refuse_both(("--explain", explain), ("--csv", as_csv), ("--format", template))
    for name, value in (("--bom", bom), ("--separator", separator)):
        if value and not as_csv:
            raise click.UsageError(f"{name} is for tables: give --csv too.")
    if as_json:
        return JsonPrinter
    if as_jsonl:
        return JsonLinesPrinter
    if as_csv:
        column_separator = "\t" if separator == "tab" else separator or ","
        return lambda many: TablePrinter(many, column_separator, bom)
    return Printer if template is None else lambda many: TemplatePrinter(many, template)
