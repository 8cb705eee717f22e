"""Nothing that lies in the current folder, in a corpus or beside a script is run; a search imports little."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import rasfoi
from rasfoi.index.indexer.workers.worker_process import SMALL_BYTES

NAMES = (
    "pickle.py", "numpy.py", "numpy/__init__.py", "json.py", "click.py", "gc.py", "encodings/__init__.py",
    "multiprocessing/__init__.py", "granian.py", "orjson.py", "sitecustomize.py",
)  # fmt: skip
TRAP = "open({mark!r}, 'a').write(__file__)\n"
# What takes long to import and no search of known words needs.
HEAVY = (
    "asyncio", "babel", "csv", "email", "flask", "hashlib", "html", "http", "importlib.metadata", "lxml",
    "msgspec", "multiprocessing", "numpy.ma", "orjson", "prometheus_client", "rapidfuzz",
    "rasfoi.index.building.build", "rasfoi.index.corpus", "rasfoi.search.completion.suggest", "rasfoi.web",
    "shutil", "simplemma", "subprocess", "tempfile", "trafilatura", "urllib3", "watchfiles", "whoosh", "yaml",
    "zoneinfo",
)  # fmt: skip
RASFOI = str(Path(sys.executable).with_name("rasfoi"))


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Return a corpus that takes workers, beside files with the names of modules."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    record = json.dumps({"title": "Livada", "body": "Merele s-au copt devreme anul acesta. " * 100})
    (folder / "news.jsonl").write_text(f"{record}\n" * (2 * SMALL_BYTES // len(record)), "utf-8")
    for name in (*NAMES, "rasfoi/__init__.py"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(TRAP.format(mark=str(tmp_path / "mark")), "utf-8")
    return folder


def run(command: list[str], corpus: Path, here: Path | None = None) -> None:
    done = subprocess.run(command, cwd=here or corpus, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    mark = corpus.parent / "mark"
    assert not mark.exists(), mark.read_text()


def test_the_command_in_the_corpus(corpus: Path) -> None:
    run([RASFOI, "rebuild", ".", "--index", "../index"], corpus)
    assert rasfoi.open(corpus.parent / "index").search("merele").total > 1000
    run([RASFOI, "update", ".", "--index", "../index"], corpus)
    run([RASFOI, "search", "mere copte", "--index", "../index"], corpus)
    run([RASFOI, "info", "--index", "../index"], corpus)


def test_the_module_in_the_corpus(corpus: Path) -> None:
    for name in ("rasfoi/__init__.py", "encodings/__init__.py"):
        (corpus / name).unlink()
    (corpus / "rasfoi").rmdir()
    run([sys.executable, "-m", "rasfoi", "rebuild", ".", "--index", "../index"], corpus)


@pytest.mark.parametrize("path", [None, ".", "../corpus"])
def test_a_program_that_looks_for_modules_in_the_corpus(corpus: Path, path: str | None) -> None:
    script = corpus.parent / "program.py"
    script.write_text(
        "import sys\nimport rasfoi\nimport rasfoi.index.building.build, rasfoi.index.early\n"
        "import rasfoi.index.indexer.workers.worker_pool\n"
        f"sys.path.insert(0, {path or ''!r})\n"
        'assert rasfoi.build(".", sys.argv[1]).articles > 1000\n',
        "utf-8",
    )
    run([sys.executable, "-P", str(script), "../index"], corpus)


def test_a_program_in_the_corpus(corpus: Path) -> None:
    script = corpus / "program.py"
    script.write_text(
        "import sys\nhere = sys.path.pop(0)\n"
        "import rasfoi\nimport rasfoi.index.building.build, rasfoi.index.early\n"
        "import rasfoi.index.indexer.workers.worker_pool\nsys.path.insert(0, here)\n"
        "assert rasfoi.build(here, sys.argv[1]).articles > 1000\n",
        "utf-8",
    )
    run([sys.executable, str(script), str(corpus.parent / "index")], corpus, here=corpus.parent)


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_the_server_in_the_corpus(corpus: Path, method: str) -> None:
    rasfoi.build(corpus / "news.jsonl", corpus.parent / "index")
    program = (
        "import multiprocessing; from rasfoi.web.server.production import serve\n"
        f"if __name__ == '__main__':\n    multiprocessing.set_start_method({method!r})\n"
        "    serve('../index', port=0, workers=1)\n"
    )
    script = corpus.parent / "server.py"
    script.write_text(program, "utf-8")
    with subprocess.Popen(
        [sys.executable, "-P", str(script)], cwd=corpus, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stderr
        assert "serves" in server.stderr.readline()
        server.send_signal(signal.SIGTERM)
        server.wait()
    assert not (corpus.parent / "mark").exists()


def imported(program: str) -> set[str]:
    """Return the modules of a process that has run a program."""
    command = [sys.executable, "-c", f"{program}\nimport sys; print(*sys.modules)"]
    return set(subprocess.check_output(command, text=True).split())


def test_the_package_alone_imports_next_to_nothing() -> None:
    assert not imported("import rasfoi; rasfoi.BadQuery").intersection(("numpy", "dataclasses", "datetime"))


def test_a_search_imports_little(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Livada\n\nMerele s-au copt devreme anul acesta.", "utf-8")
    rasfoi.build(tmp_path / "a.txt", tmp_path / "index")
    index = str(tmp_path / "index")
    page = f"rasfoi.open({index!r}).search('merele coapte')"
    assert not imported(f"import rasfoi; assert {page}.total").intersection((*HEAVY, "click"))
    command = f"rasfoi.cli.main(['search', 'merele coapte', '--index', {index!r}], standalone_mode=False)"
    assert not imported(f"import rasfoi.cli; {command}").intersection(HEAVY)
