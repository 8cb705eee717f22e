"""The published index on a cluster with articles that a program adds, replaces and deletes by their ids."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path

import numpy as np

from ...article import Article
from ...building.build import make_runs
from ...building.build_articles import last_of_each, own_errors
from ...building.carry_over import alive_of
from ...building.manifest import ManifestWriter
from ...building.update_articles import UNKNOWN, ids_of
from ...directory.working_folder import working_folder
from ...early import build as build_in_folder
from ...errors import IndexMissing
from ...indexer.merging.merge_sources import Stored
from ...indexer.run_file import load
from ...indexer.unique_ids import articles_of
from ...indexer.workers.article_tasks import article_tasks
from ...indexer.workers.worker_process import Workers
from ...progress import ProgressCallback, Tally
from ...report import BuildReport, Note
from ..build import PathLike, build, publish_folder, refuse_model
from ..connection.address import parse
from ..connection.client import Client
from ..publication import writing
from ..state import published_any
from .published import open_published
from .renewal import DICTIONARY, OldColumns, Renewal
from .update import needs_new_segments


def update_articles(
    address: PathLike,
    add: Iterable[Article] | None,
    delete: Iterable[str],
    progress: ProgressCallback | None,
    model: PathLike | None,
) -> BuildReport:
    """Do what `early.update` does with `add` and `delete`, on a cluster."""
    refuse_model(model)
    client = Client(parse(address))
    if add is not None and not _is_published(client):
        return build(address, partial(build_in_folder, add, progress=progress), progress)
    begun, names = time.perf_counter(), ids_of(delete)
    with own_errors(), writing(client) as new, working_folder() as folder:
        renewal = Renewal(client, new, open_published(client, folder), folder)
        tally = Tally(progress, None)
        with Workers() as workers:
            tasks = article_tasks([] if add is None else add)
            paths, _ = make_runs(tasks, folder, tally, DICTIONARY, workers=workers)
        runs, notes = last_of_each([load(path) for path in paths], folder, DICTIONARY)
        added = np.concatenate([np.zeros(0, np.uint64), *(run.documents.ids[run.alive] for run in runs)])
        leaving = np.concatenate([added, np.array(list(names), np.uint64)])
        old = renewal.old([alive_of(each) & ~np.isin(each.ids, leaving) for each in renewal.before.segments])
        gone = np.concatenate([each.segment.ids[each.alive & ~each.stays] for each in old])
        known = {*gone.tolist(), *added.tolist()}
        unknown = [Note(name, UNKNOWN) for hashed, name in names.items() if hashed not in known]
        report = BuildReport(
            renewal.before.state.articles,
            0.0,
            changed=len(added),
            deleted=int(np.count_nonzero(~np.isin(gone, added))),
            notes=(*notes, *tally.all_notes(), *unknown),
        )
        if len(added) or len(gone):
            report = _publish(renewal, old, runs, report, progress)
    return replace(report, seconds=time.perf_counter() - begun)


def _is_published(client: Client) -> bool:
    try:
        published_any(client)
    except IndexMissing:
        return False
    return True


def _publish(
    renewal: Renewal,
    old: Sequence[OldColumns],
    runs: Sequence[Stored],
    report: BuildReport,
    progress: ProgressCallback | None,
) -> BuildReport:
    """Publish what stays of `old` and the articles of runs; return the report with what came of it."""

    def write_manifest(folder: Path) -> None:
        ManifestWriter(given=True).write(folder, ())

    if not needs_new_segments(old, runs):
        done = renewal.publish(old, runs, write_manifest, progress)
        articles, failures, notes = done
    else:
        # All articles are indexed again, those that stay from what is stored of them.
        staying = np.concatenate([each.segment.ids[each.stays] for each in old])
        every = chain(renewal.articles(staying.tolist()), _articles_of(runs))
        sizes, folder = renewal.new.start_anew(), renewal.folder / "index"
        built = build_in_folder(every, folder, progress=progress)
        built = publish_folder(
            renewal.client, renewal.new, folder, built, progress, sizes.shards, sizes.replicas
        )
        articles, failures, notes = built.articles, [*built.failures], [*built.notes]
    return replace(
        report,
        articles=articles,
        failures=tuple(failures),
        changed=report.changed - len(failures),
        notes=(*report.notes, *notes),
    )


def _articles_of(runs: Sequence[Stored]) -> Iterator[Article]:
    """Yield the articles of runs that are alive."""
    for run in runs:
        for article, alive in zip(articles_of(run.documents, DICTIONARY), run.alive.tolist(), strict=True):
            if alive:
                yield article
