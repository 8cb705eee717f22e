"""The commands that write an index: rebuild, update, watch."""

from __future__ import annotations

import contextlib
import gc
import signal
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from ...index.address import on_cluster
from ...index.errors import RasfoiError
from ..group import main
from ..options import ALLOW_EMPTY, CORPUS, INDEX, JSON, MODEL, REPLICAS, SHARDS, IndexAddress, reading_options
from ..output import Progress, now_and_then, on_terminal, print_json, print_report, say

_OBJECTS_BETWEEN_COLLECTIONS = 100_000


@main.command()
@CORPUS
@INDEX
@MODEL
@SHARDS
@REPLICAS
@reading_options
@JSON
def rebuild(
    corpus: Path,
    index_dir: IndexAddress,
    as_json: bool,
    shards: int | None,
    replicas: int | None,
    **options: Any,
) -> None:
    """Read every article under CORPUS, a folder or a file, and publish a fresh index.

    Symbolic links that lead out of CORPUS are not followed but told, unless --follow is given.

    \b
    rasfoi rebuild articole --index index
    rasfoi rebuild export.csv --index index --map title=titlul_stirii --map date=data
    rasfoi rebuild articole --index opensearch://host:9200/stiri --shards 3
    """
    from ...index.early import build

    options |= _of_clusters(index_dir, shards=shards, replicas=replicas)
    _report(partial(build, **options), corpus, index_dir, as_json)


def _of_clusters(index_dir: IndexAddress, **given: int | None) -> dict[str, int | None]:
    """Return what is of an index on a cluster; for a folder it is an error, unless the file says it."""
    if on_cluster(index_dir):
        return given
    told = click.get_current_context().get_parameter_source
    for name in given:
        if told(name) is ParameterSource.COMMANDLINE:
            raise click.UsageError(f"--{name} is of an index on a cluster; leave it out for one in a folder.")
    return {}


@main.command()
@CORPUS
@INDEX
@MODEL
@reading_options
@ALLOW_EMPTY
@JSON
def update(corpus: Path, index_dir: IndexAddress, as_json: bool, **options: Any) -> None:
    """Bring the index up to date with CORPUS, reading only what changed.

    Where more than half of the articles are gone nothing is changed: their disk may not be there.
    --allow-empty says that they are really gone.

    \b
    rasfoi update articole --index index
    17 * * * * cd /srv/stiri && rasfoi update    # a line of cron, beside a rasfoi.toml
    """
    from ...index.early import update as run_update

    _report(partial(run_update, **options), corpus, index_dir, as_json)


@main.command()
@CORPUS
@INDEX
@reading_options
@ALLOW_EMPTY
@click.option(
    "--for-server", type=int, hidden=True, help="Read as before; end with the process of this number."
)
def watch(corpus: Path, index_dir: IndexAddress, for_server: int | None, **options: Any) -> None:
    """Keep the index up to date as files under CORPUS change, until stopped.

    A change is searchable within two seconds; many at once are one update. A corpus whose disk is away is
    waited for. Folders that tell nobody of their changes, as some network disks, are looked through again
    and again with WATCHFILES_FORCE_POLLING=1.

    \b
    rasfoi watch articole --index index
    """
    from ...index.watch import watch as run_watch

    end_on_signals()
    if for_server is not None:
        from ...index.indexer.workers.worker_process import end_with_parent

        end_with_parent(signal.SIGTERM, for_server)
        source = click.get_current_context().get_parameter_source
        options |= {
            name: None for name in ("file_dates", "follow") if source(name) is ParameterSource.DEFAULT
        }
    say(f"Watching {corpus}; Ctrl-C stops it.")
    # To be stopped is how a watch ends, wherever it is.
    with contextlib.suppress(KeyboardInterrupt, SystemExit):
        run_watch(corpus, index_dir, told=_tell, **options)


def _tell(result: Any) -> None:
    """Print what came of an update, as it happens."""
    if isinstance(result, RasfoiError):
        say(f"{time.strftime('%H:%M:%S')} not updated: {result}")
    else:
        print_report(result)


def _report(run: Callable[..., Any], corpus: Path, index_dir: IndexAddress, as_json: bool) -> None:
    """Run a build, tell how far it is, and print what it did."""
    end_on_signals()
    # A long list of files is many objects that stay: looking through them for cycles finds none.
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, 10, 1000)
    with progress_line() as progress:
        report = run(corpus, index_dir, progress=progress)
    if as_json:
        print_json(report)
    else:
        print_report(report)


@contextlib.contextmanager
def progress_line() -> Iterator[Progress]:
    """Give a progress line on a terminal, and end it; in a log one now and then."""
    if not sys.stderr.isatty():
        yield Progress(now_and_then())
        return
    try:
        yield Progress(on_terminal)
    finally:
        click.echo(err=True)


def end_on_signals() -> None:
    """End in good order when told to: what is half written is taken away."""
    for each in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, lambda number, _: sys.exit(128 + number))
