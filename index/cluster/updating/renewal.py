"""The published generation on a cluster as a copy of which articles are taken out, and others put in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...article import Article
from ...building.carry_over import Old
from ...directory.array_file import Container
from ...directory.generation import SegmentFiles
from ...indexer.merging.merge_sources import Stored
from ...indexer.run_file import Entry, RunWriter, load
from ...indexer.segment_writer import write_segments
from ...progress import ProgressCallback
from ...report import Failure, Note
from ...segment.live_docs import Deletions
from ...segment.reader import Segment
from ...segment.signatures import BINS, Signatures
from ...segment.term_dictionary import Vocabulary
from .. import files
from ..articles import stored
from ..articles.columns import SegmentColumns
from ..articles.documents import document_key
from ..articles.groups import Hashes, of_signatures
from ..build import Sending
from ..bulk import Action, send
from ..connection.client import Client
from ..files import StoredFile
from ..publication import NewGeneration, block, write_state
from ..state import SegmentState
from .published import Published, Source

# Articles of a run are in no order that anything goes by; records are compressed for a moment only.
DICTIONARY = b""
_NAME = "segment-new.ras"

OldColumns = Old[SegmentColumns]


class Renewed(NamedTuple):
    """What a renewed generation has, which articles the cluster refused, and what was noticed."""

    articles: int
    failures: list[Failure]
    notes: list[Note]


class Renewal:
    """A new generation made of the published one: of each segment what stays, and the articles of runs.

    Articles of which others with nearly their text came or went are sent anew with these.
    """

    def __init__(self, client: Client, new: NewGeneration, before: Published, folder: Path) -> None:
        """Work in `folder`, which has the files of what was published `before`."""
        self.before, self.folder = before, folder
        self.client, self.new = client, new
        self._source = Source(client, before.state, folder)
        self._old: list[OldColumns] = []
        self._same: list[NDArray[np.bool_]] = []

    def old(self, stays: Sequence[NDArray[np.bool_]]) -> list[OldColumns]:
        """Return the segments, of each of which some articles stay, bool[N]."""
        return [
            Old(SegmentFiles(each.state.articles, each.state.deleted), each, those)
            for each, those in zip(self.before.segments, stays, strict=True)
        ]

    def articles(self, hashes: Sequence[int]) -> Iterator[Article]:
        """Yield published articles by their id hashes."""
        return stored.articles(self.client, self._source.articles, hashes)

    def publish(
        self,
        old: Sequence[OldColumns],
        runs: Sequence[Stored],
        write_manifest: Callable[[Path], None],
        progress: ProgressCallback | None,
    ) -> Renewed:
        """Publish what stays of `old`, and the articles of runs; `write_manifest` writes it into a folder."""
        self._old = list(old)
        groups = self._regroup(runs)
        segments = self._segments([*runs, *self._moved()])
        come = np.concatenate([np.zeros(0, np.uint64), *(each.ids for each in segments)])
        gone = np.concatenate([each.segment.ids[each.alive & ~each.stays] for each in self._old])
        self.new.clone()
        self._delete(self.new.articles, map(document_key, np.setdiff1d(gone, come).tolist()))
        written = self.folder / "written"
        written.mkdir()
        left = [each for each in self._old if each.left] or ([] if segments else self._old[:1])
        states = [self._carried(each, written) for each in left]
        number = 1 + max(each.segment.state.number for each in self._old)
        sending = Sending(self.client, self.new.articles, len(come), progress)
        for at, segment in enumerate(segments):
            states.append(sending.segment(segment, number + at, groups.of(segment.ids), written))
        self._delete(self.new.articles, sending.refused)
        manifest = Container(self._written(write_manifest))
        files.write_manifest(manifest, sending.again, written / files.MANIFEST)
        articles = sum(each.left for each in left) + sending.articles
        state = self.new.state(articles, groups.any, states, self._stored(states, written))
        write_state(self.client, state)
        notes = self.new.publish(articles, self.new.before.replicas)
        return Renewed(articles, sending.failures, notes)

    def renew_manifest(self, write_manifest: Callable[[Path], None]) -> None:
        """Replace the manifest of the published generation, of which all else stays."""
        index, state = self._source.files_index, self.before.state
        path = self._written(write_manifest)
        block(self.client, index, False)
        try:
            now = state.files | files.upload(self.client, index, [path])
            write_state(self.client, replace(state, files=now))
        finally:
            block(self.client, index, True)

    def _written(self, write_manifest: Callable[[Path], None]) -> Path:
        """Return the file that is written: not over the one that is still read."""
        target = self.folder / "manifest"
        target.mkdir(exist_ok=True)
        write_manifest(target)
        return target / files.MANIFEST

    def _regroup(self, runs: Sequence[Stored]) -> _Groups:
        """Return the groups of the articles as they will be; those whose group changes stay no more."""
        kept = [(each.segment.ids, each.segment.signatures, each.alive, each.stays) for each in self._old]
        before = of_signatures(*_joined((ids[alive], signs[alive]) for ids, signs, alive, _ in kept))
        new = [(run.documents.ids[run.alive], run.run.signatures[run.alive]) for run in runs]
        ids, signatures = _joined([*((ids[stays], signs[stays]) for ids, signs, _, stays in kept), *new])
        now = of_signatures(ids, signatures)
        stays = np.concatenate([stays[alive] for _, _, alive, stays in kept])
        same = np.ones(len(stays), np.bool_)
        same[stays] = before[stays] == now[: np.count_nonzero(stays)]
        ends = np.cumsum([np.count_nonzero(alive) for _, _, alive, _ in kept])[:-1]
        self._same = []
        for each, part in zip(self._old, np.split(same, ends), strict=True):
            whole = np.ones(each.segment.articles, np.bool_)
            whole[each.alive] = part
            self._same.append(whole)
        order = np.argsort(ids)
        return _Groups(ids[order], now[order])

    def _moved(self) -> list[Stored]:
        """Return the articles whose group changes as runs; they stay no more where they were."""
        writer = RunWriter(self.folder, "moved")
        writer.use(DICTIONARY)
        for at, (each, same) in enumerate(zip(self._old, self._same, strict=True)):
            docs = np.flatnonzero(each.stays & ~same)
            columns = each.segment.ids[docs], each.segment.files[docs], each.segment.keys[docs]
            found = self.articles(columns[0].tolist())
            rows = zip(found, columns[1].tolist(), columns[2].tolist(), strict=True)
            entries = [Entry(article, article.id, file, key, 0) for article, file, key in rows]
            if entries:
                writer.add(entries)
            self._old[at] = each._replace(stays=each.stays & same)
        return list(map(load, writer.finish()))

    def _segments(self, runs: Sequence[Stored]) -> list[Segment]:
        if not runs:
            return []
        means = self._old[0].segment.pivots
        names, _ = write_segments(self.folder, _NAME, runs, DICTIONARY, means)
        return [Segment(Container(self.folder / name)) for name in names]

    def _carried(self, old: OldColumns, folder: Path) -> SegmentState:
        """Return what to tell of a segment that stays; write its files that change into a folder."""
        state, gone = old.segment.state, old.alive & ~old.stays
        if not gone.any():
            return state
        state = SegmentState.numbered(state.number, all_alive=False)
        before = files.read_counts(self._source.box(state.counts))
        words = self._source.box(state.words)
        concepts = Vocabulary(words, "concept", len(words["variant_starts"]) - 1)
        hashes = old.segment.ids[gone].tolist()
        less = stored.counts_of(self.client, self._source.articles, hashes, concepts.find, len(concepts))
        files.write_counts(before.less(less), old.left, folder / state.counts)
        Deletions(old.stays).write(folder / state.deleted)
        return state

    def _stored(self, states: Sequence[SegmentState], written: Path) -> dict[str, StoredFile]:
        """Send the files that were written, delete those of no use, and return what to tell of all."""
        known = self._source.files_known
        sent = files.upload(self.client, self.new.files, sorted(written.iterdir()))
        used = {files.MANIFEST, *(name for state in states for name in state.names)}
        now = {name: each for name, each in (known | sent).items() if name in used}
        gone = [
            files.part_key(name, number)
            for name, each in known.items()
            for number in range(now[name].parts if name in now else 0, each.parts)
        ]
        self._delete(self.new.files, gone)
        return now

    def _delete(self, index: str, keys: Iterable[str]) -> None:
        send(self.client, index, (Action(key, None) for key in keys))


class _Groups(NamedTuple):
    """The groups of articles by their id hashes, which are ascending."""

    ids: Hashes
    groups: Hashes

    @property
    def any(self) -> bool:
        """Whether any article has a near-duplicate."""
        return bool(self.groups.any())

    def of(self, ids: Hashes) -> Hashes:
        """Return the groups of some of the articles."""
        found: Hashes = self.groups[np.searchsorted(self.ids, ids)]
        return found


def _joined(parts: Iterable[tuple[Hashes, Signatures]]) -> tuple[Hashes, Signatures]:
    none = np.zeros(0, np.uint64), np.zeros((0, BINS), np.uint8)
    ids, signatures = zip(none, *parts, strict=True)
    return np.concatenate(ids), np.concatenate(signatures)
