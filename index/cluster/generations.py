"""The generations that are kept on a cluster, the way back to the one before, and whether one is whole."""

from __future__ import annotations

import os
from datetime import datetime

from ..directory.generation import GenerationInfo
from ..errors import IndexCorrupt, IndexMissing, RasfoiError
from . import files
from .connection.address import parse
from .connection.client import Client
from .indexes import Indexes, complete, point_to
from .lock import locked
from .names import articles_index, files_index
from .state import State, state_of


def generations(address: str | os.PathLike[str]) -> tuple[GenerationInfo, ...]:
    """Do what `index.generations.generations` does, on a cluster."""
    client = Client(parse(address))
    published = Indexes(client).published
    found = {*complete(client), published} - {""}
    if not found:
        raise IndexMissing(
            f"There is no index {client.address}; `rasfoi rebuild CORPUS --index {client.address}` makes one."
        )
    return tuple(_described(client, each, current=each == published) for each in sorted(found, reverse=True))


def rollback(address: str | os.PathLike[str]) -> GenerationInfo:
    """Do what `index.generations.rollback` does, on a cluster."""
    client = Client(parse(address))
    with locked(client) as lock:
        published = Indexes(client).published
        earlier = [each for each in complete(client) if not published or each < published]
        if not earlier:
            raise IndexMissing(
                f"There is no earlier generation of {client.address}: only the one before {published} is "
                f"ever kept. `rasfoi rebuild CORPUS --index {client.address}` makes a new index."
            )
        state = state_of(client, earlier[-1])
        check(client, state)
        lock.renew()
        point_to(client, state.generation)
    return _described(client, state.generation, current=True)


def check(client: Client, state: State) -> None:
    """Compare the files of a generation with their checksums and count its articles.

    Raises IndexCorrupt that names what differs, or IndexMissing for an index that is gone.
    """
    name = client.address.name
    for file, stored in state.files.items():
        for _ in files.pieces(client, files_index(name, state.generation), file, stored):
            pass
    index = articles_index(name, state.generation)
    found = client.request("GET", f"{index}/_count")["count"]
    if found != state.articles:
        fix = f"Run `rasfoi rebuild CORPUS --index {client.address}`."
        raise IndexCorrupt(f"{index} has {found} articles, not {state.articles}. {fix}")


def _described(client: Client, generation: str, *, current: bool) -> GenerationInfo:
    """Return what a generation says of itself."""
    try:
        state = state_of(client, generation)
    except RasfoiError as error:
        return GenerationInfo(generation, current, None, None, "", str(error))
    return GenerationInfo(
        generation, current, state.articles, datetime.fromisoformat(state.built), state.analyzer
    )
