"""What a build or an update does about vectors; of an index that has none, next to nothing."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from ..errors import IndexBusy, ModelUnavailable, RasfoiError

if TYPE_CHECKING:
    from ..progress import ProgressCallback
    from ..report import BuildReport

PathLike = str | os.PathLike[str]


def check_model(folder: PathLike | None) -> None:
    """Raise ModelUnavailable for a model that cannot be used, before anything is read."""
    if folder is not None:
        from .models.hub import model_folder
        from .models.model import load_model

        load_model(model_folder(folder))


def embed_after(
    report: BuildReport, index_dir: PathLike, model: PathLike | None, progress: ProgressCallback | None
) -> BuildReport:
    """Do what `embed` does after a build, and return its report; an index without vectors stays without.

    Where the index's own model cannot be used, or another process embeds at the moment, a note says so; so it
    does where what was published cannot be read again.
    """
    from ..address import folder_of
    from ..directory.generation import current
    from ..report import Note

    try:
        if model is None and not any(each.vectors for each in current(folder_of(index_dir)).segments):
            return report
    # What cannot be read at all is no damage: a RasfoiError.
    except (OSError, RasfoiError) as error:
        note = Note("", f"published, but whether it has vectors cannot be read: {error}")
        return replace(report, notes=(*report.notes, note))
    from .embed import embed

    try:
        embedded = embed(index_dir, model, progress=progress).embedded
    except (ModelUnavailable, IndexBusy) as error:
        if model is not None:
            raise
        return replace(report, notes=(*report.notes, Note("", f"new articles have no vectors: {error}")))
    return replace(report, embedded=embedded)
