"""A build whose workers start before this process has imported what it needs itself."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from .indexer.worker_process import SMALL_BYTES, Workers

if TYPE_CHECKING:
    from .progress import ProgressCallback
    from .report import BuildReport


def build(
    corpus: str | os.PathLike[str],
    index_dir: str | os.PathLike[str],
    *,
    progress: ProgressCallback | None = None,
    file_dates: bool = False,
    fields: Mapping[str, str] | None = None,
    follow: bool = False,
) -> BuildReport:
    """Read every article under `corpus`, a folder or a file, and publish a fresh index in `index_dir`.

    With `file_dates` an article whose date is not known gets its file's time of modification.
    `fields` names the fields of records that no common name tells: {"title": "titlul_stirii"}. Symbolic links
    that lead out of the corpus are failures unless `follow` is set.
    What cannot be read is reported, not raised. `progress` is called after every piece of work, now
    and then from another thread. Raises BadArticle if there is no article at all, no corpus or no such field,
    IndexBusy while another process builds; the published index stays as it is until the new one is
    complete.
    """
    with Workers() as workers:
        if Path(corpus).is_file() and Path(corpus).stat().st_size >= SMALL_BYTES:
            workers.start()
        from .build import build_with, reading_options

        options = reading_options(file_dates, fields, follow)
        return build_with(workers, corpus, index_dir, progress, options)
