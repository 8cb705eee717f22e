"""The command line: thin over the library; data on standard output, everything else on standard error."""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import json
import signal
import sys
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from .index.errors import RasfoiError


class _NamedPath(click.Path):
    """A path that is not empty, which a shell makes of an unset variable, as that is the current folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not str(value):
            self.fail("An empty path; name a folder or a file.", param, ctx)
        return super().convert(value, param, ctx)


_PATH = _NamedPath(path_type=Path)
_INDEX = click.option("--index", "index_dir", required=True, type=_PATH, help="Folder of the index.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_FILE_DATES = click.option(
    "--file-dates", is_flag=True, help="Give articles without a date their file's time of modification."
)
_MAP = click.option(
    "--map",
    "fields",
    multiple=True,
    metavar="FIELD=NAME",
    callback=lambda _ctx, _option, pairs: _read_map(pairs),
    help="The name under which the files hold a field, as title=titlul_stirii; may be repeated.",
)
_SHOWN_FAILURES = 20
_OBJECTS_BETWEEN_COLLECTIONS = 100_000


class _Group(click.Group):
    """Turns the library's errors into messages and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except RasfoiError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="rasfoi")
def main() -> None:
    """Răsfoi: search a folder of Romanian article files."""


@main.command()
@click.argument("corpus", type=_PATH)
@_INDEX
@_FILE_DATES
@_MAP
@_JSON
def rebuild(corpus: Path, index_dir: Path, as_json: bool, **options: Any) -> None:
    """Read every article under CORPUS, a folder or a file, and publish a fresh index."""
    from .index.early import build

    _report(partial(build, **options), corpus, index_dir, as_json)


@main.command()
@click.argument("corpus", type=_PATH)
@_INDEX
@_FILE_DATES
@_MAP
@_JSON
def update(corpus: Path, index_dir: Path, as_json: bool, **options: Any) -> None:
    """Bring the index up to date with CORPUS, reading only what changed."""
    from .index.update import update as run_update

    _report(partial(run_update, **options), corpus, index_dir, as_json)


@main.command()
@click.argument("corpus", type=_PATH)
@_INDEX
@click.option("--with-parent", is_flag=True, hidden=True, help="End when the process that started this ends.")
def watch(corpus: Path, index_dir: Path, with_parent: bool) -> None:
    """Keep the index up to date as files under CORPUS change, until stopped.

    A change is searchable within two seconds; many at once are one update. Folders that tell nobody of
    their changes, as some network disks, are looked through again and again with
    WATCHFILES_FORCE_POLLING=1.
    """
    from .index.watch import watch as run_watch

    _end_on_signals()
    if with_parent:
        from .index.indexer.worker_process import end_with_parent

        end_with_parent(signal.SIGTERM)
    click.echo(f"Watching {corpus}; Ctrl-C stops it.", err=True)
    # To be stopped is how a watch ends, wherever it is.
    with contextlib.suppress(SystemExit):
        run_watch(corpus, index_dir, told=_tell)


def _tell(result: Any) -> None:
    """Print what came of an update, as it happens."""
    if isinstance(result, RasfoiError):
        click.echo(f"{time.strftime('%H:%M:%S')} not updated: {result}", err=True)
    else:
        _print_report(result)


class _QueryCommand(click.Command):
    """A command whose QUERY may begin with a hyphen, as `-fără cu` does."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        excluding = [arg for arg in args if arg[:1] == "-" and arg[1:2].isalpha() and arg not in ("-h", "-")]
        others = [arg for arg in args if arg not in excluding]
        return super().parse_args(ctx, [*others, "--", *excluding] if excluding else args)


@main.command(cls=_QueryCommand)
@click.argument("query")
@_INDEX
@click.option("--limit", default=10, show_default=True, type=click.IntRange(0, 100), help="Hits to print.")
@click.option("--offset", default=0, type=click.IntRange(0), help="Hits to pass over.")
@click.option("--sort", default="relevance", type=click.Choice(["relevance", "newest", "oldest"]))
@click.option("--from", "after", help="Not before this day, as 2025-04-28, 2025-04 or 2025.")
@click.option("--to", "before", help="Not after this day.")
@click.option("--source", multiple=True, help="Only this source; may be repeated.")
@click.option("--section", multiple=True, help="Only this section; may be repeated.")
@click.option("--duplicates", is_flag=True, help="Do not fold articles with nearly the same text.")
@click.option("--explain", is_flag=True, help="Show where each score comes from.")
@_JSON
def search(query: str, index_dir: Path, as_json: bool, explain: bool, **options: Any) -> None:
    """Print the articles that answer QUERY, the best first."""
    from .search.engine import open_index

    page = open_index(index_dir).search(query, explain=explain, **options)
    if as_json:
        _print_json(page)
        return
    if page.suggestion:
        verb = "Results for" if page.suggestion.applied else "Did you mean"
        click.echo(f"{verb}: {page.suggestion.query}", err=True)
    if hint := page.date_hint:
        click.echo(f"By date: {hint.query!r} --from {hint.after} --to {hint.before}", err=True)
    for number, hit in enumerate(page.hits, page.offset + 1):
        _print_hit(number, hit, explain)
    if not page.total:
        click.echo("Nothing found.", err=True)
    for note in page.notes:
        click.echo(note, err=True)
    if page.total:
        noun = "article" if page.total == 1 else "articles"
        folded = f", {page.folded} of them folded under others" if page.folded else ""
        click.echo(f"{page.total} {noun}{folded}, {page.took_ms:.1f} ms", err=True)


@main.command()
@_INDEX
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--watch", "corpus", type=_PATH, help="Keep the index up to date with this corpus.")
def serve(index_dir: Path, host: str, port: int, workers: int, corpus: Path | None) -> None:
    """Serve the search page and the JSON API."""
    from .web.server import serve as run_server

    run_server(index_dir, host, port, workers, corpus)


@main.command()
@_INDEX
@click.option("--check", is_flag=True, help="Compare every file with its checksums.")
@_JSON
def info(index_dir: Path, check: bool, as_json: bool) -> None:
    """Print the size and origin of the index."""
    from .search.engine import open_index

    index = open_index(index_dir)
    if check:
        index.check()
    facts = index.info()
    if as_json:
        _print_json(facts)
        return
    for name, value in dataclasses.asdict(facts).items():
        click.echo(f"{name.replace('_', ' ')}: {value}")
    if check:
        click.echo("Every file is as it was written.", err=True)


def _read_map(pairs: tuple[str, ...]) -> dict[str, str] | None:
    """Return what `--map` says, None where it is not given."""
    for pair in pairs:
        if not all(pair.partition("=")):
            raise click.BadParameter(f"{pair!r} is not FIELD=NAME, as title=titlul_stirii")
    return dict(pair.split("=", 1) for pair in pairs) or None


def _report(run: Callable[..., Any], corpus: Path, index_dir: Path, as_json: bool) -> None:
    """Run a build with a progress line on a terminal, and print what it did."""
    _end_on_signals()
    # A long list of files is many objects that stay: looking through them for cycles finds none.
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, 10, 1000)
    report = run(corpus, index_dir, progress=_Line() if sys.stderr.isatty() else None)
    if sys.stderr.isatty():
        click.echo(err=True)
    if as_json:
        _print_json(report)
    else:
        _print_report(report)


def _end_on_signals() -> None:
    """End in good order when told to: what is half written is taken away."""
    for each in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, lambda number, _: sys.exit(128 + number))


def _print_report(report: Any) -> None:
    """Print what a build did, and on standard error what could not be read."""
    click.echo(
        f"{report.articles} articles, {report.changed} read in {report.seconds:.1f} s "
        f"({report.rate:.0f} articles/s), {report.deleted} deleted, {len(report.failures)} failed"
    )
    _print_some(report.failures)
    if report.notes:
        click.echo("Noted:", err=True)
    _print_some(report.notes)
    _print_passed_over(report.passed_over)


def _print_passed_over(passed: dict[str, int]) -> None:
    """Tell which files were not read because of their kind."""
    folders, files = passed.get("_files/", 0), {kind: n for kind, n in passed.items() if kind != "_files/"}
    if files:
        kinds = ", ".join(f"{kind} {count}" for kind, count in files.items())
        total = sum(files.values())
        noun = "file of another kind" if total == 1 else "files of other kinds"
        click.echo(f"{total} {noun} passed over: {kinds}", err=True)
    if folders:
        click.echo(f"{folders} _files folder{'s' * (folders > 1)} of saved pages passed over", err=True)


def _print_some(told: Any) -> None:
    for each in told[:_SHOWN_FAILURES]:
        click.echo(f"  {each.path}: {each.reason}" if each.path else f"  {each.reason}", err=True)
    if len(told) > _SHOWN_FAILURES:
        click.echo(f"  and {len(told) - _SHOWN_FAILURES} more; --json lists them all", err=True)


class _Line:
    """A progress line: articles, rate, share of the bytes, remaining time."""

    def __init__(self) -> None:
        self._begun = time.monotonic()

    def __call__(self, progress: Any) -> None:
        spent = max(time.monotonic() - self._begun, 1e-3)
        line = f"{progress.articles} articles, {progress.articles / spent:.0f}/s"
        if progress.merging:
            line += ", putting the index together"
        elif progress.total_bytes and progress.bytes:
            left = spent * (progress.total_bytes - progress.bytes) / progress.bytes
            line += f", {progress.bytes / progress.total_bytes:.0%}, {max(left, 0):.0f} s left"
        click.echo(f"\r\x1b[K{line}", err=True, nl=False)


def _print_hit(number: int, hit: Any, explain: bool) -> None:
    about = " · ".join(part for part in (_day(hit), hit.source, hit.section, hit.id) if part)
    click.echo(f"{number}. {_marked(hit.title_snippet)}\n   {about}\n   {_marked(hit.snippet)}")
    if hit.duplicates:
        click.echo(f"   and {hit.duplicates} more alike")
    for part in hit.explanation if explain else ():
        click.echo(f"     {part.score:7.3f}  {part.word} ({', '.join(part.terms)})")


def _day(hit: Any) -> str:
    """Return the day, or the month, on which a hit appeared."""
    if not hit.date:
        return ""
    from .index.local_time import local_time

    return local_time(hit.date).isoformat()[: 7 if hit.date_precision == "month" else 10]


def _marked(snippet: Any) -> str:
    parts, at = [], 0
    for start, end in snippet.ranges:
        parts += [snippet.text[at:start], click.style(snippet.text[start:end], bold=True)]
        at = end
    return "".join((*parts, snippet.text[at:]))


def _print_json(value: Any) -> None:
    from .index.local_time import timestamp

    def plain(thing: Any) -> Any:
        return timestamp(thing) if isinstance(thing, datetime) else str(thing)

    click.echo(json.dumps(dataclasses.asdict(value), ensure_ascii=False, indent=1, default=plain))
