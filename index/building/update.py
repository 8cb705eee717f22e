"""The published index brought up to date by reading only what changed."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..address import folder_of
from ..article import Article
from ..corpus import DEFAULTS, find_files
from ..directory.generation import Generation, articles_before, current
from ..directory.info_file import MANIFEST, open_manifest
from ..directory.publication import writing
from ..errors import IndexCorrupt, IndexMissing, IndexOutdated, RasfoiError
from ..indexer.merging.merge_sources import Stored
from ..indexer.run_file import load, remove
from ..indexer.unique_ids import articles_of, notes_on, rename
from ..indexer.workers.tasks import plan
from ..indexer.workers.worker_process import Workers
from ..progress import ProgressCallback, Tally
from ..report import BuildReport, Failure
from ..segment.postings.impacts import pivots
from ..segment.reader import Segment, open_segment
from .build import build, failed_files, make_runs, publish_segments, ranked
from .carry_over import AnyColumns, Old, write_generation
from .changes import Changes, Kept
from .manifest import Manifest, ManifestWriter
from .options import WantedOptions
from .refusals import refuse_loss, refuse_own_corpus

# Beyond this part an update costs more at every search than a rebuild costs once.
_MAX_DELETED = 0.5
GIVEN = (
    "The index in {0} has articles that a program gave it, which an update from files would lose: update it "
    "by that program, name another folder, or run `rasfoi rebuild {1} --index {0}` to have the files alone."
)


def update(
    corpus: str | os.PathLike[str],
    index_dir: str | os.PathLike[str],
    wanted: WantedOptions,
    progress: ProgressCallback | None,
    allow_empty: bool,
) -> BuildReport:
    """Do what `early.update` does with a corpus, but for vectors."""
    begun = time.perf_counter()
    refuse_own_corpus(Path(corpus), folder_of(index_dir))
    report = None
    # What is published is looked at under the lock: another writer may publish until it is taken.
    with writing(folder_of(index_dir)) as folder:
        published = _published(Path(index_dir))
        replaces = 0 if allow_empty else articles_before(Path(index_dir))
        if published and published.manifest.given:
            raise RasfoiError(GIVEN.format(index_dir, corpus))
        options = wanted.over(published.manifest.options if published else DEFAULTS)
        if published and published.manifest.options == options:
            # Damage that comes to light where segments are read or merged only a rebuild mends.
            with suppress(IndexCorrupt):
                changes = Changes(published.manifest, Kept(published.segments), ManifestWriter(options))
                report = _update(Path(corpus), folder, published, changes, progress, begun, replaces)
    return report or build(corpus, index_dir, options, progress, replaces)


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
        return _Published(generation, Manifest(open_manifest(generation.folder)), segments)
    except (IndexMissing, IndexOutdated, IndexCorrupt, FileNotFoundError):
        return None


def _update(
    corpus: Path,
    folder: Path,
    published: _Published,
    changes: Changes,
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
    old = list(map(Old, generation.segments, segments, changes.kept.by_segment()))
    left = sum(each.left for each in old)
    refuse_loss(corpus, left + sum(len(each.alive) for each in runs), replaces, tally.failures)
    renamed = changes.settle_ids(segments, runs)
    if renamed is None or needs_rebuild(old, runs):
        return None
    labels = [label for run in runs for label in run.labels]
    runs = rename(runs, renamed, dictionary)
    tally.notes += notes_on(renamed, lambda row: labels[row] if row >= 0 else "")
    if (renamed or tally.failures) and _as_before(old, runs, dictionary):
        old, runs = [each._replace(stays=each.alive) for each in old], []
        left = sum(each.left for each in old)
    written, added = write_generation(generation.folder, folder, old, runs, dictionary)
    remove(paths)
    again = [Failure(labels[each.row], "") for each in renamed]
    is_new = added > 0 or left < generation.articles
    renewed = "" if is_new else generation.name
    changes.now.write(folder, failed_files([*tally.failures, *again]), renewed)
    if is_new:
        publish_segments(folder, written, left + added)
    else:
        (folder / MANIFEST).replace(generation.folder / MANIFEST)
    spent = time.perf_counter() - begun
    failures, deleted = tuple(tally.failures), generation.articles - left
    return BuildReport(left + added, spent, failures, added, deleted, tally.all_notes(), ranked(passed))


def _as_before(old: Sequence[Old[Segment]], runs: Sequence[Stored], dictionary: bytes) -> bool:
    """Tell whether the articles read are those that they replace.

    One that another took the id of is read again each time, as the other may be gone; so is a file of which
    an article failed.
    """
    gone = [(each.segment, doc) for each in old for doc in np.flatnonzero(each.alive & ~each.stays).tolist()]
    if len(gone) != sum(len(run.labels) for run in runs):
        return False
    return are_those((segment.article(doc) for segment, doc in gone), runs, dictionary)


def are_those(gone: Iterable[Article], runs: Sequence[Stored], dictionary: bytes) -> bool:
    """Tell whether runs have all of some articles as they are."""
    new = {article.id: article for run in runs for article in articles_of(run.documents, dictionary)}
    return all(new.get(article.id) == article for article in gone)


def needs_rebuild(old: Sequence[Old[AnyColumns]], runs: Sequence[Stored]) -> bool:
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
