"""The published index with articles that a program adds, replaces and deletes by their ids."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from ..address import folder_of
from ..article import Article
from ..directory.generation import Generation, SegmentFiles, opened
from ..directory.publication import writing
from ..errors import BadArticle
from ..indexer.merging.merge_sources import Stored
from ..indexer.run_file import load, remove
from ..indexer.segment_source import stored
from ..indexer.segment_writer import write_segments
from ..indexer.workers.article_tasks import article_tasks
from ..indexer.workers.worker_process import Workers
from ..progress import ProgressCallback, Tally
from ..report import BuildReport, Note
from ..segment.documents import id_hash
from ..segment.reader import Segment, open_segment
from .build import SEGMENT, make_runs, publish_segments
from .build_articles import last_of_each, own_errors
from .carry_over import Old, alive_of, write_generation
from .manifest import ManifestWriter
from .update import needs_rebuild

UNKNOWN = "no article has this id: there is nothing to delete"


def update_articles(
    index_dir: str | os.PathLike[str],
    add: Iterable[Article],
    delete: Iterable[str],
    progress: ProgressCallback | None,
) -> BuildReport:
    """Publish the index with `add` and without `delete`; `early.update` tells the rest."""
    begun = time.perf_counter()
    names = ids_of(delete)
    with own_errors(), writing(folder_of(index_dir)) as folder:
        generation, segments = opened(Path(index_dir), _open)
        tally = Tally(progress, None)
        dictionary: bytes = segments[0].box["dictionary"].tobytes()
        with Workers() as workers:
            paths, _ = make_runs(article_tasks(add), folder, tally, dictionary, workers=workers)
        runs, notes = last_of_each([load(path) for path in paths], folder, dictionary)
        added = np.concatenate([np.zeros(0, np.uint64), *(run.documents.ids[run.alive] for run in runs)])
        leaving = np.concatenate([added, np.array(list(names), np.uint64)])
        old = [
            Old(files, segment, alive_of(segment) & ~np.isin(segment.ids, leaving))
            for files, segment in zip(generation.segments, segments, strict=True)
        ]
        gone = np.concatenate([each.segment.ids[each.alive & ~each.stays] for each in old])
        articles = sum(each.left for each in old) + len(added)
        if len(added) or len(gone):
            ManifestWriter(given=True).write(folder, ())
            written = _write(generation, folder, old, runs, dictionary)
            remove(paths)
            publish_segments(folder, written, articles)
    known = {*gone.tolist(), *added.tolist()}
    unknown = [Note(name, UNKNOWN) for hashed, name in names.items() if hashed not in known]
    return BuildReport(
        articles,
        time.perf_counter() - begun,
        changed=len(added),
        deleted=int(np.count_nonzero(~np.isin(gone, added))),
        notes=(*notes, *tally.all_notes(), *unknown),
    )


def _open(generation: Generation) -> tuple[Generation, list[Segment]]:
    return generation, [open_segment(generation, files) for files in generation.segments]


def ids_of(delete: Iterable[str]) -> dict[int, str]:
    """Return ids to delete by their hashes."""
    names: dict[int, str] = {}
    for number, name in enumerate(delete, start=1):
        if not isinstance(name, str):
            raise BadArticle(
                f"Item {number} of those to delete is {name!r}, not the id of an article, which is a string."
            )
        names[id_hash(name)] = name
    return names


def _write(
    generation: Generation,
    folder: Path,
    old: Sequence[Old[Segment]],
    runs: Sequence[Stored],
    dictionary: bytes,
) -> list[SegmentFiles]:
    """Write the segments of the new generation: one anew where the ranking has to be weighed anew."""
    if not needs_rebuild(old, runs):
        return write_generation(generation.folder, folder, old, runs, dictionary)[0]
    sources = [*(stored(each.segment, each.stays) for each in old if each.left), *runs]
    name = SEGMENT.format(folder.name.removeprefix("gen-"))
    return list(map(SegmentFiles, write_segments(folder, name, sources, dictionary, None)[0]))
