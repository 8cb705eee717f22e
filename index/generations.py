"""The generations of an index, wherever it is: which ones are kept, and the way back to the one before."""

from __future__ import annotations

import os

from .address import folder_of, on_cluster
from .directory.generation import GenerationInfo


def generations(index_dir: str | os.PathLike[str]) -> tuple[GenerationInfo, ...]:
    """Return the generations of an index, the newest first; raises IndexMissing where there is none at all.

    Beside the published one these are the one before it, which `rollback` publishes again, and, until the
    next build, one that was rolled back from.
    """
    if on_cluster(index_dir):
        from .cluster.generations import generations as of_a_cluster

        return of_a_cluster(index_dir)
    from .directory.generation import generations as in_the_folder

    return in_the_folder(folder_of(index_dir))


def rollback(index_dir: str | os.PathLike[str]) -> GenerationInfo:
    """Publish the generation before the published one again, and return it.

    Where nothing tells which one is published, that is the newest. It is compared with its checksums first.
    The one rolled back from stays until the next build. Raises IndexMissing where there is none to return to,
    IndexCorrupt or IndexOutdated for one that cannot be opened, IndexBusy while another process builds.
    """
    if on_cluster(index_dir):
        from .cluster.generations import rollback as on_a_cluster

        return on_a_cluster(index_dir)
    from .directory.publication import rollback as in_the_folder

    return in_the_folder(folder_of(index_dir))
