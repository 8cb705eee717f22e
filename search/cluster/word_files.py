"""The files of words of a generation on a cluster, kept on this machine by what is in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ...index.cluster.connection.client import Client
from ...index.cluster.files import StoredFile, download
from ...index.cluster.names import files_index
from ...index.cluster.state import State
from ...index.directory import user_cache
from ...index.directory.array_file import Container
from ...index.errors import IndexCorrupt
from .words import WordsSegment


def open_words(client: Client, state: State) -> list[WordsSegment]:
    """Return the words of all segments of a generation; what this machine does not have yet is asked for."""
    index = files_index(client.address.name, state.generation)

    def opened(name: str) -> Container:
        stored = state.files[name]
        return _opened(stored, lambda path: download(client, index, name, stored, path))

    return [WordsSegment(each.number, opened(each.words), opened(each.counts)) for each in state.segments]


def _opened(stored: StoredFile, fetch: Callable[[Path], None]) -> Container:
    """Return a file from the cache; one that was altered there is asked for again."""
    name = f"cluster-{stored.sha256}.ras"
    path = user_cache.file(name, fetch)
    try:
        return Container(path)
    except IndexCorrupt:
        path.unlink(missing_ok=True)
        return Container(user_cache.file(name, fetch))
