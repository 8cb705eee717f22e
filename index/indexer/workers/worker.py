"""The worker processes of a build: tasks come in through a pipe, answers go out through another."""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from ...analysis.words import lemmatizer
from ..run_file import RunWriter
from .worker_pool import Dictionary, run_task

_OBJECTS_BETWEEN_COLLECTIONS = 100_000


def main(pipes: Sequence[int]) -> None:
    """Be a worker for each pair of pipes, one to read from and one to write to, until nothing comes."""
    # A vocabulary is millions of objects that stay: looking through them for cycles finds none.
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, 10, 1000)
    lemmatizer.load()
    pairs = list(zip(pipes[::2], pipes[1::2], strict=True))
    mine = pairs[0]
    for pair in pairs[1:]:
        if not os.fork():
            mine = pair
            break
    for end in {*pipes} - {*mine}:
        os.close(end)
    # Pipes that break are those of a build that was stopped.
    with (
        contextlib.suppress(EOFError, BrokenPipeError),
        open(mine[0], "rb") as source,
        open(mine[1], "wb") as sink,
    ):
        serve(source, sink)
    # Who waits for the first process waits for all.
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()


def serve(source: IO[bytes], sink: IO[bytes]) -> None:
    """Do the tasks that come from `source` until there are no more; what goes wrong is an answer too.

    Raises EOFError or BrokenPipeError when the other end is gone.
    """
    try:
        folder, name = pickle.load(source)
        writer = RunWriter(Path(folder), name)
        while message := pickle.load(source):
            if isinstance(message, Dictionary):
                writer.use(message.data)
            else:
                _answer(sink, run_task(writer, message))
        _answer(sink, writer.finish())
    except (EOFError, BrokenPipeError):
        raise
    except BaseException as error:
        _answer(sink, error)


def _answer(sink: IO[bytes], message: Any) -> None:
    pickle.dump(message, sink, pickle.HIGHEST_PROTOCOL)
    sink.flush()
