"""A corpus to a published generation."""

from __future__ import annotations

import itertools
import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from ..address import folder_of
from ..article import Article
from ..corpus import DEFAULTS, Files, ReadingOptions, SourceFile, every, find_files
from ..directory.generation import SegmentFiles
from ..directory.publication import publish, writing
from ..embedding.carried import carry_vectors
from ..indexer.merging.merge_sources import Stored
from ..indexer.run_file import load, remove
from ..indexer.segment_writer import write_segments
from ..indexer.unique_ids import notes_on, rename, settle
from ..indexer.workers import worker_process
from ..indexer.workers.article_tasks import ArticleTask, take
from ..indexer.workers.tasks import Task, plan, read_task
from ..indexer.workers.worker_pool import Builder, InProcess, Processes
from ..indexer.workers.worker_process import Workers
from ..progress import ProgressCallback, Tally
from ..report import BuildReport, Failure, Note
from ..segment.stored_fields import LARGE_SHARE, train_dictionary
from ..whoosh_codec.table_of_contents import import_whoosh, write_toc
from .manifest import ManifestWriter
from .near_duplicates import write_duplicates
from .refusals import refuse_loss, refuse_nothing, refuse_own_corpus

_LISTED = 100_000
SEGMENT = "segment-{}.ras"


def build(
    corpus: str | os.PathLike[str],
    index_dir: str | os.PathLike[str],
    options: ReadingOptions,
    progress: ProgressCallback | None,
    replaces: int,
) -> BuildReport:
    """Do what `early.build` does, after everything is imported, unless `refuse_loss` forbids it."""
    with Workers() as workers:
        return build_with(workers, corpus, index_dir, progress, options, replaces)


def build_with(
    workers: Workers,
    corpus: str | os.PathLike[str],
    index_dir: str | os.PathLike[str],
    progress: ProgressCallback | None,
    options: ReadingOptions = DEFAULTS,
    replaces: int = 0,
) -> BuildReport:
    """Build with `workers`, who may have started, if there is much to read; the rest is as for `build`."""
    begun = time.perf_counter()
    refuse_own_corpus(Path(corpus), folder_of(index_dir))
    manifest = ManifestWriter(options)

    def record(files: Files) -> Iterable[int]:
        manifest.add(files)
        return every(files)

    passed: Counter[str] = Counter()
    sources, total = _list(find_files(Path(corpus), record, options=options, passed=passed))
    tally = Tally(progress, total)
    with writing(folder_of(index_dir)) as folder:
        runs, dictionary = make_runs(plan(sources), folder, tally, workers=workers)
        refuse_loss(Path(corpus), tally.articles, replaces, tally.failures)
        if not runs:
            refuse_nothing(Path(corpus), tally.failures)
        tally.merging()
        loaded = [load(run) for run in runs]
        ids = np.concatenate([each.documents.ids for each in loaded])
        labels = [label for each in loaded for label in each.labels]
        renamed = settle(ids, np.concatenate([each.orders for each in loaded]), labels.__getitem__)
        loaded = rename(loaded, renamed, dictionary)
        tally.notes += notes_on(renamed, labels.__getitem__)
        again = [Failure(labels[each.row], "") for each in renamed]
        manifest.write(folder, failed_files([*tally.failures, *again]))
        articles = write_index(folder, loaded, dictionary, runs)
    spent = time.perf_counter() - begun
    return BuildReport(
        articles,
        spent,
        tuple(tally.failures),
        changed=articles,
        notes=tally.all_notes(),
        passed_over=ranked(passed),
    )


def write_index(folder: Path, stored: Sequence[Stored], dictionary: bytes, runs: Sequence[Path]) -> int:
    """Write and publish the generation of what is stored, whose manifest is there; return its articles.

    The files of its `runs` go as soon as they are merged.
    """
    names, articles = write_segments(folder, SEGMENT.format(0), stored, dictionary, None)
    remove(runs)
    publish_segments(folder, [SegmentFiles(name) for name in names], articles)
    return articles


def publish_segments(folder: Path, segments: list[SegmentFiles], articles: int) -> None:
    """Publish the generation of some segments in `folder`, whose manifest is there."""
    segments = carry_vectors(folder, segments)
    write_duplicates(folder, segments)
    write_toc(folder, segments)
    publish(folder, segments, articles)


def make_runs(
    tasks: Iterator[Task | ArticleTask | Failure | Note],
    folder: Path,
    tally: Tally,
    dictionary: bytes | None = None,
    *,
    workers: Workers,
) -> tuple[list[Path], bytes]:
    """Read all tasks into run files; return them and the compression dictionary of their records."""
    good = _without_failures(tasks, tally)
    first = list(take(good, worker_process.SMALL_BYTES))
    small = sum(task.size for task in first) < worker_process.SMALL_BYTES

    def make_dictionary() -> bytes:
        if dictionary is not None:
            return dictionary
        # These articles are read twice; of a large corpus half of them give as good a dictionary.
        if small:
            return train_dictionary(list(_articles(first)))
        return train_dictionary(list(_articles(first[::2])), LARGE_SHARE)

    builder: Builder
    if small:
        builder = InProcess(folder, make_dictionary, tally.report)
    else:
        builder = Processes(workers, folder, make_dictionary, tally.report)
    try:
        for task in itertools.chain(first, good):
            builder.submit(task)
        if not small:
            # While the workers are at their last tasks.
            import_whoosh()
        return builder.finish(), builder.dictionary
    except BaseException:
        builder.stop()
        raise


def _without_failures(
    tasks: Iterator[Task | ArticleTask | Failure | Note], tally: Tally
) -> Iterator[Task | ArticleTask]:
    for task in tasks:
        if isinstance(task, Failure):
            tally.failures.append(task)
        elif isinstance(task, Note):
            tally.notes.append(task)
        else:
            yield task


def _articles(tasks: Iterable[Task | ArticleTask]) -> Iterator[Article]:
    for task in tasks:
        for item in read_task(task):
            if not isinstance(item, Failure | Note):
                yield item.article


def failed_files(failures: Iterable[Failure]) -> set[str]:
    """Return the ids of the files that failures are about."""
    found = set()
    for failure in failures:
        found |= {failure.path, failure.path.rpartition(":")[0], failure.path.rpartition("#")[0]}
    return found


def _list(
    sources: Iterator[SourceFile | Failure],
) -> tuple[Iterator[SourceFile | Failure], int | None]:
    """Return the files, and their size together unless there are too many to list first."""
    listed = list(itertools.islice(sources, _LISTED))
    if len(listed) == _LISTED:
        return itertools.chain(listed, sources), None
    return iter(listed), sum(source.size for source in listed if isinstance(source, SourceFile))


def ranked(passed: Counter[str]) -> dict[str, int]:
    """Return what was passed over, the most frequent kind first."""
    return {kind: count for kind, count in passed.most_common() if count > 0}
