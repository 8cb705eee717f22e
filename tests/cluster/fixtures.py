"""The cluster of the tests: three nodes, started once, and a place on it for each test."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator

import pytest

from .jars import Missing
from .local_cluster import LocalCluster


def start_or_skip(**options: object) -> LocalCluster:
    """Return a new cluster; skip where there is none, unless RASFOI_REQUIRE_CLUSTER=1 asks for it."""
    try:
        return LocalCluster(**options)  # type: ignore[arg-type]
    except Missing as error:
        if os.environ.get("RASFOI_REQUIRE_CLUSTER") == "1":
            pytest.fail(f"{error} RASFOI_REQUIRE_CLUSTER=1 asks for a cluster.")
        pytest.skip(f"no cluster: {error}")


@pytest.fixture(scope="session")
def cluster() -> Iterator[LocalCluster]:
    """Return three nodes, whole; a test that harms them calls `heal`."""
    cluster = start_or_skip()
    yield cluster
    cluster.close()


@pytest.fixture
def cluster_address(cluster: LocalCluster) -> Iterator[str]:
    """Return the address of an index that is not there; what a test makes of that name is removed."""
    name = f"t{uuid.uuid4().hex[:12]}"
    yield cluster.address(name)
    cluster.request("DELETE", f"/{name}*?expand_wildcards=all")
