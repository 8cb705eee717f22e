"""Worker processes: plain subprocesses at the other end of pipes.

So a program may call `rasfoi.build` from any thread and needs no `if __name__ == "__main__"`. This
module imports nothing that takes long: workers start first, and this process imports beside them.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from types import TracebackType
from typing import IO, Any, NamedTuple, Self

from ...errors import RasfoiError

# Bytes of a corpus that is read in this process; a longer one is worth starting others.
SMALL_BYTES = 1 << 22
_COUNT = 2
_PARENT_SECONDS = 1.0
# On Linux one process imports everything and forks; elsewhere libraries may not bear that.
_FORKS = sys.platform == "linux"
_ENVIRONMENT = {
    # A process with threads must not fork, and no worker multiplies matrices.
    "OPENBLAS_NUM_THREADS": "1",
    # Memory of a batch's arrays is kept for the next batch: glibc gives it back and faults it in again.
    "MALLOC_MMAP_THRESHOLD_": str(1 << 28),
    "MALLOC_TRIM_THRESHOLD_": str(1 << 28),
}

# What a worker's interpreter does first: it takes the path of the process that starts it.
_RUN = (
    "import os, sys; sys.path[:] = sys.argv[1].split(os.pathsep); "
    "from rasfoi.index.indexer.workers.worker import main; main([*map(int, sys.argv[2:])])"
)


class Channel(NamedTuple):
    """A way to and from a worker; `process`, of one of several that fork from it, ends after them all."""

    sink: IO[bytes]
    source: IO[bytes]
    process: subprocess.Popen[bytes] | None

    def send(self, message: Any) -> None:
        """Send a message to the worker."""
        # A worker that has ended has told why, or there will be no answer.
        with contextlib.suppress(BrokenPipeError):
            pickle.dump(message, self.sink, pickle.HIGHEST_PROTOCOL)
            self.sink.flush()

    def receive(self) -> Any:
        """Return the worker's next message; raise it if it is an exception, RasfoiError if there is none."""
        try:
            message = pickle.load(self.source)
        except EOFError:
            raise RasfoiError(
                "A worker process died; is there enough memory? Nothing was published."
            ) from None
        if isinstance(message, BaseException):
            raise message
        return message

    def kill(self) -> None:
        """End the worker, and those that forked from its process."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def close(self) -> None:
        """Tell the worker that nothing more comes, and wait for its process."""
        with contextlib.suppress(BrokenPipeError):
            self.sink.close()
        self.source.close()
        if self.process:
            self.process.wait()


class Workers:
    """The workers of one build; whoever leaves the block sends home those that nobody took."""

    def __init__(self) -> None:
        self._channels: list[Channel] = []

    def start(self) -> None:
        """Start the processes, unless they run."""
        if not self._channels:
            groups = [_COUNT] if _FORKS else [1] * _COUNT
            self._channels = [channel for count in groups for channel in _start(count)]

    def take(self) -> list[Channel]:
        """Return the channels to the workers, to be closed by the caller."""
        self.start()
        channels, self._channels = self._channels, []
        return channels

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # The first one's process ends after the others.
        for channel in reversed(self._channels):
            channel.close()


def end_with_parent(signal_number: int, parent: int | None = None) -> None:
    """Have this process get a signal once the one that started it is gone, which would have ended it.

    `parent` is that one's number, for where it may be gone already.
    """
    if parent is None:
        parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_PARENT_SECONDS)
        os.kill(os.getpid(), signal_number)

    threading.Thread(target=watch, daemon=True).start()


def safe_path() -> list[str]:
    """Return where a worker finds modules: as this process, but not in the current or its script's folder.

    A corpus may lie there, with a file `pickle.py` in it. Where this package itself stands in one of
    the two, everything else is looked for elsewhere first.
    """
    unsafe = {os.getcwd(), _script_folder()} - {os.path.dirname(os.path.realpath(os.__file__))}
    path = [each for each in sys.path if os.path.isabs(each) and os.path.realpath(each) not in unsafe]
    home = os.path.dirname(os.path.realpath(sys.modules[__name__.partition(".")[0]].__path__[0]))
    needed = home in map(os.path.realpath, sys.path) and home not in map(os.path.realpath, path)
    return [*path, home] if needed else path


def _script_folder() -> str | None:
    """Return the folder of the script that this process runs, which Python looks for modules in, or None."""
    main = sys.modules.get("__main__")
    script = None if getattr(main, "__spec__", None) else getattr(main, "__file__", None)
    return os.path.dirname(os.path.realpath(script)) if script else None


def _start(count: int) -> list[Channel]:
    """Start a process that becomes so many workers."""
    ours, theirs = [], []
    for _ in range(count):
        (their_source, our_sink), (our_source, their_sink) = os.pipe(), os.pipe()
        ours.append((our_sink, our_source))
        theirs += [their_source, their_sink]
    environment = os.environ | _ENVIRONMENT
    environment.pop("PYTHONPATH", None)
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", _RUN, os.pathsep.join(safe_path()), *map(str, theirs)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env=environment,
        pass_fds=theirs,
        process_group=0,  # Ctrl-C is for this process, whose end ends the workers
    )
    for end in theirs:
        os.close(end)
    return [
        Channel(open(sink, "wb"), open(source, "rb"), None if at else process)
        for at, (sink, source) in enumerate(ours)
    ]
