"""The published index brought up to date by reading only what changed."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .article import BuildReport, Failure
from .build import SEGMENT, ProgressCallback, Tally, build, failed_files, make_runs
from .deletions import Deletions
from .documents import id_hash
from .errors import BadArticle, IndexCorrupt, IndexMissing, IndexOutdated
from .generation import Generation, SegmentFiles, current, publish, writing
from .manifest import Manifest
from .ranking import pivots
from .readers import SourceFile, find_files, is_json_lines, read_bytes
from .runs import load
from .segment import Segment, open_segment
from .segment_writer import write_segments
from .tasks import file_key, line_key, plan
from .toc import write_toc

# Beyond these an update costs more at every search than a rebuild costs once.
_MAX_SEGMENTS = 8
_MAX_DELETED = 0.5


@dataclass
class _Plan:
    """What of the old index stays: files that did not change, records that came again."""

    old: list[Segment]
    before: Manifest
    now: Manifest
    failures: list[Failure]
    kept_files: set[int] = field(default_factory=set)
    kept_records: set[tuple[int, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._known = {
            pair
            for segment in self.old
            for pair in zip(segment.files.tolist(), segment.keys.tolist(), strict=True)
            if pair[1]
        }

    def changed(self, corpus: Path) -> Iterator[SourceFile]:
        """Yield the files that are new or look different."""
        for source in find_files(corpus):
            if isinstance(source, Failure):
                self.failures.append(source)
                continue
            file = id_hash(source.id)
            self.now.add(file, source)
            if self.before.unchanged(file, source) or self._reads_the_same(file, source):
                self.kept_files.add(file)
            else:
                yield source

    def _reads_the_same(self, file: int, source: SourceFile) -> bool:
        """Tell whether a file that looks different has the content that it had."""
        if file not in self.before or is_json_lines(source):
            return False
        try:
            return (file, file_key(read_bytes(source))) in self._known
        except BadArticle:
            return False

    def wants(self, source: SourceFile, number: int, line: bytes) -> bool:
        """Tell whether a line is not in the old index, and note it if it is."""
        return not self.keeps(id_hash(source.id), line_key(number, line))

    def keeps(self, file: int, key: int) -> bool:
        """Tell whether a record of a file is in the old index, and note that it stays."""
        if (file, key) not in self._known:
            return False
        self.kept_records.add((file, key))
        return True

    def alive(self, segment: Segment) -> NDArray[np.bool_]:
        """Return which articles of an old segment stay."""
        files = np.fromiter(self.kept_files, np.uint64, len(self.kept_files))
        stays = np.isin(segment.files, files)
        if self.kept_records:
            pairs = zip(segment.files.tolist(), segment.keys.tolist(), strict=True)
            stays |= np.fromiter((pair in self.kept_records for pair in pairs), np.bool_, segment.articles)
        return stays if segment.alive is None else stays & segment.alive


def update(
    corpus: str | os.PathLike[str],
    index_dir: str | os.PathLike[str],
    *,
    progress: ProgressCallback | None = None,
) -> BuildReport:
    """Publish an index equal to a rebuilt one, reading only files and lines that changed.

    A file is read again if its size or time differs, and indexed again if its content does; of JSON
    lines only those that differ are indexed.
    Where there is no index to start from, or too much has changed, it is a rebuild.
    Raises what `build` raises.
    """
    begun = time.perf_counter()
    try:
        generation = current(Path(index_dir))
        before = Manifest.read(generation.folder)
        old = [open_segment(generation.folder, files) for files in generation.segments]
    except (IndexMissing, IndexOutdated, IndexCorrupt, FileNotFoundError):
        return build(corpus, index_dir, progress=progress)
    report = _update(
        Path(corpus), Path(index_dir), generation, _Plan(old, before, Manifest(), []), progress, begun
    )
    return report or build(corpus, index_dir, progress=progress)


def _update(
    corpus: Path,
    index_dir: Path,
    generation: Generation,
    plan_: _Plan,
    progress: ProgressCallback | None,
    begun: float,
) -> BuildReport | None:
    """Update, or return None where only a rebuild gives what a rebuild would."""
    tally = Tally(progress, None)
    dictionary = plan_.old[0].box["dictionary"].tobytes()
    with writing(index_dir) as folder:
        tasks = plan(plan_.changed(corpus), plan_.wants)
        runs, _ = make_runs(tasks, folder, tally, dictionary)
        alive = [plan_.alive(segment) for segment in plan_.old]
        if _needs_rebuild(plan_, alive, runs):
            return None
        segments = [
            _carry_over(generation.folder, folder, files, segment, stays)
            for files, segment, stays in zip(generation.segments, plan_.old, alive, strict=True)
            if stays.any()
        ]
        failures = [*plan_.failures, *tally.failures]
        added = 0
        if runs:
            name = SEGMENT.format(f"{folder.name.removeprefix('gen-')}")
            taken = np.concatenate([each.ids[stays] for each, stays in zip(plan_.old, alive, strict=True)])
            names, written = write_segments(folder, name, runs, dictionary, taken, plan_.old[0].pivots)
            segments += map(SegmentFiles, names)
            added = written.articles
            failures += written.failures
        plan_.now.forget(failed_files(failures))
        plan_.now.write(folder)
        write_toc(folder, segments)
        left = int(sum(stays.sum() for stays in alive))
        publish(folder, segments, left + added)
    deleted = generation.articles - left
    return BuildReport(left + added, time.perf_counter() - begun, tuple(failures), added, deleted)


def _needs_rebuild(plan_: _Plan, alive: list[NDArray[np.bool_]], runs: list[Path]) -> bool:
    """Tell whether the mean length has moved, or segments or deletions have piled up."""
    totals, titles = [], []
    for segment, stays in zip(plan_.old, alive, strict=True):
        titles.append(segment.title_lengths[stays].astype(np.int64))
        totals.append(titles[-1] + segment.body_lengths[stays])
    for run in (load(path).run for path in runs):
        titles.append(run.title_lengths)
        totals.append(run.title_lengths + run.body_lengths)
    count = sum(map(len, titles))
    means = pivots(int(sum(x.sum() for x in totals)), int(sum(x.sum() for x in titles)), count)
    stored = sum(segment.articles for segment in plan_.old)
    deleted = stored - sum(int(stays.sum()) for stays in alive)
    crowded = len(plan_.old) + bool(runs) > _MAX_SEGMENTS or deleted > stored * _MAX_DELETED
    return not count or crowded or not np.allclose(means, plan_.old[0].pivots)


def _carry_over(
    source: Path, target: Path, files: SegmentFiles, segment: Segment, stays: NDArray[np.bool_]
) -> SegmentFiles:
    """Link a segment into the new generation, with its deletions beside it."""
    try:
        os.link(source / files.segment, target / files.segment)
    except OSError:
        shutil.copyfile(source / files.segment, target / files.segment)
    if stays.all():
        return SegmentFiles(files.segment)
    name = files.segment.replace("segment-", "deleted-")
    Deletions.of(segment, stays).write(target / name)
    return SegmentFiles(files.segment, name)
