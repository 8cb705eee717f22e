"""A disk that fails under real processes: what cannot be read or written is told, and nothing is lost."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
import rasfoi

from ..conftest import SAMPLE

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("cc"), reason="a C compiler for Linux makes the disk fail"
)
RASFOI = str(Path(sys.executable).with_name("rasfoi"))
ARRAYS = ("/segment-0.ras", "/duplicates.ras")
EIO = "Input/output error"


class Disk:
    """Runs the command while reading, writing or syncing some files fails."""

    def __init__(self, folder: Path) -> None:
        source = Path(__file__).with_name("failing_disk.c")
        self._shim, self.broken = folder / "failing_disk.so", folder / "broken"
        compiler = ["cc", "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", str(self._shim), str(source)]
        subprocess.run([*compiler, "-ldl"], check=True)

    def failing(self, calls: str, path: str) -> dict[str, str]:
        """Return an environment in which they fail while the file `broken` is there."""
        told = {"FAIL_CALLS": calls, "FAIL_PATH": path, "FAIL_WHILE": str(self.broken)}
        return os.environ | told | {"LD_PRELOAD": str(self._shim)}

    def run(self, calls: str, path: str, *words: object) -> subprocess.CompletedProcess[str]:
        self.broken.touch()
        command, failing = [RASFOI, *map(str, words)], self.failing(calls, path)
        ended = subprocess.run(command, capture_output=True, text=True, env=failing, timeout=120)
        self.broken.unlink()
        assert "Traceback" not in ended.stderr
        return ended


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Disk:
    return Disk(tmp_path_factory.mktemp("disk"))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a corpus with an article more than the index has."""
    folder = tmp_path_factory.mktemp("corpus") / "articole"
    shutil.copytree(SAMPLE, folder)
    (folder / "nou.txt").write_text("Stupina\n\nApicultorii adună mierea.", "utf-8")
    return folder


@pytest.fixture
def own(index_dir: Path, tmp_path: Path) -> Path:
    """Return a copy of the index of the sample."""
    shutil.copytree(index_dir, tmp_path / "index")
    return tmp_path / "index"


def answers(index: Path) -> tuple[str, int, int]:
    with rasfoi.open(index) as opened:
        return opened.generation, opened.search("pod").total, opened.search("apicultorii").total


@pytest.mark.parametrize("name", ["/CURRENT", "/info.json", *ARRAYS])
def test_an_index_that_cannot_be_read_is_told(disk: Disk, index_dir: Path, name: str) -> None:
    searched = disk.run("read", name, "search", "pod", "--index", index_dir)
    assert (searched.returncode, searched.stdout) == (1, "")
    assert f"{name} cannot be read: " in searched.stderr and "rasfoi rebuild" in searched.stderr
    assert answers(index_dir)[1] > 0


def test_a_check_names_what_cannot_be_read(disk: Disk, index_dir: Path) -> None:
    told = disk.run("read", "/manifest.ras", "info", "--check", "--index", index_dir)
    assert told.returncode == 1 and "/manifest.ras cannot be read: " in told.stderr


@pytest.mark.parametrize("name", ["/CURRENT", "/manifest.ras", "/segment-0.ras"])
def test_an_update_mends_an_index_that_cannot_be_read(disk: Disk, own: Path, corpus: Path, name: str) -> None:
    """What the old generation does not give is read from the corpus again."""
    before = answers(own)
    # Of the old generation alone: the new one's files are read too.
    path = name if name == "/CURRENT" else before[0] + name
    updated = disk.run("read", path, "update", corpus, "--index", own)
    after = answers(own)
    assert (updated.returncode, after[1:]) == (0, (before[1], 1)), updated.stderr
    assert after[0] != before[0]


def test_an_article_that_cannot_be_read_is_its_own_failure(disk: Disk, own: Path, corpus: Path) -> None:
    built = disk.run("read", "/nou.txt", "rebuild", corpus, "--index", own, "--json")
    (failure,) = json.loads(built.stdout)["failures"]
    assert failure["path"] == "nou.txt" and EIO in failure["reason"]
    assert (built.returncode, answers(own)[2]) == (0, 0)


@pytest.mark.parametrize(
    ("calls", "name"), [("write", "/segment-0.ras"), ("sync", "/info.json"), ("write", "/.CURRENT")]
)
def test_what_cannot_be_written_is_told_and_the_old_index_stays(
    disk: Disk, own: Path, corpus: Path, calls: str, name: str
) -> None:
    before, files = answers(own), {path.name for path in own.iterdir()}
    built = disk.run(calls, name, "rebuild", corpus, "--index", own)
    assert built.returncode == 1
    assert f"The index could not be written: {EIO}. The published index is untouched." in built.stderr
    # The next build takes away the name of the one that it could not write.
    assert (answers(own), {path.name for path in own.iterdir()} - {".CURRENT"}) == (before, files)


def test_nothing_can_be_written(disk: Disk, own: Path, corpus: Path) -> None:
    before = answers(own)
    built = disk.run("write sync", str(own), "rebuild", corpus, "--index", own)
    assert built.returncode == 1
    assert f"The index could not be written: {EIO}. The published index is untouched." in built.stderr
    assert answers(own) == before


def asked(address: str) -> tuple[int, dict[str, object]]:
    try:
        with urlopen(address, timeout=20) as answer:
            return answer.status, json.load(answer)
    except HTTPError as error:
        with error:
            return error.code, json.load(error)


def test_a_server_outlives_a_disk_that_fails(disk: Disk, own: Path, corpus: Path) -> None:
    command = [RASFOI, "serve", "--index", str(own), "--port", "0", "--workers", "1"]
    failing = disk.failing("read", str(own))
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=failing) as server:
        try:
            assert server.stderr
            address = re.findall(r"http://\S+", server.stderr.readline())[0]
            search = f"{address}/api/v1/search?facets=1&q="
            assert asked(f"{search}pod")[0] == 200
            disk.broken.touch()
            # The open index serves what it has read, and says of the rest that the disk fails.
            came = [asked(f"{search}{word}") for word in ("spital", "elevii", "biblioteca", "meciul*")]
            assert {status for status, _ in came} <= {200, 503} and (503 in {status for status, _ in came})
            told = [str(body["detail"]) for status, body in came if status == 503]
            assert all("cannot be read" in each for each in told)
            assert asked(f"{address}/healthz")[0] == 200
            time.sleep(1.1)
            assert asked(f"{address}/readyz")[0] == 200
            disk.broken.unlink()
            for word in ("spital", "elevii", "biblioteca", "meciul*"):
                with rasfoi.open(own) as index:
                    expected = index.search(word).total
                assert asked(search + word)[1]["total"] == expected
            rasfoi.update(corpus, own)
            end = time.monotonic() + 20
            while asked(f"{search}apicultorii")[1]["total"] != 1:
                assert time.monotonic() < end, "the new generation is not served"
                time.sleep(0.2)
        finally:
            disk.broken.unlink(missing_ok=True)
            server.terminate()
            _, errors = server.communicate(timeout=20)
    assert "Traceback" not in errors and "panicked" not in errors
