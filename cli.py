"""The command line: thin over the library; data on standard output, everything else on standard error."""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import gc
import io
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import click

from .index.address import folder_of
from .index.errors import BadQuery, RasfoiError
from .output import (
    Line,
    articles,
    plain,
    print_csv,
    print_generation,
    print_hit,
    print_json,
    print_report,
    say,
)


class _NamedPath(click.Path):
    """A path that is not empty, which a shell makes of an unset variable, as that is the current folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not str(value):
            self.fail("An empty path; name a folder or a file.", param, ctx)
        return super().convert(value, param, ctx)


class _IndexFolder(_NamedPath):
    """A folder of an index: an address of a kind that nothing opens would become the name of one."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            folder_of(value)
        except BadQuery as error:
            self.fail(str(error), param, ctx)
        return super().convert(value, param, ctx)


_PATH = _NamedPath(path_type=Path)
_INDEX = click.option(
    "--index", "index_dir", required=True, type=_IndexFolder(path_type=Path), help="Folder of the index."
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_READING = (
    click.option(
        "--file-dates", is_flag=True, help="Give articles without a date their file's time of modification."
    ),
    click.option("--follow", is_flag=True, help="Follow symbolic links out of CORPUS too."),
    click.option(
        "--map",
        "fields",
        multiple=True,
        metavar="FIELD=NAME",
        callback=lambda _ctx, _option, pairs: _read_map(pairs),
        help="The name under which the files hold a field, as title=titlul_stirii; may be repeated.",
    ),
)
_ALLOW_EMPTY = click.option(
    "--allow-empty", is_flag=True, help="Update even if more than half of the articles are gone."
)
_OBJECTS_BETWEEN_COLLECTIONS = 100_000


def _reading_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that tell how files are read."""
    for option in reversed(_READING):
        function = option(function)
    return function


class _Group(click.Group):
    """Turns the library's errors into messages and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except RasfoiError as error:
            raise click.ClickException(plain(str(error))) from error
        except OSError as error:
            if error.filename:
                raise click.ClickException(f"{os.fsdecode(error.filename)}: {error.strerror}.") from error
            if error.errno not in (errno.ENOSPC, errno.EIO):
                raise
            # Python would try to write it once more at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
            raise click.ClickException(f"The output could not be written: {error.strerror}.") from error


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="rasfoi")
def main() -> None:
    """Răsfoi: search a folder of Romanian article files."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    # https://no-color.org
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        click.get_current_context().color = False


@main.command()
@click.argument("corpus", type=_PATH)
@_INDEX
@_reading_options
@_JSON
def rebuild(corpus: Path, index_dir: Path, as_json: bool, **options: Any) -> None:
    """Read every article under CORPUS, a folder or a file, and publish a fresh index.

    Symbolic links that lead out of CORPUS are not followed but told, unless --follow is given.
    """
    from .index.early import build

    _report(partial(build, **options), corpus, index_dir, as_json)


@main.command()
@click.argument("corpus", type=_PATH)
@_INDEX
@_reading_options
@_ALLOW_EMPTY
@_JSON
def update(corpus: Path, index_dir: Path, as_json: bool, **options: Any) -> None:
    """Bring the index up to date with CORPUS, reading only what changed.

    Where more than half of the articles are gone nothing is changed: their disk may not be there.
    --allow-empty says that they are really gone.
    """
    from .index.update import update as run_update

    _report(partial(run_update, **options), corpus, index_dir, as_json)


@main.command()
@click.argument("corpus", type=_PATH)
@_INDEX
@_reading_options
@_ALLOW_EMPTY
@click.option("--for-server", is_flag=True, hidden=True, help="Read as before; end when the parent ends.")
def watch(corpus: Path, index_dir: Path, for_server: bool, **options: Any) -> None:
    """Keep the index up to date as files under CORPUS change, until stopped.

    A change is searchable within two seconds; many at once are one update. A corpus whose disk is away is
    waited for. Folders that tell nobody of
    their changes, as some network disks, are looked through again and again with
    WATCHFILES_FORCE_POLLING=1.
    """
    from .index.watch import watch as run_watch

    _end_on_signals()
    if for_server:
        options |= {"file_dates": None, "follow": None}
        from .index.indexer.worker_process import end_with_parent

        end_with_parent(signal.SIGTERM)
    say(f"Watching {corpus}; Ctrl-C stops it.")
    # To be stopped is how a watch ends, wherever it is.
    with contextlib.suppress(SystemExit):
        run_watch(corpus, index_dir, told=_tell, **options)


def _tell(result: Any) -> None:
    """Print what came of an update, as it happens."""
    if isinstance(result, RasfoiError):
        say(f"{time.strftime('%H:%M:%S')} not updated: {result}")
    else:
        print_report(result)


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
    from .search.engine import open_index

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
@click.option("--http", is_flag=True, help="Serve at http://HOST:PORT/mcp instead of standard input.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8001, show_default=True, type=click.IntRange(1, 65535))
def mcp(index_dir: Path, http: bool, host: str, port: int) -> None:
    """Give the search to a language model, by the Model Context Protocol.

    It can search, read articles and find similar ones, and change nothing. Its program starts this command
    and speaks to it on standard input and output. Needs `pip install 'rasfoi[mcp]'`.
    """
    try:
        from .mcp_server import make_server
    except ImportError as error:
        raise click.ClickException("This needs the package mcp: pip install 'rasfoi[mcp]'.") from error
    server = make_server(index_dir)
    if http:
        say(f"Serving http://{host}:{port}/mcp; Ctrl-C stops it.")
        server.run("streamable-http", host=host, port=port, stateless_http=True, json_response=True)
    else:
        server.run("stdio")


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
        print_json(facts)
        return
    for name, value in dataclasses.asdict(facts).items():
        click.echo(f"{name.replace('_', ' ')}: {value}")
    if check:
        say("Every file is as it was written.")


@main.command()
@_INDEX
@_JSON
def generations(index_dir: Path, as_json: bool) -> None:
    """List the published index and the one before it, which `rollback` returns to."""
    from .index.directory.generation import generations as list_generations

    found = list_generations(index_dir)
    if as_json:
        print_json(found)
        return
    for each in found:
        print_generation(each)


@main.command()
@_INDEX
def rollback(index_dir: Path) -> None:
    """Publish the generation before the published one again.

    It is compared with its checksums first. Whoever searches goes over to it at once; the one that is left
    stays until the next rebuild or update. Only one is kept, so this cannot be done twice.
    """
    from .index.directory.publication import rollback as run_rollback

    print_generation(run_rollback(index_dir))


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
    report = run(corpus, index_dir, progress=Line() if sys.stderr.isatty() else None)
    if sys.stderr.isatty():
        click.echo(err=True)
    if as_json:
        print_json(report)
    else:
        print_report(report)


def _end_on_signals() -> None:
    """End in good order when told to: what is half written is taken away."""
    for each in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, lambda number, _: sys.exit(128 + number))
