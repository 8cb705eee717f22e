"""A corpus to a generation on a cluster: built in a folder of this machine first, then sent."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from ..building.near_duplicates import DUPLICATES, Duplicates
from ..directory.generation import current
from ..directory.info_file import open_manifest
from ..directory.working_folder import working_folder
from ..errors import BadQuery
from ..progress import Progress, ProgressCallback
from ..report import BuildReport, Failure
from ..segment.live_docs import Deletions
from ..segment.reader import Segment, open_segment
from . import files
from .articles.counts import count
from .articles.documents import documents
from .articles.groups import Hashes, of_generation
from .bulk import Action, send
from .connection.address import parse
from .connection.client import Client
from .merging import merge
from .publication import REPLICAS, NewGeneration, write_state, writing
from .state import SegmentState

PathLike = str | os.PathLike[str]
# Articles of a shard where nobody says how many shards: some 20 GB.
_OF_A_SHARD = 2_000_000


def build(
    address: PathLike,
    build_in_folder: Callable[[Path], BuildReport],
    progress: ProgressCallback | None,
    shards: int | None = None,
    replicas: int | None = None,
) -> BuildReport:
    """Publish on a cluster what `build_in_folder` publishes in a folder; `search.building` tells the rest.

    An article that the cluster refuses is a failure. Raises ClusterUnavailable, ClusterDenied; the published
    index stays until the new one is complete.
    """
    if (shards is not None and shards < 1) or (replicas is not None and replicas < 0):
        raise BadQuery("An index has at least one shard, and no less than no replicas.")
    client = Client(parse(address))
    begun = time.perf_counter()
    with writing(client) as new, working_folder() as folder:
        copies = REPLICAS if replicas is None else replicas
        report = publish_folder(client, new, folder, build_in_folder(folder), progress, shards, copies)
    return replace(report, seconds=time.perf_counter() - begun)


def refuse_model(model: PathLike | None) -> None:
    """Raise BadQuery for a model: an index on a cluster has no vectors."""
    if model is not None:
        raise BadQuery("An index on a cluster has no vectors for search by meaning: leave the model out.")


def publish_folder(
    client: Client,
    new: NewGeneration,
    folder: Path,
    report: BuildReport,
    progress: ProgressCallback | None,
    shards: int | None,
    replicas: int,
) -> BuildReport:
    """Send the generation that is published in a folder, and publish it on the cluster."""
    generation = current(folder)
    segments = [open_segment(generation, each) for each in generation.segments]
    duplicates = Duplicates(generation.open(DUPLICATES), len(segments))
    groups = of_generation(segments, duplicates)
    new.create(shards or 1 + generation.articles // _OF_A_SHARD)
    sending = Sending(client, new.articles, generation.articles, progress)
    with TemporaryDirectory(dir=folder) as written:
        states = [
            sending.segment(segment, number, of_segment, Path(written))
            for number, (segment, of_segment) in enumerate(zip(segments, groups, strict=True))
        ]
        files.write_manifest(open_manifest(generation.folder), sending.again, Path(written) / files.MANIFEST)
        stored = files.upload(client, new.files, sorted(Path(written).iterdir()))
    state = new.state(sending.articles, duplicates.any, states, stored)
    write_state(client, state)
    merge(client, new.articles)
    notes = new.publish(sending.articles, replicas)
    return replace(
        report,
        articles=sending.articles,
        changed=sending.articles,
        failures=(*report.failures, *sending.failures),
        notes=(*report.notes, *notes),
    )


class Sending:
    """Segments on their way: counts the `articles` that are there, and tells how far it is.

    `failures` are articles that the cluster refuses, `refused` the `_id` of each, and `again` the hashes of
    the files that they stood in.
    """

    def __init__(self, client: Client, index: str, articles: int, progress: ProgressCallback | None) -> None:
        self._client, self._index, self._to_send, self._progress = client, index, articles, progress
        self._done = self.articles = 0
        self.failures: list[Failure] = []
        self.refused: list[str] = []
        self.again: list[int] = []

    def segment(self, segment: Segment, number: int, groups: Hashes, folder: Path) -> SegmentState:
        """Send the articles of a segment and write its files into `folder`; return what to tell of it."""
        docs: dict[str, int] = {}

        def actions() -> Iterator[Action]:
            for document in documents(segment, number, groups):
                docs[document.key] = document.doc
                yield Action(document.key, document.source, document.label)

        refused = send(self._client, self._index, actions(), self._sent)
        alive = np.ones(segment.articles, np.bool_)
        for action, reason in refused:
            doc = docs[action.key]
            alive[doc] = False
            self.failures.append(Failure(action.label, reason))
            self.refused.append(action.key)
            self.again.append(int(segment.files[doc]))
        self.articles += segment.articles - len(refused)
        return write_files(segment, number, alive, folder)

    def _sent(self, count: int) -> None:
        self._done += count
        if self._progress:
            self._progress(Progress(self._done, 0, None, True, sent=self._done, to_send=self._to_send))


def write_files(segment: Segment, number: int, alive: NDArray[np.bool_], folder: Path) -> SegmentState:
    """Write the files of a segment of which some articles are there; return what to tell of it."""
    state = SegmentState.numbered(number, all_alive=bool(alive.all()))
    files.write_words(segment, folder / state.words)
    files.write_articles(segment, folder / state.articles)
    files.write_counts(count(segment, alive), int(np.count_nonzero(alive)), folder / state.counts)
    if state.deleted:
        Deletions(alive).write(folder / state.deleted)
    return state
