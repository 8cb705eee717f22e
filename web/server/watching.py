"""A process beside the server's workers that keeps the index up to date with a corpus."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# Seconds until a watch that ended by itself is started again.
_PAUSE = 2.0


@contextmanager
def watching(corpus: str | os.PathLike[str] | None, index_dir: str | os.PathLike[str]) -> Iterator[None]:
    """Watch a corpus, if there is one, in a process of its own until the block ends.

    One that dies is followed by another.
    """
    if corpus is None:
        yield
        return
    watch = _Watch(corpus, index_dir)
    thread = threading.Thread(target=watch.run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        watch.end()
        thread.join()


class _Watch:
    """Runs `rasfoi watch` again and again until told to end."""

    def __init__(self, corpus: str | os.PathLike[str], index_dir: str | os.PathLike[str]) -> None:
        words = [
            "watch",
            os.fspath(corpus),
            "--for-server",
            str(os.getpid()),
            "--index",
            os.fspath(index_dir),
        ]
        self._command = [sys.executable, "-P", "-m", "rasfoi", *words]
        self._corpus = corpus
        self._process: subprocess.Popen[bytes] | None = None
        self._lock, self._ended = threading.Lock(), threading.Event()

    def run(self) -> None:
        """Start the process, and another one whenever it ends, until `end` is called."""
        while process := self._start():
            code = process.wait()
            if not self._ended.is_set():
                told = f"The watch of {self._corpus} ended with {code}; another one is started."
                print(told, file=sys.stderr, flush=True)
            self._ended.wait(_PAUSE)

    def _start(self) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._ended.is_set():
                return None
            self._process = subprocess.Popen(self._command, process_group=0)
            return self._process

    def end(self) -> None:
        """End the process in good order, and start no other."""
        with self._lock:
            self._ended.set()
            if self._process:
                self._process.terminate()
