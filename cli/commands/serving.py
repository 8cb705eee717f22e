"""The commands that serve a search: to browsers, to language models."""

from __future__ import annotations

import os
from pathlib import Path

import click

from ...index.errors import RasfoiError
from ..configuration import Configuration
from ..group import main
from ..options import DICTIONARY, INDEX, PATH, IndexAddress
from ..output import say


@main.command()
@INDEX
@DICTIONARY
@click.option("--host", default="127.0.0.1", show_default=True, envvar="RASFOI_HOST")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), envvar="RASFOI_PORT")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), envvar="RASFOI_WORKERS")
@click.option("--watch", "corpus", type=PATH, help="Keep the index up to date with this corpus.")
@click.pass_obj
def serve(
    configuration: Configuration,
    index_dir: IndexAddress,
    dictionary: Path | None,
    host: str,
    port: int,
    workers: int,
    corpus: Path | None,
) -> None:
    """Serve the search page and the JSON API.

    \b
    rasfoi serve --index index
    rasfoi serve --index index --host 0.0.0.0 --port 80 --watch articole
    """
    from ...web.server.production import serve as run_server

    given = configuration.to_environment()
    if dictionary:
        # For the workers.
        os.environ["RASFOI_DICTIONARY"] = str(dictionary)
    try:
        run_server(index_dir, host, port, workers, corpus)
    except RasfoiError as error:
        if str(error).partition(" ")[0] in given:
            raise click.ClickException(f"{error} This comes from {configuration.path}.") from error
        raise


@main.command()
@INDEX
@DICTIONARY
@click.option("--http", is_flag=True, help="Serve at http://HOST:PORT/mcp instead of standard input.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8001, show_default=True, type=click.IntRange(1, 65535))
def mcp(index_dir: IndexAddress, dictionary: Path | None, http: bool, host: str, port: int) -> None:
    """Give the search to a language model, by the Model Context Protocol.

    It can search, read articles and find similar ones, and change nothing. Its program starts this command
    and speaks to it on standard input and output. Needs `pip install 'rasfoi[mcp]'`.

    \b
    rasfoi mcp --index index
    rasfoi mcp --index index --http --port 8001
    """
    try:
        from ...mcp_server import make_server
    except ImportError as error:
        raise click.ClickException("This needs the package mcp: pip install 'rasfoi[mcp]'.") from error
    server = make_server(index_dir, dictionary)
    if http:
        # Here, as a server on standard input needs no granian.
        from ...web.server.production import free_port

        free_port(host, port)
        say(f"Serving http://{host}:{port}/mcp; Ctrl-C stops it.")
        server.run("streamable-http", host=host, port=port, stateless_http=True, json_response=True)
    else:
        server.run("stdio")
