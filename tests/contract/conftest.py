"""The same articles in a folder and on a cluster, and each engine alone for what both must do."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import pytest
import rasfoi

from ..cluster.local_cluster import LocalCluster
from .corpus import articles


class Both(NamedTuple):
    """An index in a folder and one on a cluster, of the same articles."""

    folder: rasfoi.Index
    cluster: rasfoi.Index


@pytest.fixture(scope="session")
def both(
    cluster: LocalCluster, index: rasfoi.Index, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Both]:
    """Return indexes of the sample corpus and three hundred articles more."""
    sample = [index.get(hit.id) for hit in index.search_iter("", sort="newest", duplicates=True)]
    lot = list(articles())
    folder, name = tmp_path_factory.mktemp("both") / "index", f"both-{uuid.uuid4().hex[:8]}"
    address = cluster.address(name)
    for where in (folder, address):
        rasfoi.build(chain(sample, lot), where)
    yield Both(rasfoi.open(folder), rasfoi.open(address))
    cluster.request("DELETE", f"/{name}*?expand_wildcards=all")


@pytest.fixture(params=["folder", "cluster"])
def engine(request: pytest.FixtureRequest) -> str:
    """Name an engine."""
    name: str = request.param
    return name


@pytest.fixture
def address(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return where an engine may build an index; there is none yet."""
    if engine == "folder":
        return str(tmp_path / "index")
    found: str = request.getfixturevalue("cluster_address")
    return found


@pytest.fixture
def opened(engine: str, both: Both) -> rasfoi.Index:
    """Return the index of an engine that tests only read."""
    return both.folder if engine == "folder" else both.cluster
