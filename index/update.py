"""The published index brought up to date by reading only what changed."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

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
from .runs import load, remove
from .segment import Segment, open_segment
from .segment_lists import stored
from .segment_writer import write_segments
from .sources import Stored
from .tasks import file_key, line_key, plan
from .tiers import to_merge
from .toc import write_toc

# Beyond this part an update costs more at every search than a rebuild costs once.
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
        paths, _ = make_runs(tasks, folder, tally, dictionary)
        runs = [load(path) for path in paths]
        old = [
            Old(files, segment, plan_.alive(segment))
            for files, segment in zip(generation.segments, plan_.old, strict=True)
        ]
        if _needs_rebuild(old, runs):
            return None
        left = sum(each.left for each in old)
        old = [each for each in old if each.left]
        merged = to_merge([each.positions for each in old], sum(len(run.run.positions) for run in runs))
        carried = [each for at, each in enumerate(old) if at not in merged]
        segments = [_carry_over(generation.folder, folder, each) for each in carried]
        failures = [*plan_.failures, *tally.failures]
        added = 0
        if runs:
            name = SEGMENT.format(f"{folder.name.removeprefix('gen-')}")
            taken = np.concatenate(
                [np.zeros(0, np.uint64), *(each.segment.ids[each.stays] for each in carried)]
            )
            again = [old[at] for at in merged]
            sources = [*(stored(each.segment, each.stays) for each in again), *runs]
            names, written = write_segments(folder, name, sources, dictionary, taken, plan_.old[0].pivots)
            remove(paths)
            segments += map(SegmentFiles, names)
            added = written.articles - sum(each.left for each in again)
            failures += written.failures
        plan_.now.forget(failed_files(failures))
        plan_.now.write(folder)
        write_toc(folder, segments)
        publish(folder, segments, left + added)
    deleted = generation.articles - left
    return BuildReport(left + added, time.perf_counter() - begun, tuple(failures), added, deleted)


class Old(NamedTuple):
    """A segment of the published index and which of its articles stay: bool[N]."""

    files: SegmentFiles
    segment: Segment
    stays: NDArray[np.bool_]

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


def _needs_rebuild(old: list[Old], runs: list[Stored]) -> bool:
    """Tell whether the mean length has moved, or deletions have piled up."""
    titles = sum(each.title_positions for each in old) + sum(
        int(each.run.title_lengths.sum()) for each in runs
    )
    positions = sum(each.positions for each in old) + sum(
        int((each.run.title_lengths + each.run.body_lengths).sum()) for each in runs
    )
    left = sum(each.left for each in old)
    count = left + sum(len(each.alive) for each in runs)
    stored_articles = sum(each.segment.articles for each in old)
    piled_up = stored_articles - left > stored_articles * _MAX_DELETED
    return not count or piled_up or not np.allclose(pivots(positions, titles, count), old[0].segment.pivots)


def _carry_over(source: Path, target: Path, old: Old) -> SegmentFiles:
    """Link a segment into the new generation, with its deletions beside it."""
    files, segment, stays = old
    try:
        os.link(source / files.segment, target / files.segment)
    except OSError:
        shutil.copyfile(source / files.segment, target / files.segment)
    if stays.all():
        return SegmentFiles(files.segment)
    name = files.segment.replace("segment-", "deleted-")
    Deletions.of(segment, stays).write(target / name)
    return SegmentFiles(files.segment, name)
