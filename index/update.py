"""The published index brought up to date by reading only what changed."""

from __future__ import annotations

import os
import shutil
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .build import (
    SEGMENT,
    ProgressCallback,
    Tally,
    build,
    failed_files,
    make_runs,
    ranked,
    reading_options,
    refuse_loss,
)
from .corpus import Files, SourceFile, find_files, is_json_lines, read_bytes
from .directory.generation import Generation, SegmentFiles, current
from .directory.info_file import MANIFEST
from .directory.publication import publish, writing
from .errors import BadArticle, IndexCorrupt, IndexMissing, IndexOutdated
from .indexer.merge_policy import to_merge
from .indexer.merge_sources import Stored
from .indexer.run_file import load, remove
from .indexer.segment_source import stored
from .indexer.segment_writer import write_segments
from .indexer.tasks import file_key, line_key, plan
from .indexer.unique_ids import Renamed, articles_of, notes_on, rename, settle
from .indexer.worker_process import Workers
from .manifest import Manifest, ManifestWriter
from .near_duplicates import write_duplicates
from .report import BuildReport, Failure
from .segment.impacts import pivots
from .segment.live_docs import Deletions
from .segment.reader import Segment, open_segment
from .unchanged import Kept
from .whoosh_codec.table_of_contents import write_toc

# Beyond this part an update costs more at every search than a rebuild costs once.
_MAX_DELETED = 0.5


@dataclass
class _Changes:
    """Tells which files and lines are not as they were, and keeps the articles of those that are."""

    before: Manifest
    kept: Kept
    now: ManifestWriter

    def choose(self, files: Files) -> Iterable[int]:
        """Return the places of files that are new or different."""
        self.now.add(files)
        as_long, same = self.before.compare(files)
        self.kept.keep_files(files.hashes[same])
        others = np.flatnonzero(~same).tolist()
        return [at for at in others if not (as_long[at] and self._reads_the_same(files[at]))]

    def _reads_the_same(self, source: SourceFile) -> bool:
        """Tell whether a file that looks different has the content that it had."""
        if is_json_lines(source):
            return False
        try:
            key = file_key(read_bytes(source))
        except BadArticle:
            return False
        return self.kept.keep_file_as(source.hash, key)

    def wants(self, source: SourceFile, number: int, line: bytes) -> bool:
        """Tell whether a line is not in the old index."""
        keys = line_key(0, line), line_key(number, line)
        return not any(self.kept.keep_line(source.hash, key, number) for key in keys)

    def settle_ids(self, segments: Sequence[Segment], runs: Sequence[Stored]) -> list[Renamed] | None:
        """Return which articles of the runs get other ids than they claim, rows counting from the first run.

        None where an article that stays would get another id, which only a rebuild gives it.
        """
        stay = self.kept.by_segment()
        labels = [label for run in runs for label in run.labels]
        kept = [(each.ids[mask], each.files[mask]) for each, mask in zip(segments, stay, strict=True)]
        new = [(run.documents.ids, run.files) for run in runs]
        ids, files = (np.concatenate(column) for column in zip(*kept, *new, strict=True))
        before = len(ids) - len(labels)
        numbers = [int(label.rpartition("#")[2]) if _numbered(label) else 0 for label in labels]
        lines = np.concatenate([self.kept.numbers_that_stay(), np.array(numbers, np.int64)])
        order = np.empty(len(ids), np.int64)
        order[np.lexsort((np.arange(len(ids)), lines, self.now.ranks(files)))] = np.arange(len(ids))
        renamed = settle(ids, order, lambda row: labels[row - before] if row >= before else "")
        if any(each.row < before for each in renamed):
            return None
        return [each._replace(row=each.row - before, holder=each.holder - before) for each in renamed]


def _numbered(label: str) -> bool:
    return label.rpartition("#")[2].isdecimal()


class _Old(NamedTuple):
    """A segment of the published index and which of its articles stay: bool[N]."""

    files: SegmentFiles
    segment: Segment
    stays: NDArray[np.bool_]

    @property
    def alive(self) -> NDArray[np.bool_]:
        """The articles that counted until now."""
        alive = self.segment.alive
        return np.ones(self.segment.articles, np.bool_) if alive is None else alive

    @property
    def left(self) -> int:
        """Articles that stay."""
        return int(np.count_nonzero(self.stays))

    @property
    def title_positions(self) -> int:
        """Positions in the titles of articles that stay."""
        return int(self.segment.title_lengths[self.stays].sum(dtype=np.int64))

    @property
    def positions(self) -> int:
        """Positions in articles that stay."""
        return self.title_positions + int(self.segment.body_lengths[self.stays].sum(dtype=np.int64))


def update(
    corpus: str | os.PathLike[str],
    index_dir: str | os.PathLike[str],
    *,
    progress: ProgressCallback | None = None,
    file_dates: bool | None = False,
    fields: Mapping[str, str] | None = None,
    follow: bool | None = False,
    allow_empty: bool = False,
) -> BuildReport:
    """Publish an index equal to a rebuilt one, reading only files and lines that changed.

    A file is read again if its size or time differs, and indexed again if its content does; of JSON
    lines only those that differ are indexed. Small segments are put together.
    `file_dates`, `fields` and `follow` that are None are as the index was built. Where there is no index to
    start from or it turns out to be damaged, they are not as they were, or too much has changed, it is a
    rebuild.
    Raises what `build` raises, and CorpusShrunk where more than half of the articles would go, unless
    `allow_empty` is set: then an index may even become empty.
    """
    begun = time.perf_counter()
    report, replaces = None, 0
    # What is published is looked at under the lock: another writer may publish until it is taken.
    with writing(Path(index_dir)) as folder:
        published = _published(Path(index_dir))
        if published:
            built = published.manifest.options
            fields = dict(built.fields) if fields is None else fields
            file_dates = built.file_dates if file_dates is None else file_dates
            follow = built.follow if follow is None else follow
            options = reading_options(file_dates, fields, follow)
            replaces = 0 if allow_empty else published.generation.articles
            # Damage that comes to light where segments are read or merged only a rebuild mends.
            with suppress(IndexCorrupt):
                if built == options:
                    changes = _Changes(published.manifest, Kept(published.segments), ManifestWriter(options))
                    report = _update(Path(corpus), folder, published, changes, progress, begun, replaces)
    return report or build(
        corpus,
        index_dir,
        progress=progress,
        file_dates=bool(file_dates),
        fields=fields,
        follow=bool(follow),
        replaces=replaces,
    )


class _Published(NamedTuple):
    """The published generation, opened."""

    generation: Generation
    manifest: Manifest
    segments: list[Segment]


def _published(index_dir: Path) -> _Published | None:
    """Return what is published, or None where there is nothing to start from."""
    try:
        generation = current(index_dir)
        segments = [open_segment(generation, files) for files in generation.segments]
        return _Published(generation, Manifest(generation.folder), segments)
    except (IndexMissing, IndexOutdated, IndexCorrupt, FileNotFoundError):
        return None


def _update(
    corpus: Path,
    folder: Path,
    published: _Published,
    changes: _Changes,
    progress: ProgressCallback | None,
    begun: float,
    replaces: int,
) -> BuildReport | None:
    """Publish an update in `folder`, or return None where only a rebuild gives what a rebuild would.

    Raises what `refuse_loss` raises of the articles that it `replaces`.
    Where no article is new or gone the published generation stays; its manifest alone is renewed.
    """
    generation, segments = published.generation, published.segments
    tally = Tally(progress, None)
    dictionary = segments[0].box["dictionary"].tobytes()
    passed: Counter[str] = Counter()
    files = find_files(corpus, changes.choose, options=changes.before.options, passed=passed)
    with Workers() as workers:
        paths, _ = make_runs(plan(files, changes.wants), folder, tally, dictionary, workers=workers)
    runs = [load(path) for path in paths]
    old = list(map(_Old, generation.segments, segments, changes.kept.by_segment()))
    left = sum(each.left for each in old)
    refuse_loss(corpus, left + sum(len(each.alive) for each in runs), replaces, tally.failures)
    renamed = changes.settle_ids(segments, runs)
    if renamed is None or _needs_rebuild(old, runs):
        return None
    labels = [label for run in runs for label in run.labels]
    runs = rename(runs, renamed, dictionary)
    tally.notes += notes_on(renamed, lambda row: labels[row] if row >= 0 else "")
    if renamed and _as_before(old, runs, dictionary):
        old, runs = [each._replace(stays=each.alive) for each in old], []
        left = sum(each.left for each in old)
    written, added = _write(generation.folder, folder, old, runs, dictionary)
    remove(paths)
    again = [Failure(labels[each.row], "") for each in renamed]
    is_new = added > 0 or left < generation.articles
    renewed = "" if is_new else generation.name
    changes.now.write(folder, failed_files([*tally.failures, *again]), renewed)
    if is_new:
        write_duplicates(folder, written)
        write_toc(folder, written)
        publish(folder, written, left + added)
    else:
        (folder / MANIFEST).replace(generation.folder / MANIFEST)
    spent = time.perf_counter() - begun
    failures, deleted = tuple(tally.failures), generation.articles - left
    return BuildReport(left + added, spent, failures, added, deleted, tally.all_notes(), ranked(passed))


def _as_before(old: Sequence[_Old], runs: Sequence[Stored], dictionary: bytes) -> bool:
    """Tell whether the articles read are those that they replace.

    One that another took the id of is read again each time, as the other may be gone.
    """
    gone = [(each.segment, doc) for each in old for doc in np.flatnonzero(each.alive & ~each.stays).tolist()]
    if len(gone) != sum(len(run.labels) for run in runs):
        return False
    new = {article.id: article for run in runs for article in articles_of(run.documents, dictionary)}
    return all(new.get(article.id) == article for article in (segment.article(doc) for segment, doc in gone))


def _needs_rebuild(old: Sequence[_Old], runs: Sequence[Stored]) -> bool:
    """Tell whether the mean length has moved, or deletions have piled up."""
    titles = sum(each.title_positions for each in old)
    positions = sum(each.positions for each in old)
    for run in (each.run for each in runs):
        titles += int(run.title_lengths.sum())
        positions += int(run.title_lengths.sum() + run.body_lengths.sum())
    left = sum(each.left for each in old)
    count = left + sum(len(each.alive) for each in runs)
    if not count:
        # Nothing to build from; all that is left is to delete everything.
        return False
    held = sum(each.segment.articles for each in old)
    piled_up = held - left > held * _MAX_DELETED
    return piled_up or not np.allclose(pivots(positions, titles, count), old[0].segment.pivots)


def _write(
    source: Path, target: Path, old: Sequence[_Old], runs: Sequence[Stored], dictionary: bytes
) -> tuple[list[SegmentFiles], int]:
    """Write the segments of a generation; return them and how many articles are new."""
    means = old[0].segment.pivots
    # Of an index that becomes empty a segment stays, all of whose articles are deleted.
    old = [each for each in old if each.left] or ([] if runs else [*old[:1]])
    merged = to_merge([each.positions for each in old], sum(len(each.run.positions) for each in runs))
    carried = [each for at, each in enumerate(old) if at not in merged]
    again = [old[at] for at in merged]
    segments = [_carry_over(source, target, each) for each in carried]
    if not runs:
        return segments, 0
    name = SEGMENT.format(target.name.removeprefix("gen-"))
    sources = [*(stored(each.segment, each.stays) for each in again), *runs]
    names, articles = write_segments(target, name, sources, dictionary, means)
    return [*segments, *map(SegmentFiles, names)], articles - sum(each.left for each in again)


def _carry_over(source: Path, target: Path, old: _Old) -> SegmentFiles:
    """Link a segment into the new generation, with its deletions beside it."""
    _link(source / old.files.segment, target)
    if old.stays.all():
        return SegmentFiles(old.files.segment)
    if old.segment.alive is not None and np.array_equal(old.stays, old.segment.alive):
        _link(source / old.files.deletions, target)
        return old.files
    name = old.files.segment.replace("segment-", "deleted-")
    Deletions(old.stays).write(target / name)
    return SegmentFiles(old.files.segment, name)


def _link(path: Path, folder: Path) -> None:
    copy = folder / path.name
    try:
        os.link(path, copy)
    except OSError:
        shutil.copyfile(path, copy)
        with copy.open("rb") as file:
            os.fsync(file.fileno())
