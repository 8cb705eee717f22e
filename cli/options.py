"""What several commands take: paths, the index, how files are read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ..index.address import folder_of, on_cluster
from ..index.errors import BadArticle, BadQuery


class _NamedPath(click.Path):
    """A path that is not empty, which a shell makes of an unset variable, as that is the current folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not str(value):
            self.fail("An empty path; name a folder or a file.", param, ctx)
        return super().convert(value, param, ctx)


class _IndexAddress(_NamedPath):
    """Where an index is: a folder, or the address of a cluster, which stays text."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            if on_cluster(value):
                from ..index.cluster.connection.address import parse

                return str(parse(value))
            folder_of(value)
        except BadQuery as error:
            self.fail(str(error), param, ctx)
        return super().convert(value, param, ctx)


IndexAddress = Path | str
PATH = _NamedPath(path_type=Path)
# Decorators, to be put on a command.
INDEX = click.option(
    "--index",
    "index_dir",
    required=True,
    envvar="RASFOI_INDEX",
    type=_IndexAddress(path_type=Path),
    help="Folder of the index, or its address on a cluster, as opensearch://host:9200/stiri.",
)
DICTIONARY = click.option(
    "--dictionary",
    type=PATH,
    envvar="RASFOI_DICTIONARY",
    help="Folder of synonyms.txt, names.txt and stopwords.txt, if not the index's.",
)
CORPUS = click.argument("corpus", type=PATH, envvar="RASFOI_CORPUS")
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_READING = (
    click.option(
        "--file-dates/--no-file-dates", help="Give articles without a date their file's time of modification."
    ),
    click.option("--follow/--no-follow", help="Follow symbolic links out of CORPUS too."),
    click.option(
        "--map",
        "fields",
        multiple=True,
        metavar="FIELD=NAME",
        callback=lambda ctx, option, pairs: _read_map(ctx, option, pairs),
        help="The name under which the files hold a field, as title=titlul_stirii; may be repeated.",
    ),
)
MODEL = click.option(
    "--model",
    type=PATH,
    help="Folder, or name on the hub, of a model for search by meaning.",
)
SHARDS = click.option("--shards", type=int, help="On a cluster: parts of the index.")
REPLICAS = click.option("--replicas", type=int, help="On a cluster: copies of each part beside the first.")
ALLOW_EMPTY = click.option(
    "--allow-empty", is_flag=True, help="Update even if more than half of the articles are gone."
)


def check_day(ctx: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """Return the day of an option as it was given; raise a usage error for what is none."""
    if value:
        from ..search.query.dates.date_ranges import day_range

        try:
            day_range(value)
        except BadQuery as error:
            raise click.BadParameter(str(error), ctx, option) from error
    return value


def reading_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that tell how files are read."""
    for option in reversed(_READING):
        function = option(function)
    return function


def _read_map(ctx: click.Context, option: click.Parameter, pairs: tuple[str, ...]) -> dict[str, str] | None:
    """Return what `--map` says, None where it is not given."""
    for pair in pairs:
        if not all(pair.partition("=")):
            raise click.BadParameter(f"{pair!r} is not FIELD=NAME, as title=titlul_stirii", ctx, option)
    fields = dict(pair.split("=", 1) for pair in pairs)
    if not fields:
        return None
    from ..index.corpus.records.fields import check_map

    try:
        check_map(fields)
    except BadArticle as error:
        raise click.BadParameter(str(error), ctx, option) from error
    return fields
