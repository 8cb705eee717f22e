"""What the command prints: data on standard output, everything else on standard error."""

from __future__ import annotations

import dataclasses
import json
import sys
import time
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import click

_SHOWN_FAILURES = 20
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = ("id", "title", "date", "source", "section", "url", "score", "snippet")
# Control characters move a terminal's cursor and set its colours, others turn the direction of writing.
_CONTROLS = [*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_JSON_ESCAPES = {code: f"\\u{code:04x}" for code in _CONTROLS}
_ESCAPES = _JSON_ESCAPES | {code: f"\\x{code:02x}" for code in _CONTROLS if code < 256}


def plain(text: str) -> str:
    """Return a text from a file, or its name, as a terminal may show it: control characters as `\\x1b`."""
    return text.translate(_ESCAPES)


def say(text: str) -> None:
    """Print a message on standard error."""
    click.echo(plain(text), err=True)


def print_report(report: Any) -> None:
    """Print what a build did, and on standard error what could not be read."""
    click.echo(
        f"{articles(report.articles)}, {report.changed} read in {report.seconds:.1f} s "
        f"({report.rate:.0f} articles/s), {report.deleted} deleted, {len(report.failures)} failed"
    )
    _print_some(report.failures)
    if report.notes:
        say("Noted:")
    _print_some(report.notes)
    _print_passed_over(report.passed_over)


def _print_passed_over(passed: dict[str, int]) -> None:
    """Tell which files were not read because of their kind."""
    folders, files = passed.get("_files/", 0), {kind: n for kind, n in passed.items() if kind != "_files/"}
    if files:
        kinds = ", ".join(f"{kind} {count}" for kind, count in files.items())
        total = sum(files.values())
        noun = "file of another kind" if total == 1 else "files of other kinds"
        say(f"{total} {noun} passed over: {kinds}")
    if folders:
        say(f"{folders} _files folder{'s' * (folders > 1)} of saved pages passed over")


def _print_some(told: Any) -> None:
    for each in told[:_SHOWN_FAILURES]:
        say(f"  {each.path}: {each.reason}" if each.path else f"  {each.reason}")
    if len(told) > _SHOWN_FAILURES:
        say(f"  and {len(told) - _SHOWN_FAILURES} more; --json lists them all")


class Line:
    """A progress line: articles, rate, share of the bytes, remaining time."""

    def __init__(self) -> None:
        self._begun = time.monotonic()

    def __call__(self, progress: Any) -> None:
        spent = max(time.monotonic() - self._begun, 1e-3)
        line = f"{articles(progress.articles)}, {progress.articles / spent:.0f}/s"
        if progress.merging:
            line += ", putting the index together"
        elif progress.total_bytes and progress.bytes:
            left = spent * (progress.total_bytes - progress.bytes) / progress.bytes
            line += f", {progress.bytes / progress.total_bytes:.0%}, {max(left, 0):.0f} s left"
        click.echo(f"\r\x1b[K{line}", err=True, nl=False)


def print_hit(number: int, hit: Any, explain: bool) -> None:
    """Print a hit: title, what is known of it, snippet."""
    about = " · ".join(part for part in (_day(hit), hit.source, hit.section, hit.id) if part)
    click.echo(f"{number}. {_marked(hit.title_snippet)}\n   {plain(about)}\n   {_marked(hit.snippet)}")
    if hit.duplicates:
        click.echo(f"   and {hit.duplicates} more alike")
    for part in hit.explanation if explain else ():
        click.echo(plain(f"     {part.score:7.3f}  {part.word} ({', '.join(part.terms)})"))


def _day(hit: Any) -> str:
    """Return the day, or the month, on which a hit appeared."""
    if not hit.date:
        return ""
    from ..index.local_time import local_time

    return local_time(hit.date).isoformat()[: 7 if hit.date_precision == "month" else 10]


def _marked(snippet: Any) -> str:
    parts, at = [], 0
    for start, end in snippet.ranges:
        parts += [plain(snippet.text[at:start]), click.style(plain(snippet.text[start:end]), bold=True)]
        at = end
    return "".join((*parts, plain(snippet.text[at:])))


def print_json(value: Any) -> None:
    """Print a dataclass, or several, as JSON."""
    from ..index.local_time import timestamp

    def written(thing: Any) -> Any:
        return timestamp(thing) if isinstance(thing, datetime) else str(thing)

    # Where the terminal's encoding lacks a letter, an escape keeps it.
    escaped = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    told = [*map(dataclasses.asdict, value)] if isinstance(value, tuple) else dataclasses.asdict(value)
    text = json.dumps(told, ensure_ascii=escaped, indent=1, default=written)
    click.echo(text.translate(_JSON_ESCAPES))


def print_generation(generation: Any) -> None:
    """Print a line about a generation."""
    facts = "" if generation.problem else f"{articles(generation.articles)}, built {generation.built}"
    published = ", published" if generation.current else ""
    click.echo(plain(f"{generation.name}: {facts or generation.problem}{published}"))


def print_csv(hits: Iterable[Any]) -> None:
    """Print a table with a line a hit, for spreadsheets."""
    # Here, as no other search needs them.
    import csv
    import io

    from ..index.local_time import timestamp

    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for hit in hits:
        date = timestamp(hit.date) if hit.date else ""
        source, section, url = map(_no_formula, (hit.source, hit.section, hit.url))
        fields = date, source, section, url, f"{hit.score:.3f}", _no_formula(hit.snippet.text)
        writer.writerow((_no_formula(hit.id), _no_formula(hit.title), *fields))
    text = table.getvalue()
    click.echo(plain(text) if sys.stdout.isatty() else text, nl=False)


def _no_formula(text: str) -> str:
    """Return a text of an article that no spreadsheet takes for a formula: one may send the table away."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def articles(count: int) -> str:
    """Return a number of articles in words."""
    return f"{count} article{'' if count == 1 else 's'}"
