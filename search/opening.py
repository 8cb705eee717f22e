"""What opens an index by its address: the kind of store that the address names."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from ..index.address import CLUSTERS, folder_of, kind_of
from ..index.analysis.words import lemmatizer
from ..index.errors import BadDictionary
from .embedded.store import EmbeddedStore
from .engine import Index
from .query.dictionary import EMPTY, SYNONYMS, read_dictionary
from .store import Store


def warm_up() -> None:
    """Load the dictionary now rather than at the first word that the index does not know."""
    lemmatizer.load()


def open_index(address: str | os.PathLike[str], *, dictionary: str | os.PathLike[str] | None = None) -> Index:
    """Open an index by its address: a folder of this machine, or `opensearch://host:9200/stiri` on a cluster.

    `dictionary` is a folder with the files `synonyms.txt`, `names.txt` and `stopwords.txt`, or some of them;
    without it they are looked for in the folder of the index. Raises BadDictionary that names their line.
    Raises IndexMissing where there is none, IndexOutdated or IndexCorrupt for one that cannot be read,
    and BadQuery for an address of a kind that this version does not know.
    """
    opener = _STORES.get(kind_of(address), _open_folder)
    store = opener(os.fspath(address))
    if dictionary is None:
        return Index(store, EMPTY if kind_of(address) else read_dictionary(folder_of(address)))
    folder = Path(dictionary)
    if not folder.is_dir():
        raise BadDictionary(f"There is no folder {folder}; make it, with {SYNONYMS} in it.")
    return Index(store, read_dictionary(folder))


def _open_folder(address: str) -> Store:
    return EmbeddedStore(folder_of(address))


def _open_cluster(address: str) -> Store:
    # Here, as who has no cluster need not have installed what it is asked with.
    from .cluster.store import ClusterStore

    return ClusterStore(address)


# What opens an index that is no folder, by what stands before `://` in its address.
_STORES: dict[str, Callable[[str], Store]] = dict.fromkeys(CLUSTERS, _open_cluster)
