"""An engine's process seen from outside: requests, and the memory of it and its children."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bench.peers import python

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = os.environ | {"PYTHONDONTWRITEBYTECODE": ""}
"""Modules are compiled once and not at every start, however this process was started."""
SAMPLE_SECONDS = 0.05


class EngineFailed(RuntimeError):
    """An engine's process ended without an answer; its error is on stderr."""


class Remote:
    """One engine's process. Use as a context manager; `call` runs an operation of `bench.worker`."""

    def __init__(self, engine: str) -> None:
        self.engine = engine
        command = [python(engine), "-m", "bench.worker", engine]
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=ENVIRONMENT,
            text=True,
            encoding="utf-8",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def call(self, do: str, **arguments: Any) -> Any:
        """Run one operation and return its answer."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps({"do": do, **arguments}) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise EngineFailed(f"{self.engine}: {do} failed")
        return json.loads(answer)

    def call_watched(self, do: str, **arguments: Any) -> tuple[Any, int]:
        """Run one operation; return its answer and the peak memory in bytes meanwhile."""
        with MemoryWatch(self._process.pid) as watch:
            answer = self.call(do, **arguments)
        return answer, watch.peak

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()


class MemoryWatch:
    """Samples the resident memory of a process and all its descendants, 20 times a second.

    The peak is the largest *sum* seen. Pages that processes share are counted for each of
    them, and mapped files count as far as they are resident: the figure is an upper bound.
    """

    def __init__(self, pid: int) -> None:
        self.peak = 0
        self._pid = pid
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def _sample(self) -> None:
        while True:
            self.peak = max(self.peak, sum(map(resident, descendants(self._pid))))
            if self._stop.wait(SAMPLE_SECONDS):
                return

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()


def descendants(pid: int) -> list[int]:
    """Return the process and all processes below it, by Linux's /proc."""
    children: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit() and (parent := _parent(entry)):
            children.setdefault(parent, []).append(int(entry))
    found = [pid]
    for each in found:
        found.extend(children.get(each, ()))
    return found


def _parent(pid: str) -> int:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0
    return int(status.rpartition(")")[2].split()[1])  # the name before the ")" may hold spaces


def resident(pid: int) -> int:
    """Return the resident bytes of a process, 0 if it has ended."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def folder_size(folder: Path) -> int:
    """Return the bytes of all files under a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
