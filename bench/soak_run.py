"""What `bench.soak` does at once: clients ask, updates are published, workers are killed, memory is read."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from bench.commands import RASFOI
from bench.load import ask
from bench.soak_requests import Request, Requests

PUBLISH_EVERY, KILL_EVERY, SAMPLE_EVERY = 20.0, 60.0, 5.0
# Where a worker is killed, what is under way in it fails at once, and what waits for it to accept.
AFTERMATH = 2.0
PATIENCE = 30.0
# Requests over one connection.
VISIT = 100


class Sample(NamedTuple):
    """What a process holds: MiB of memory of its own, open files, maps of deleted files."""

    memory: float
    files: int
    deleted: int


class Failure(NamedTuple):
    """A request that failed: from when to when, its kind, what came."""

    begun: float
    ended: float
    kind: str
    what: str
    path: str


class Run:
    """What happens while a server is asked, updated and killed."""

    def __init__(self, server: subprocess.Popen[bytes], port: int, corpus: Path, index: Path) -> None:
        self.server, self.port, self.corpus, self.index = server, port, corpus, index
        self.times: dict[str, list[float]] = defaultdict(list)
        self.statuses: Counter[tuple[str, int]] = Counter()
        self.failures: list[Failure] = []
        self.kills: list[float] = []
        self.updates: list[float] = []
        self.samples: dict[str, list[Sample]] = {"server": [], "elder worker": []}

    async def go(self, minutes: float, requests: Sequence[Requests]) -> None:
        """Do everything at once until the time is up."""
        self.until = time.monotonic() + 60 * minutes
        self.elder = min(self.workers(), key=started)
        await asyncio.gather(*map(self._client, requests), self._publish(), self._kill(), self._sample())

    def workers(self) -> list[int]:
        """Return the processes that serve."""
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children").read_text()
        return [int(each) for each in children.split()]

    async def _client(self, requests: Requests) -> None:
        while time.monotonic() < self.until:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError as error:
                self._fail(time.monotonic(), requests.next(), type(error).__name__)
                await asyncio.sleep(0.05)
                continue
            await self._converse(reader, writer, requests)
            writer.close()

    async def _converse(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, requests: Requests
    ) -> None:
        """Ask over one connection for a while, as browsers do, or until it breaks."""
        for request in islice(requests, VISIT):
            begun = time.monotonic()
            if begun > self.until:
                break
            try:
                answer = ask(reader, writer, request.path, "127.0.0.1")
                status = await asyncio.wait_for(answer, PATIENCE)
            except (OSError, EOFError, TimeoutError) as error:
                self._fail(begun, request, type(error).__name__)
                break
            self.times[request.kind].append(time.monotonic() - begun)
            self.statuses[request.kind, status] += 1
            if status not in request.right:
                self._fail(begun, request, str(status))

    def _fail(self, begun: float, request: Request, what: str) -> None:
        self.failures.append(Failure(begun, time.monotonic(), request.kind, what, request.path))

    async def _publish(self) -> None:
        number = 0
        while await self._wait(PUBLISH_EVERY):
            number += 1
            article = {
                "id": f"new{number}",
                "title": f"Știrea numărul {number}",
                "body": "O știre nouă. " * 50,
            }
            with (self.corpus / "new.jsonl").open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(article) + "\n")
            begun = time.monotonic()
            command = [RASFOI, "update", str(self.corpus), "--index", str(self.index)]
            update = await asyncio.create_subprocess_exec(*command, stdout=subprocess.DEVNULL)
            if await update.wait():
                self._fail(begun, Request("update", "", frozenset()), str(update.returncode))
            self.updates.append(time.monotonic() - begun)

    async def _kill(self) -> None:
        while await self._wait(KILL_EVERY):
            others = [each for each in self.workers() if each != self.elder]
            if others:
                self.kills.append(time.monotonic())
                os.kill(max(others, key=started), signal.SIGKILL)

    async def _sample(self) -> None:
        while await self._wait(SAMPLE_EVERY):
            for name, pid in (("server", self.server.pid), ("elder worker", self.elder)):
                with suppress(OSError):
                    self.samples[name].append(sample(pid, self.index))

    async def _wait(self, seconds: float) -> bool:
        """Wait, and return whether there is time left."""
        await asyncio.sleep(min(seconds, max(0, self.until - time.monotonic())))
        return time.monotonic() < self.until

    def excused(self, failure: Failure) -> bool:
        """Whether a request was under way in a worker when that was killed."""
        broken = not failure.what.isdigit()
        return broken and any(failure.begun - AFTERMATH < kill < failure.ended for kill in self.kills)


def started(pid: int) -> int:
    """Return when a process began."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])


def sample(pid: int, index: Path) -> Sample:
    """Return what a process holds now; the files of the published generation are not counted."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    own = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Anonymous:"))
    maps = Path(f"/proc/{pid}/maps").read_text()
    deleted = {line.split(maxsplit=5)[5] for line in maps.splitlines() if line.endswith("(deleted)")}
    published = str(index / (index / "CURRENT").read_text().strip())
    others = [each for each in open_files(pid) if not each.startswith(published)]
    return Sample(own / 1024, len(others), len(deleted))


def open_files(pid: int) -> list[str]:
    """Return what files a process has open, but for sockets."""
    found = []
    for path in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            found.append(os.readlink(path))
    return [each for each in found if not each.startswith("socket:")]
