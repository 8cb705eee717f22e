"""Tasks to runs: in worker processes, or in this one."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from pathlib import Path
from typing import NamedTuple, Protocol

from ...report import Failure, Note
from ..run_file import Entry, RunWriter
from .article_tasks import ArticleTask
from .tasks import Task, read_task
from .worker_process import Channel, Workers

_QUEUE = 8
# Many times what it takes to read the first files.
DICTIONARY_SECONDS = 20


class Done(NamedTuple):
    """What came of a task: articles read, bytes read, failures, notes, articles without a body."""

    articles: int
    size: int
    failures: list[Failure]
    notes: list[Note]
    empty: int


class Dictionary(NamedTuple):
    """What the records are compressed with, as it is sent to a worker."""

    data: bytes


class Builder(Protocol):
    """Takes tasks in order and gives back the run files, whose records are compressed with `dictionary`."""

    @property
    def dictionary(self) -> bytes:
        """The compression dictionary."""

    def submit(self, task: Task | ArticleTask) -> None:
        """Take a task; may block while others are in hand."""

    def finish(self) -> list[Path]:
        """Wait for all tasks; return the run files."""

    def stop(self) -> None:
        """Do no more."""


Report = Callable[[Done], None]


def run_task(writer: RunWriter, task: Task | ArticleTask) -> Done:
    """Read a task's articles into a run."""
    entries: list[Entry] = []
    failures: list[Failure] = []
    notes: list[Note] = []
    for item in read_task(task):
        if isinstance(item, Failure):
            failures.append(item)
        elif isinstance(item, Note):
            notes.append(item)
        else:
            entries.append(item)
    if entries:
        writer.add(entries)
    empty = sum(not entry.article.body for entry in entries)
    return Done(len(entries), task.size, failures, notes, empty)


class InProcess:
    """Does the work itself, at once: right for a few hundred articles."""

    def __init__(self, folder: Path, make_dictionary: Callable[[], bytes], report: Report) -> None:
        self._dictionary = make_dictionary()
        self._writer = RunWriter(folder, "main")
        self._writer.use(self._dictionary)
        self._report = report

    @property
    def dictionary(self) -> bytes:
        """The compression dictionary."""
        return self._dictionary

    def submit(self, task: Task | ArticleTask) -> None:
        """Do a task."""
        self._report(run_task(self._writer, task))

    def finish(self) -> list[Path]:
        """Write what is left; return the run files."""
        return self._writer.finish()

    def stop(self) -> None:
        """Do nothing, as nothing is under way."""


class Processes:
    """Hands tasks to worker processes, whichever is free."""

    def __init__(
        self, workers: Workers, folder: Path, make_dictionary: Callable[[], bytes], report: Report
    ) -> None:
        self._channels = workers.take()
        # Made while the workers are at their first tasks.
        self._dictionary: Future[bytes] = Future()
        threading.Thread(target=self._make, args=(make_dictionary,), daemon=True).start()
        self._tasks: queue.Queue[Task | ArticleTask | None] = queue.Queue(_QUEUE)
        self._report, self._report_lock = report, threading.Lock()
        self._paths: list[Path] = []
        self._error: BaseException | None = None
        self._threads = [
            threading.Thread(target=self._serve, args=(channel, (str(folder), f"worker{at}")), daemon=True)
            for at, channel in enumerate(self._channels)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def dictionary(self) -> bytes:
        """The compression dictionary; raises what went wrong in making it.

        It is made of the first files in a thread, where nothing bounds the time of one that takes for
        ever: none is used then, and the worker that reads that file reports it.
        """
        try:
            return self._dictionary.result(DICTIONARY_SECONDS)
        except TimeoutError:
            with contextlib.suppress(InvalidStateError):
                self._dictionary.set_result(b"")
            return self._dictionary.result()

    def _make(self, make_dictionary: Callable[[], bytes]) -> None:
        # One that comes too late is not waited for any more.
        with contextlib.suppress(InvalidStateError):
            try:
                dictionary = make_dictionary()
            except BaseException as error:
                self._dictionary.set_exception(error)
            else:
                self._dictionary.set_result(dictionary)

    def submit(self, task: Task | ArticleTask) -> None:
        """Put a task in the queue; raise what went wrong in a worker."""
        while True:
            if self._error:
                self._join()
            try:
                self._tasks.put(task, timeout=0.5)
                return
            except queue.Full:
                continue

    def finish(self) -> list[Path]:
        """Wait for the workers to end; return the run files."""
        for _ in self._threads:
            self._tasks.put(None)
        self._join()
        return sorted(self._paths)

    def _join(self) -> None:
        """Wait for all workers to end; raise what went wrong first."""
        for thread in self._threads:
            thread.join()
        if self._error:
            raise self._error

    def _serve(self, channel: Channel, start: tuple[str, str]) -> None:
        try:
            channel.send(start)
            self._hand_out(channel)
            channel.send(None)
            self._paths.extend(channel.receive())
        except BaseException as error:
            self._error = self._error or error
            self.stop()
        finally:
            channel.close()

    def _hand_out(self, channel: Channel) -> None:
        """Give a worker one task after the other, the next while it is at one, and note what came of them."""
        under_way = 0
        while task := self._tasks.get():
            channel.send(task)
            if under_way:
                self._note(channel.receive())
            else:
                channel.send(Dictionary(self.dictionary))
            under_way = 1
        if under_way:
            self._note(channel.receive())

    def _note(self, done: Done) -> None:
        with self._report_lock:
            self._report(done)

    def stop(self) -> None:
        """Empty the queue of a failed build and end the workers."""
        for channel in self._channels:
            channel.kill()
        with contextlib.suppress(queue.Empty):
            while True:
                self._tasks.get_nowait()
        for _ in self._threads:
            self._tasks.put(None)
