"""The published index on a cluster brought up to date: a copy of it, of which what changed is sent anew."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from ...building.build import build as build_in_folder
from ...building.build import failed_files, make_runs, ranked
from ...building.changes import Changes, Kept
from ...building.manifest import ManifestWriter
from ...building.options import WantedOptions
from ...building.refusals import refuse_loss
from ...building.update import GIVEN, are_those, needs_rebuild
from ...corpus import DEFAULTS, find_files
from ...directory.working_folder import working_folder
from ...errors import IndexCorrupt, IndexMissing, IndexOutdated, RasfoiError
from ...indexer.merging.merge_policy import MAX_SEGMENTS
from ...indexer.merging.merge_sources import Stored
from ...indexer.run_file import load
from ...indexer.unique_ids import notes_on, rename
from ...indexer.workers.tasks import plan
from ...indexer.workers.worker_process import Workers
from ...progress import ProgressCallback, Tally
from ...report import BuildReport, Failure
from ..build import publish_folder
from ..connection.address import parse
from ..connection.client import Client
from ..publication import writing
from ..state import published_any
from .published import Published, open_published
from .renewal import DICTIONARY, OldColumns, Renewal


def update(
    corpus: str | os.PathLike[str],
    address: str | os.PathLike[str],
    wanted: WantedOptions,
    progress: ProgressCallback | None,
    allow_empty: bool,
) -> BuildReport:
    """Do what `early.update` does with a corpus, on a cluster."""
    begun = time.perf_counter()
    client = Client(parse(address))
    with writing(client) as new, working_folder() as folder:
        published = _published(client, folder)
        replaces = 0 if allow_empty else _articles_before(client)
        if published and published.manifest.given:
            raise RasfoiError(GIVEN.format(address, corpus))
        options = wanted.over(published.manifest.options if published else DEFAULTS)
        report = None
        if published and published.manifest.options == options:
            changes = Changes(published.manifest, Kept(published.segments), ManifestWriter(options))
            renewal = Renewal(client, new, published, folder)
            # Damage that comes to light on the way only a rebuild mends.
            with suppress(IndexCorrupt):
                report = _update(Path(corpus), renewal, changes, progress, replaces)
        if report is None:
            sizes = new.start_anew()
            staging = folder / "index"
            report = build_in_folder(corpus, staging, options, progress, replaces)
            report = publish_folder(client, new, staging, report, progress, sizes.shards, sizes.replicas)
    return replace(report, seconds=time.perf_counter() - begun)


def _published(client: Client, folder: Path) -> Published | None:
    """Return what is published, or None where there is nothing to start from."""
    try:
        return open_published(client, folder)
    except (IndexMissing, IndexOutdated, IndexCorrupt):
        return None


def _articles_before(client: Client) -> int:
    """Return how many articles the published generation has, of any version; 0 if that cannot be read."""
    try:
        return published_any(client).articles
    except (IndexMissing, IndexCorrupt):
        return 0


def _update(
    corpus: Path,
    renewal: Renewal,
    changes: Changes,
    progress: ProgressCallback | None,
    replaces: int,
) -> BuildReport | None:
    """Publish an update, or return None where only a rebuild gives what a rebuild would.

    Raises what `refuse_loss` raises of the articles that it `replaces`.
    Where no article is new or gone the published generation stays; its manifest alone is renewed.
    """
    tally, passed = Tally(progress, None), Counter[str]()
    segments, folder = renewal.before.segments, renewal.folder
    found = find_files(corpus, changes.choose, options=changes.before.options, passed=passed)
    with Workers() as workers:
        paths, _ = make_runs(plan(found, changes.wants), folder, tally, DICTIONARY, workers=workers)
    runs = [load(path) for path in paths]
    old = renewal.old(changes.kept.by_segment())
    left, before = sum(each.left for each in old), renewal.before.state.articles
    refuse_loss(corpus, left + sum(len(each.alive) for each in runs), replaces, tally.failures)
    renamed = changes.settle_ids(segments, runs)
    if renamed is None or needs_new_segments(old, runs):
        return None
    labels = [label for run in runs for label in run.labels]
    runs = rename(runs, renamed, DICTIONARY)
    tally.notes += notes_on(renamed, lambda row: labels[row] if row >= 0 else "")
    if (renamed or tally.failures) and _as_before(renewal, old, runs):
        old, runs, left = renewal.old([each.alive for each in old]), [], before
    again = failed_files([*tally.failures, *(Failure(labels[each.row], "") for each in renamed)])

    def write_manifest(target: Path) -> None:
        changes.now.write(target, again, renewal.before.state.generation)

    added = sum(len(run.labels) for run in runs)
    report = BuildReport(before, 0.0, tuple(tally.failures), added, before - left, passed_over=ranked(passed))
    if not added and left == before:
        renewal.renew_manifest(write_manifest)
        return replace(report, notes=tally.all_notes())
    done = renewal.publish(old, runs, write_manifest, progress)
    return replace(
        report,
        articles=done.articles,
        failures=(*report.failures, *done.failures),
        changed=added - len(done.failures),
        notes=(*tally.all_notes(), *done.notes),
    )


def needs_new_segments(old: Sequence[OldColumns], runs: Sequence[Stored]) -> bool:
    """Tell whether the ranking must be weighed anew, or there would be too many segments."""
    segments = sum(each.left > 0 for each in old)
    return needs_rebuild(old, runs) or (bool(runs) and segments >= MAX_SEGMENTS)


def _as_before(renewal: Renewal, old: Sequence[OldColumns], runs: Sequence[Stored]) -> bool:
    """Tell whether the articles read are those that they replace."""
    gone = [hashed for each in old for hashed in each.segment.ids[each.alive & ~each.stays].tolist()]
    same = len(gone) == sum(len(run.labels) for run in runs)
    return same and are_those(renewal.articles(gone), runs, DICTIONARY)
