"""An index built and opened at once, which no folder keeps: for tests, notebooks and passing questions."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, overload

from ..index.article import Article
from ..index.early import build as build_in_folder

if TYPE_CHECKING:
    from ..index.progress import ProgressCallback
    from ..index.report import BuildReport
    from .engine import Index

PathLike = str | os.PathLike[str]


@overload
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
) -> BuildReport: ...


@overload
def build(
    corpus: PathLike | Iterable[Article],
    index_dir: None = None,
    *,
    progress: ProgressCallback | None = None,
    file_dates: bool = False,
    fields: Mapping[str, str] | None = None,
    follow: bool = False,
    model: PathLike | None = None,
) -> Index: ...


def build(
    corpus: PathLike | Iterable[Article], index_dir: PathLike | None = None, **options: Any
) -> BuildReport | Index:
    """Read every article under `corpus`, a folder or a file, and publish a fresh index in `index_dir`.

    With `file_dates` an article whose date is not known gets its file's time of modification.
    `fields` names the fields of records that no common name tells: {"title": "titlul_stirii"}. Symbolic links
    that lead out of the corpus are failures unless `follow` is set. With the folder of a `model` articles get
    vectors for search by meaning, as do those of an index that had some before: of texts that are as they
    were, these are kept.
    What cannot be read is reported, not raised. `progress` is called after every piece of work, now
    and then from another thread. Raises BadArticle if there is no article at all, no corpus or no such field,
    IndexBusy while another process builds, ModelUnavailable for a model that cannot be used; the published
    index stays as it is until the new one is complete.

    `corpus` may also be an iterable of articles, as a generator over a database: it is read once, a few
    megabytes ahead of what is indexed. Of two with the same id the later one stands, and a note tells. Fields
    that are None are empty; characters that nobody sees are taken out of texts. Raises BadArticle, with its
    number and id, for an item that is no Article, has no id, or has a field of another type, and whatever
    the iterable raises; the published index stays then too.

    `index_dir` may be the address of an index on a cluster, as `opensearch://host:9200/stiri`; `shards` and
    `replicas` tell into how many parts it is cut there, and how many copies there are of each. An article
    that the cluster refuses is a failure then, and ClusterUnavailable and ClusterDenied are raised too.

    Without `index_dir` it returns the index itself, open, its BuildReport as `index.report`. What it maps are
    files of a folder for temporary files that are removed before it is returned: their room is free as soon
    as the index is closed or collected, or the process ends.
    """
    if index_dir is not None:
        return build_in_folder(corpus, index_dir, **options)
    # Here, as an index in a folder needs none of it.
    from ..index.directory.working_folder import working_folder
    from .embedded.in_memory import open_private

    with working_folder() as folder:
        report = build_in_folder(corpus, folder, **options)
        return open_private(folder, report)
