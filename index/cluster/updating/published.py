"""The published generation on a cluster, as far as an update needs it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ...building.manifest import Manifest
from ...directory.array_file import Container
from ...segment.live_docs import Deletions
from .. import files
from ..articles.columns import SegmentColumns
from ..connection.client import Client
from ..files import StoredFile
from ..names import articles_index, files_index
from ..state import State, published


class Published(NamedTuple):
    """Its state, its segments without their postings, and its manifest."""

    state: State
    segments: list[SegmentColumns]
    manifest: Manifest


def open_published(client: Client, folder: Path) -> Published:
    """Return what is published, its files in `folder`; raises what `state.published` and `download` do."""
    state = published(client)
    source = Source(client, state, folder)
    segments = []
    for each in state.segments:
        deletions = Deletions.read(source.box(each.deleted)) if each.deleted else None
        segments.append(SegmentColumns(each, source.box(each.articles), deletions))
    return Published(state, segments, Manifest(source.box(files.MANIFEST)))


class Source:
    """The files and articles of a published generation."""

    def __init__(self, client: Client, state: State, folder: Path) -> None:
        self.client, self._state, self._folder = client, state, folder
        self.articles = articles_index(client.address.name, state.generation)
        self.files_index = files_index(client.address.name, state.generation)

    @property
    def files_known(self) -> dict[str, StoredFile]:
        """What the state tells of its files."""
        return self._state.files

    def box(self, name: str) -> Container:
        """Return a file, once it is downloaded."""
        path = self._folder / name
        if not path.exists():
            files.download(self.client, self.files_index, name, self._state.files[name], path)
        return Container(path)
