"""Articles that a program gives to a published generation."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..address import folder_of
from ..directory.array_file import Container
from ..directory.publication import writing
from ..errors import BadArticle
from ..indexer.merging.merge_sources import Stored
from ..indexer.run_file import load
from ..indexer.segment_source import stored
from ..indexer.segment_writer import write_segments
from ..indexer.workers.article_tasks import ArticleTask, SourceFailed
from ..indexer.workers.worker_process import Workers
from ..progress import ProgressCallback, Tally
from ..report import BuildReport, Note
from ..segment.reader import Segment
from .build import make_runs, write_index
from .manifest import ManifestWriter


def build_articles(
    workers: Workers,
    tasks: Iterator[ArticleTask],
    index_dir: str | os.PathLike[str],
    progress: ProgressCallback | None,
) -> BuildReport:
    """Publish a fresh index of the articles of `tasks`; `early.build` tells the rest."""
    begun = time.perf_counter()
    tally = Tally(progress, None)
    with own_errors(), writing(folder_of(index_dir)) as folder:
        paths, dictionary = make_runs(tasks, folder, tally, workers=workers)
        if not paths:
            raise BadArticle("No article was given: there is nothing to build an index of.")
        tally.merging()
        runs, notes = last_of_each([load(path) for path in paths], folder, dictionary)
        ManifestWriter(given=True).write(folder, ())
        articles = write_index(folder, runs, dictionary, paths)
    spent = time.perf_counter() - begun
    return BuildReport(articles, spent, changed=articles, notes=(*notes, *tally.all_notes()))


@contextmanager
def own_errors() -> Iterator[None]:
    """Let what an iterable of articles raised pass as it was raised."""
    try:
        yield
    except SourceFailed as failed:
        raise failed.error from None


def last_of_each(runs: Sequence[Stored], folder: Path, dictionary: bytes) -> tuple[list[Stored], list[Note]]:
    """Return the articles of runs without those whose id one that was given later has, and notes on these.

    Where there are any the rest is merged in `folder`, so that no word of theirs is left.
    """
    ids = np.concatenate([np.zeros(0, np.uint64), *(each.documents.ids for each in runs)])
    orders = np.concatenate([np.zeros(0, np.int64), *(each.orders for each in runs)])
    by_id = np.lexsort((orders, ids))
    same = ids[by_id[1:]] == ids[by_id[:-1]]
    if not same.any():
        return list(runs), []
    labels = [label for each in runs for label in each.labels]
    alive = np.ones(len(ids), np.bool_)
    alive[by_id[:-1][same]] = False
    pairs = zip(by_id[:-1][same].tolist(), by_id[1:][same].tolist(), strict=True)
    notes = [
        Note(labels[earlier], f"given again as {labels[later]}, which stands instead")
        for earlier, later in sorted(pairs, key=lambda pair: int(orders[pair[0]]))
    ]
    return _rewritten(runs, alive, folder, dictionary), notes


def _rewritten(
    runs: Sequence[Stored], alive: NDArray[np.bool_], folder: Path, dictionary: bytes
) -> list[Stored]:
    """Return what is alive of runs, merged: a run's vocabulary cannot tell which words are gone."""
    names, _ = write_segments(folder, "given-again.ras", runs, dictionary, None)
    segments = [Segment(Container(folder / name)) for name in names]
    for name in names:
        (folder / name).unlink()
    ends = np.cumsum([segment.articles for segment in segments])[:-1]
    return [stored(each, part) for each, part in zip(segments, np.split(alive, ends), strict=True)]
