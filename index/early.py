"""What a program calls to write an index; workers start before this process has imported what it needs."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from .address import on_cluster
from .article import Article
from .embedding.after_build import check_model, embed_after
from .errors import BadArticle, IndexMissing
from .indexer.workers.article_tasks import SourceFailed, article_tasks, take
from .indexer.workers.worker_process import SMALL_BYTES, Workers

if TYPE_CHECKING:
    from .progress import ProgressCallback
    from .report import BuildReport

PathLike = str | os.PathLike[str]


def build(
    corpus: PathLike | Iterable[Article],
    index_dir: PathLike,
    *,
    progress: ProgressCallback | None = None,
    file_dates: bool = False,
    fields: Mapping[str, str] | None = None,
    follow: bool = False,
    model: PathLike | None = None,
    shards: int | None = None,
    replicas: int | None = None,
) -> BuildReport:
    """Do what `rasfoi.build` does, see `search.building`, in a folder or, by its address, on a cluster."""
    if on_cluster(index_dir):
        from .cluster.build import build as build_on_cluster
        from .cluster.build import refuse_model

        refuse_model(model)
        in_folder = partial(
            build, corpus, progress=progress, file_dates=file_dates, fields=fields, follow=follow
        )
        return build_on_cluster(index_dir, in_folder, progress, shards, replicas)
    if shards is not None or replicas is not None:
        raise TypeError("shards and replicas are of an index on a cluster")
    check_model(model)
    if not isinstance(corpus, str | os.PathLike):
        if file_dates or fields or follow:
            raise TypeError(
                "file_dates, fields and follow are for files; articles tell everything themselves"
            )
        return _build_articles(_iterable(corpus), index_dir, progress, model)
    with Workers() as workers:
        if Path(corpus).is_file() and Path(corpus).stat().st_size >= SMALL_BYTES:
            workers.start()
        from .building.build import build_with
        from .building.options import reading_options

        options = reading_options(file_dates, fields, follow)
        report = build_with(workers, corpus, index_dir, progress, options)
    return embed_after(report, index_dir, model, progress)


def _build_articles(
    articles: Iterable[Article],
    index_dir: PathLike,
    progress: ProgressCallback | None,
    model: PathLike | None,
) -> BuildReport:
    tasks = article_tasks(articles)
    try:
        first = list(take(tasks, SMALL_BYTES))
    except SourceFailed as failed:
        raise failed.error from None
    with Workers() as workers:
        if sum(task.size for task in first) >= SMALL_BYTES:
            workers.start()
        from .building.build_articles import build_articles

        report = build_articles(workers, chain(first, tasks), index_dir, progress)
    return embed_after(report, index_dir, model, progress)


def _iterable(articles: object) -> Iterable[Any]:
    if not isinstance(articles, Iterable):
        raise BadArticle(f"{articles!r:.80} is neither the path of a folder or file nor an iterable of them.")
    return articles


@overload
def update(
    corpus: PathLike,
    index_dir: PathLike,
    *,
    progress: ProgressCallback | None = None,
    file_dates: bool | None = False,
    fields: Mapping[str, str] | None = None,
    follow: bool | None = False,
    allow_empty: bool = False,
    model: PathLike | None = None,
) -> BuildReport: ...


@overload
def update(
    index_dir: PathLike,
    *,
    add: Iterable[Article] | None = None,
    delete: Iterable[str] | None = None,
    progress: ProgressCallback | None = None,
    model: PathLike | None = None,
) -> BuildReport: ...


def update(  # type: ignore[misc]  # the first folder is either
    corpus: PathLike | None = None,
    index_dir: PathLike | None = None,
    *,
    add: Iterable[Article] | None = None,
    delete: Iterable[str] | None = None,
    progress: ProgressCallback | None = None,
    model: PathLike | None = None,
    **reading: Any,
) -> BuildReport:
    """Bring an index up to date: `update(corpus, index_dir)` or `update(index_dir, add=…, delete=…)`.

    With a corpus: publish an index equal to a rebuilt one, reading only files and lines that changed.
    A file is read again if its size or time differs, and indexed again if its content does; of JSON
    lines only those that differ are indexed. Small segments are put together.
    `file_dates`, `fields` and `follow` that are None are as the index was built. Where there is no index to
    start from or it turns out to be damaged, they are not as they were, or too much has changed, it is a
    rebuild.
    Raises what `build` raises, and CorpusShrunk where more than half of the articles would go, unless
    `allow_empty` is set: then an index may even become empty.

    With `add` and `delete`: publish the index with these articles, which replace those with their ids, and
    without those of these ids. An id in both is added. An id to delete that the index does not have is no
    error, but a note in the report; `changed` counts what was added, `deleted` what is gone. Where there is
    no index, `add` makes one. What `build` raises for articles is raised here too, and IndexMissing,
    IndexOutdated or IndexCorrupt for an index that cannot be opened; it stays as it was.
    From then on the index is the program's: `update(corpus, index_dir)` refuses it, with RasfoiError, as
    files know nothing of what was given; `build(corpus, index_dir)` starts anew from them.

    Where the index has vectors, new articles get some too, by its own model or the one in the folder `model`.
    """
    if add is None and delete is None:
        if corpus is None or index_dir is None:
            raise TypeError("give update(corpus, index_dir), or update(index_dir, add=…, delete=…)")
        return _update_from_files(corpus, index_dir, progress, model, **reading)
    folder = corpus if index_dir is None else index_dir
    if folder is None or (corpus is not None and index_dir is not None) or reading:
        raise TypeError("update(index_dir, add=…, delete=…) takes no corpus and none of its options")
    for name, given in (("add", add), ("delete", delete)):
        if isinstance(given, str | bytes | os.PathLike):
            raise BadArticle(f"`{name}` is {given!r}; give a list, or another iterable, of them.")
    new = None if add is None else _iterable(add)
    return _update_articles(folder, new, () if delete is None else _iterable(delete), progress, model)


def _update_from_files(
    corpus: PathLike,
    index_dir: PathLike,
    progress: ProgressCallback | None,
    model: PathLike | None,
    *,
    allow_empty: bool = False,
    **reading: Any,
) -> BuildReport:
    from .building.options import WantedOptions

    wanted = WantedOptions(**reading)
    if on_cluster(index_dir):
        from .cluster.build import refuse_model
        from .cluster.updating.update import update as update_on_cluster

        refuse_model(model)
        return update_on_cluster(corpus, index_dir, wanted, progress, allow_empty)
    from .building.update import update as update_in_folder

    check_model(model)
    report = update_in_folder(corpus, index_dir, wanted, progress, allow_empty)
    return embed_after(report, index_dir, model, progress)


def _update_articles(
    folder: PathLike,
    add: Iterable[Any] | None,
    delete: Iterable[Any],
    progress: ProgressCallback | None,
    model: PathLike | None,
) -> BuildReport:
    if on_cluster(folder):
        from .cluster.updating.update_articles import update_articles as update_articles_on_cluster

        return update_articles_on_cluster(folder, add, delete, progress, model)
    check_model(model)
    if add is not None and not _has_index(folder):
        return _build_articles(add, folder, progress, model)
    from .building.update_articles import update_articles

    report = update_articles(folder, [] if add is None else add, delete, progress)
    return embed_after(report, folder, model, progress)


def _has_index(index_dir: PathLike) -> bool:
    from .address import folder_of
    from .directory.generation import current_name

    try:
        current_name(folder_of(index_dir))
    except IndexMissing:
        return False
    return True
