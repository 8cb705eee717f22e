"""What the command prints: data on standard output, everything else on standard error."""

from __future__ import annotations

import dataclasses
import json
import sys
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import click

from .terminal import JSON_ESCAPES, plain

_SHOWN_FAILURES = 20
# Seconds between two lines of a log that say how far a build is.
_BETWEEN_LINES = 30.0


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
    if report.embedded:
        click.echo(f"{articles(report.embedded)} embedded")
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


def on_terminal(line: str) -> None:
    """Show a line in place of the one before."""
    click.echo(f"\r\x1b[K{line}", err=True, nl=False)


def now_and_then() -> Callable[[str], None]:
    """Return what prints a line where the one before, or the beginning, is half a minute ago."""
    last = time.monotonic()

    def show(line: str) -> None:
        nonlocal last
        if time.monotonic() - last >= _BETWEEN_LINES:
            last = time.monotonic()
            click.echo(line, err=True)

    return show


class Progress:
    """Shows how far a build is: articles, rate, share of the bytes, remaining time."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self._show = show
        self._begun = self._embedding = time.monotonic()

    def __call__(self, progress: Any) -> None:
        if progress.to_send:
            return self._sent(progress.sent, progress.to_send)
        if progress.to_embed:
            return self._embedded(progress.embedded, progress.to_embed)
        self._embedding = time.monotonic()
        spent = max(self._embedding - self._begun, 1e-3)
        line = f"{articles(progress.articles)}, {progress.articles / spent:.0f}/s"
        if progress.merging:
            line += ", putting the index together"
        elif progress.total_bytes and progress.bytes:
            left = spent * (progress.total_bytes - progress.bytes) / progress.bytes
            line += f", {progress.bytes / progress.total_bytes:.0%}, {max(left, 0):.0f} s left"
        self._show(line)

    def _sent(self, done: int, total: int) -> None:
        self._show(f"{done} of {articles(total)} sent to the cluster")

    def _embedded(self, done: int, total: int) -> None:
        spent = max(time.monotonic() - self._embedding, 1e-3)
        line = f"{done} of {articles(total)} embedded, {done / spent:.1f}/s, "
        self._show(f"{line}{spent * (total - done) / done:.0f} s left")


def print_json(value: Any) -> None:
    """Print a dataclass, or several, as JSON."""
    click.echo(to_json(value, indent=1))


def to_json(value: Any, *, indent: int | None = None) -> str:
    """Return a dataclass, several of them or plain data as JSON, on one line without an `indent`."""
    from ..index.local_time import timestamp

    def written(thing: Any) -> Any:
        if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
            return dataclasses.asdict(thing)
        return timestamp(thing) if isinstance(thing, datetime) else str(thing)

    # Where the terminal's encoding lacks a letter, an escape keeps it.
    escaped = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    return json.dumps(value, ensure_ascii=escaped, indent=indent, default=written).translate(JSON_ESCAPES)


def print_generation(generation: Any) -> None:
    """Print a line about a generation."""
    facts = "" if generation.problem else f"{articles(generation.articles)}, built {generation.built}"
    published = ", published" if generation.current else ""
    click.echo(plain(f"{generation.name}: {facts or generation.problem}{published}"))


def articles(count: int) -> str:
    """Return a number of articles in words."""
    return f"{count} article{'' if count == 1 else 's'}"
