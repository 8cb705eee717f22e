"""`rasfoi watch` in a real process: changes become searchable soon, nothing that goes wrong ends it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import rasfoi
import watchfiles
from rasfoi.index.directory.publication import writing
from rasfoi.index.watch import watch

from ..ports import free_ports
from ..processes import Process
from ..waiting import wait_for


def found(index_dir: Path, query: str) -> list[str]:
    return sorted(hit.id for hit in rasfoi.open(index_dir).search(query, limit=100, correct=False).hits)


@contextmanager
def no_update(index_dir: Path) -> Iterator[None]:
    """Hold the lock of an index as soon as no update has it."""
    with ExitStack() as stack:
        wait_for(lambda: [stack.enter_context(writing(index_dir))])
        yield


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"Titlul\n{text}", "utf-8")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "articole"
    for number in range(12):
        write(folder / f"{number}.txt", f"Textul al {number}-lea vorbește despre grâu.")
    return folder


@pytest.fixture
def watcher(corpus: Path, tmp_path: Path) -> Iterator[Process]:
    command = [sys.executable, "-P", "-m", "rasfoi", "watch", str(corpus), "--index", str(tmp_path / "index")]
    process = Process(command)
    wait_for(lambda: "12 articles" in process.said)
    yield process
    process.kill()
    process.ended()


def test_changes_are_found(watcher: Process, corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    write(corpus / "nou" / "a.txt", "Apicultorii adună miere.")
    wait_for(lambda: found(index, "miere") == ["nou/a.txt"])
    (corpus / "nou" / "a.txt").rename(corpus / "b.txt")
    wait_for(lambda: found(index, "miere") == ["b.txt"])
    write(corpus / "b.txt", "Apicultorii adună polen.")
    wait_for(lambda: found(index, "miere") == [] and found(index, "polen") == ["b.txt"])
    (corpus / "b.txt").unlink()
    wait_for(lambda: found(index, "polen") == [])
    assert watcher.poll() is None


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_ends_it_without_a_word(watcher: Process) -> None:
    watcher.send_signal(signal.SIGINT)
    assert watcher.wait(timeout=60) == 0
    assert "nterrupt" not in watcher.said


def test_many_changes_are_few_updates(watcher: Process, corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    generations = set()
    for number in range(200):
        write(corpus / "val" / f"{number}.txt", "Fermierii seamănă rapiță.")
        generations.add(rasfoi.open(index).generation)
    wait_for(lambda: rasfoi.open(index).search("rapiță").total == 200)
    assert len(generations) < 20


def test_what_fails_does_not_end_it(watcher: Process, corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    (corpus / "rău.json").write_text("{", "utf-8")
    with no_update(index):
        write(corpus / "c.txt", "Pescarii scot știucă.")
        wait_for(lambda: f"Process {os.getpid()} is writing" in watcher.said)
    wait_for(lambda: found(index, "știucă") == ["c.txt"])
    write(corpus / "d.txt", "Pescarii scot crap.")
    wait_for(lambda: "14 articles" in watcher.said)
    watcher.terminate()
    assert watcher.wait(timeout=60) == 0
    assert watcher.said.count("rău.json") == 1
    assert "Traceback" not in watcher.said


def test_a_corpus_whose_disk_is_away_is_waited_for(watcher: Process, corpus: Path, tmp_path: Path) -> None:
    index, away = tmp_path / "index", tmp_path / "away"
    corpus.rename(away)
    corpus.mkdir()
    wait_for(lambda: "--allow-empty" in watcher.said)
    assert len(found(index, "grâu")) == 12
    corpus.rmdir()
    wait_for(lambda: "There is no corpus" in watcher.said)
    away.rename(corpus)
    write(corpus / "e.txt", "Vânătorii urmăresc mistreți.")
    wait_for(lambda: found(index, "mistreți") == ["e.txt"])
    write(corpus / "f.txt", "Vânătorii urmăresc cerbi.")
    wait_for(lambda: found(index, "cerbi") == ["f.txt"])
    watcher.terminate()
    assert watcher.wait(timeout=60) == 0
    assert watcher.said.count("not updated: ") == 2 and "Traceback" not in watcher.said


def test_a_corpus_that_comes_later_is_waited_for(tmp_path: Path) -> None:
    told: list[object] = []
    stop, index = threading.Event(), tmp_path / "index"
    options = {"told": told.append, "stop": stop}
    thread = threading.Thread(target=watch, args=(tmp_path / "nou", index), kwargs=options)
    thread.start()
    try:
        wait_for(lambda: told)
        write(tmp_path / "nou" / "a.txt", "Albinele zboară.")
        wait_for(lambda: found(index, "albinele") == ["a.txt"])
    finally:
        stop.set()
        thread.join()
    assert isinstance(told[0], rasfoi.BadArticle) and "There is no corpus" in str(told[0])


def test_a_failure_is_told_once_until_its_file_changes(corpus: Path, tmp_path: Path) -> None:
    told: list[Any] = []
    stop, index = threading.Event(), tmp_path / "index"

    def next_failures(number: int) -> list[str]:
        wait_for(lambda: len(told) == number)
        return [failure.path for failure in told[-1].failures]

    (corpus / "rău.json").write_text("{", "utf-8")
    options = {"told": told.append, "stop": stop}
    thread = threading.Thread(target=watch, args=(corpus, index), kwargs=options)
    thread.start()
    try:
        assert next_failures(1) == ["rău.json"]
        time.sleep(0.5)
        write(corpus / "c.txt", "Pescarii scot știucă.")
        assert next_failures(2) == []
        (corpus / "gol.jsonl").write_text('{"title": "Balta"}\n[', "utf-8")
        assert next_failures(3) == ["gol.jsonl:2"]
        (corpus / "rău.json").write_text("{", "utf-8")
        assert next_failures(4) == ["rău.json"]
        (corpus / "gol.jsonl").write_text('{"title": "Iazul"}\n[', "utf-8")
        assert next_failures(5) == ["gol.jsonl:2"]
        (corpus / "rău.json").unlink()
        assert next_failures(6) == []
    finally:
        stop.set()
        thread.join()


def test_where_the_system_watches_no_more_it_is_looked_through(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watching = watchfiles.watch

    def limited(*paths: Path, **options: Any) -> Any:
        if not options["force_polling"]:
            raise OSError("OS file watch limit reached. about [/articole]")
        return watching(*paths, **options)

    monkeypatch.setattr(watchfiles, "watch", limited)
    told: list[object] = []
    stop, index = threading.Event(), tmp_path / "index"
    options = {"told": told.append, "stop": stop}
    thread = threading.Thread(target=watch, args=(corpus, index), kwargs=options)
    thread.start()
    try:
        wait_for(lambda: len(found(index, "grâu")) == 12)
        time.sleep(1.5)
        write(corpus / "i.txt", "Albinele zboară.")
        wait_for(lambda: found(index, "albinele") == ["i.txt"])
    finally:
        stop.set()
        thread.join()
    assert any("watch limit reached" in str(each) for each in told)


def test_it_reads_as_it_is_told_to(corpus: Path, tmp_path: Path) -> None:
    (corpus / "g.json").write_text(
        '{"titlul_stirii": "Viscolul", "body": "Drumuri închise de zăpadă."}', "utf-8"
    )
    write(tmp_path / "afara.txt", "Pădurarii plantează puieți.")
    (corpus / "h.txt").symlink_to(tmp_path / "afara.txt")
    index = tmp_path / "index"
    command = [sys.executable, "-P", "-m", "rasfoi", "watch", str(corpus), "--index", str(index)]
    command += ["--file-dates", "--follow", "--map", "title=titlul_stirii"]
    process = Process(command)
    try:
        wait_for(lambda: found(index, "puieți") == ["h.txt"])
        article = rasfoi.open(index).get("g.json")
        assert (article.title, article.date_source) == ("Viscolul", "mtime")
        with no_update(index):
            for path in sorted(corpus.glob("?.txt"))[:9]:
                path.unlink()
        wait_for(lambda: "--allow-empty" in process.said)
        assert len(found(index, "grâu")) == 12
    finally:
        process.stop()


@pytest.mark.parametrize("after", [0.02, 0.1, 0.2, 0.4])
def test_it_ends_in_the_middle_of_an_update(
    watcher: Process, corpus: Path, tmp_path: Path, after: float
) -> None:
    index = tmp_path / "index"
    before = {path.name for path in index.glob("gen-*")}
    for number in range(300):
        write(corpus / "val" / f"{number}.txt", "Fermierii seamănă rapiță.")
    wait_for(lambda: {path.name for path in index.glob("gen-*")} != before)
    time.sleep(after)
    watcher.terminate()
    assert watcher.wait(timeout=60) == 0
    assert "Traceback" not in watcher.said
    with writing(index):
        pass
    assert {path.name for path in index.iterdir()} - {"CURRENT", "LOCK"} <= {
        each.name for each in rasfoi.generations(index)
    }
    assert len(found(index, "grâu")) == 12


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("after", [0.3, 0.6, 0.9, 1.3])
def test_a_build_that_is_ended_leaves_nothing(tmp_path: Path, ending: signal.Signals, after: float) -> None:
    corpus, index = tmp_path / "a.jsonl", tmp_path / "index"
    line = '{"title": "Grâul %d", "body": "' + "Agricultorii au strâns recolta de pe câmp. " * 60 + '"}\n'
    corpus.write_text("".join(line % number for number in range(6_000)), "utf-8")
    command = [sys.executable, "-P", "-m", "rasfoi", "rebuild", str(corpus), "--index", str(index)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    time.sleep(after)
    process.send_signal(ending)
    _, told = process.communicate(timeout=60)
    assert process.returncode in (128 + ending, 0, -ending)
    assert "Traceback" not in told
    left = {path.name for path in index.iterdir()} if index.exists() else set()
    if process.returncode == 128 + ending:
        assert left <= {"LOCK"}


def children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_server_watches_too(corpus: Path, tmp_path: Path) -> None:
    from urllib.request import urlopen

    [port] = free_ports(1)
    command = [sys.executable, "-P", "-m", "rasfoi", "serve", "--index", str(tmp_path / "index")]
    command += ["--port", str(port), "--workers", "1", "--watch", str(corpus)]
    server = Process(command)

    def total(query: str) -> int:
        import json

        try:
            with urlopen(f"http://127.0.0.1:{port}/api/v1/search?correct=0&q={query}") as answer:
                return int(json.load(answer)["total"])
        except OSError:
            return -1

    try:
        wait_for(lambda: total("textul") == 12)
        write(corpus / "d.txt", "Viticultorii culeg struguri.")
        wait_for(lambda: total("struguri") == 1)
        commands = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children(server.pid)}
        (watching,) = [pid for pid, command in commands.items() if b"\0watch\0" in command]
        os.kill(watching, signal.SIGKILL)
        write(corpus / "e.txt", "Pomicultorii culeg gutui.")
        wait_for(lambda: total("gutui") == 1)
        server.terminate()
        assert server.wait(timeout=60) == 0
    finally:
        server.kill()
        server.ended()


def test_a_watch_ends_where_its_server_ended_before_it_began(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (tmp_path / "c").mkdir()
    command = [sys.executable, "-m", "rasfoi", "watch", str(tmp_path / "c"), "--index", str(tmp_path / "i")]
    ended = subprocess.run(
        [*command, "--for-server", str(gone.pid)], capture_output=True, text=True, timeout=60
    )
    assert "Traceback" not in ended.stderr
